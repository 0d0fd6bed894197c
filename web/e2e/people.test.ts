// People: their names and faces, who writes, who is away, and the roster wherever there is room for it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off")]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const room = async () => (await server.post("rooms")).url as string;

async function inRoom(address: string, options = {}): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, address, options);
  await visitor.isHere();
  return visitor;
}

/** Somebody who is there by API alone. `aways` is what they were told of others' coming and going. */
async function joins(address: string, name: string) {
  const { token } = await server.post("sessions", { name });
  const code = new URL(address).pathname.slice(1);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const heard: { type: string; on?: boolean }[] = [];
  await new Promise<void>((joined) => {
    socket.onmessage = ({ data }) => {
      heard.push(JSON.parse(data));
      joined();
    };
  });
  return {
    say: (frame: object) => socket.send(JSON.stringify(frame)),
    aways: () => heard.filter(({ type }) => type === "away").map(({ on }) => on),
    leave: () => socket.close(),
  };
}

const face = (page: Page) => page.locator(".namefield-face img");
const showsFace = (page: Page, name: string) =>
  page.waitForFunction(
    (part) => document.querySelector<HTMLImageElement>(".namefield-face img")?.src.includes(part),
    name,
  );

/** As when its tab goes to the background, or comes back: headless pages are always in front. */
async function show(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

describe("a face", () => {
  test("P4, I1: is picked in a click, seen by everybody at once, in every tab, and after a reload", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([inRoom(address), inRoom(address)]);
    const second = await ada.openTab(address);
    await second.locator(".namefield-name").waitFor();
    expect(await face(ada.page).count()).toBe(0);
    await ada.page.getByRole("button", { name: "Your picture" }).click();
    await ada.page.getByRole("radio", { name: "Otter" }).click();
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await showsFace(ada.page, "otter");
    await showsFace(second, "otter");
    await bo.page.locator(".roster img[src*=otter]").waitFor();
    await ada.say("look at me");
    await bo.page.locator(".message img[src*=otter]").waitFor();
    await eventually(() => bo.page.locator(".roster li").count(), 2);
    await ada.page.reload();
    await showsFace(ada.page, "otter");
    await ada.page.goto(await room());
    await ada.isHere();
    await showsFace(ada.page, "otter");
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("can be changed by keys alone, back to the initial too", async () => {
    const ada = await inRoom(await room());
    await ada.page.getByRole("button", { name: "Your picture" }).focus();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("radio", { name: "Your initial" }).waitFor();
    await ada.page.keyboard.press("ArrowRight");
    await showsFace(ada.page, "mayfly");
    await ada.page.keyboard.press("ArrowRight");
    await showsFace(ada.page, "dragonfly");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(() => ada.page.evaluate(() => document.activeElement?.className), "namefield-face");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("radio", { name: "Dragonfly" }).waitFor();
    for (let times = 0; times < 2; times++) await ada.page.keyboard.press("ArrowLeft");
    await face(ada.page).waitFor({ state: "detached" });
    await ada.page.keyboard.press("Escape");
    expect(await ada.complaints()).toEqual([]);
  });
});

describe("a name", () => {
  test("I2: the dice rolls another, which Enter takes and Escape leaves", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([inRoom(address), inRoom(address)]);
    const before = await ada.name();
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    const roll = async () => {
      const was = await field.inputValue();
      await ada.page.getByRole("button", { name: "Another name" }).click();
      await ada.page.waitForFunction(
        (old) => document.querySelector<HTMLInputElement>(".nameeditor-input")?.value !== old,
        was,
      );
      return field.inputValue();
    };
    await ada.page.locator(".namefield-name").click();
    await roll();
    await field.press("Escape");
    await ada.page.waitForTimeout(300);
    expect(await ada.name()).toBe(before);
    await ada.page.locator(".namefield-name").click();
    await roll();
    const rolled = await roll();
    expect(rolled).toMatch(/^[A-Z][a-z]+[A-Z][a-z]+$/);
    await field.press("Enter");
    await ada.page.locator(".namefield-name", { hasText: rolled }).waitFor();
    await bo.page.locator(".roster", { hasText: rolled }).waitFor();
    await ada.page.reload();
    await ada.isHere();
    await eventually(() => ada.name(), rolled);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("I2: a roll that comes late doesn't take the place of what was written meanwhile", async () => {
    const ada = await inRoom(await room());
    await ada.page.locator(".namefield-name").click();
    const answered = Promise.withResolvers<void>();
    await ada.page.route("**/api/names", async (route) => {
      const answer = await route.fetch();
      await answered.promise;
      await route.fulfill({ response: answer });
    });
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    const rolled = ada.page.waitForResponse("**/api/names");
    await ada.page.getByRole("button", { name: "Another name" }).click();
    await field.fill("Ada");
    answered.resolve();
    await (await rolled).finished();
    await field.press("Enter");
    await ada.page.locator(".namefield-name", { hasText: /^Ada/ }).waitFor();
    expect(await ada.complaints()).toEqual([]);
  });

  test("I4: takes its time: what happens in the room meanwhile doesn't write into the field", async () => {
    const address = await room();
    const ada = await inRoom(address);
    await ada.page.locator(".namefield-name").click();
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    await field.fill("Ada, after long th");
    const bo = await joins(address, "Bo");
    bo.say({ type: "chat", message: "well?" });
    bo.say({ type: "rename", avatar: "owl" });
    await ada.page.locator(".roster img[src*=owl]").waitFor();
    // The room's clock goes by seconds.
    await ada.page.waitForTimeout(1200);
    await field.press("End");
    await ada.page.keyboard.type("ought");
    await ada.page.keyboard.press("Enter");
    await ada.page.locator(".roster", { hasText: "Ada, after long thought" }).waitFor();
    bo.leave();
  });

  test("I5: is the same in every tab and room of one person", async () => {
    const address = await room();
    const ada = await inRoom(address);
    const [same, other] = [await ada.openTab(address), await ada.openTab(await room())];
    for (const tab of [same, other]) await tab.locator(".namefield-name").waitFor();
    await ada.rename("Ada");
    for (const tab of [same, other]) await tab.locator(".roster li", { hasText: "Ada" }).waitFor();
    await eventually(() => same.locator(".roster li").count(), 1);
    await eventually(() => other.locator(".namefield-text").textContent(), "Ada");
  });
});

describe("who writes", () => {
  test("P3: one, two, or a few and how many more", async () => {
    const address = await room();
    const ada = await inRoom(address);
    const people = await Promise.all(["Bo", "Cy", "Di", "Ed"].map((name) => joins(address, name)));
    const [bo, ...others] = people;
    const line = ada.page.locator(".typingline");
    bo?.say({ type: "typing" });
    await line.filter({ hasText: "Bo is typing…" }).waitFor();
    bo?.say({ type: "chat", message: "done" });
    await line.waitFor({ state: "detached" });
    for (const other of others.slice(0, 2)) other.say({ type: "typing" });
    await line.filter({ hasText: "Cy and Di are typing…" }).waitFor();
    others[2]?.say({ type: "typing" });
    await line.filter({ hasText: "Cy, Di and Ed are typing…" }).waitFor();
    await eventually(() => ada.page.locator(".typingline .avatar").count(), 3);
    for (const person of people) person.leave();
    expect(await ada.complaints()).toEqual([]);
  });
});

describe("who is away", () => {
  test("P5: a page out of sight for a minute, also on a new socket, until it is seen again", async () => {
    const address = await room();
    const bo = await inRoom(address);
    const watcher = await joins(address, "Watcher");
    const network = createNetwork(server.port);
    const ada = await Visitor.arrive(browser, address.replace(server.url, network.url));
    await ada.page.clock.install();
    await ada.page.reload();
    await ada.isHere();
    const away = bo.page.locator(".roster [data-away]");
    await show(ada.page, "hidden");
    await ada.page.clock.runFor(59_000);
    expect(await away.count()).toBe(0);
    await ada.page.clock.runFor(1500);
    await away.waitFor();
    await away.filter({ hasText: "away" }).waitFor();
    await eventually(() => bo.page.locator(".roster li").last().getAttribute("data-away"), "");
    network.cut();
    for (let times = 0; times < 100 && watcher.aways().length < 3; times++) {
      await ada.page.clock.runFor(200);
      await Bun.sleep(20);
    }
    expect(watcher.aways()).toEqual([true, false, true]);
    await away.waitFor();
    await show(ada.page, "visible");
    await away.waitFor({ state: "detached" });
    await eventually(() => bo.page.locator(".roster li").count(), 3);
    watcher.leave();
    network.stop();
  });
});

describe("the roster", () => {
  test("is a sheet on a phone, with you first and everybody's face and standing", async () => {
    const { url, ownerKey } = await server.post("rooms");
    const ada = await inRoom(url, PHONE);
    const bo = await joins(url, "Bo");
    expect(ownerKey).toBeString();
    bo.say({ type: "rename", avatar: "frog" });
    bo.say({ type: "away", on: true });
    expect(await ada.page.locator(".room-people").isVisible()).toBe(false);
    await ada.page.getByRole("button", { name: "2 here" }).tap();
    const sheet = ada.page.getByRole("dialog", { name: "2 here" });
    await sheet.locator("[data-away]", { hasText: "Bo" }).waitFor();
    await sheet.locator("img[src*=frog]").waitFor();
    await sheet.locator("li").first().filter({ hasText: "you" }).waitFor();
    // It has come up from below, and stands on the screen's lower edge.
    await ada.page.waitForFunction(
      () => document.querySelector("dialog")?.getBoundingClientRect().bottom === innerHeight,
    );
    await ada.page.getByRole("button", { name: "Close", exact: true }).tap();
    bo.leave();
    expect(await ada.complaints()).toEqual([]);
  });

  test("P4: two hundred people are one list, in order, down to the last", async () => {
    const address = await room();
    const ada = await inRoom(address);
    const people = [];
    for (let at = 1; at <= 200; at++) people.push(await joins(address, `Guest ${at}`));
    await ada.page.waitForFunction(() => document.querySelectorAll(".roster li").length === 201);
    await eventually(() => ada.page.locator(".roster-name").nth(2).textContent(), "Guest 2");
    await eventually(() => ada.page.locator(".roster-name").last().textContent(), "Guest 200");
    await ada.page.locator(".roster li").last().scrollIntoViewIfNeeded();
    await eventually(() => ada.page.locator(".roster li").last().isVisible(), true);
    for (const person of people) person.leave();
    expect(await ada.complaints()).toEqual([]);
  });
});
