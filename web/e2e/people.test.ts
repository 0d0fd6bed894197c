// People: names, avatars, who is typing, who is away, and the roster on wide and narrow screens.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createAxeInspection } from "./axe-inspection.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { setPageVisibility } from "./page-visibility.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Lets somebody join by the API alone. `awayStates` returns what they were told of others being away. */
async function joinByApi(address: string, name: string) {
  const { token } = await app.server.post("sessions", { name });
  const code = new URL(address).pathname.slice(1);
  const socket = new WebSocket(`${app.server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const heard: { type: string; on?: boolean }[] = [];
  await new Promise<void>((joined) => {
    socket.onmessage = ({ data }) => {
      heard.push(JSON.parse(data));
      joined();
    };
  });
  return {
    sendFrame: (frame: object) => socket.send(JSON.stringify(frame)),
    awayStates: () => heard.filter(({ type }) => type === "away").map(({ on }) => on),
    leave: () => socket.close(),
  };
}

const face = (page: Page) => page.locator(".name-field-avatar img");
const showsFace = (page: Page, name: string) =>
  page.waitForFunction(
    (part) => document.querySelector<HTMLImageElement>(".name-field-avatar img")?.src.includes(part),
    name,
  );

/** Returns the avatar that belongs to a suggested name in English. */
const animalOf = (name: string) => name.split(" ").at(-1)?.toLowerCase() ?? "";
const pictureOf = ({ page }: Visitor, name: string) => page.locator(`img[src*="${animalOf(name)}"]`);

const partsOf = ({ page }: Visitor) => ({
  avatarButton: page.getByRole("button", { name: "Your picture" }),
  nameButton: page.locator(".name-field-name"),
  field: page.getByRole("textbox", { name: "Your name" }),
  dice: page.getByRole("button", { name: "Another name" }),
});

test("I11: who gets another name than the chosen one is told so, at joining and after a change", async () => {
  const { ada, address } = await app.hostRoom();
  const bo = await app.joinAs("Ada", address);
  const notice = bo.page.locator(".notice-line");
  const says = async () => (await notice.allInnerTexts()).map((text) => text.replace(/[\u2066-\u2069]|\s*✕/g, ""));
  await eventually(says, ["Someone here is already Ada. You’re Ada 2."]);
  expect(await bo.page.locator('[role="status"]', { has: notice }).count()).toBe(1);
  const { found, check } = createAxeInspection(bo.page);
  await check("a name that is taken", notice);
  expect(found).toEqual({});
  await notice.getByRole("button", { name: "Close" }).click();
  await eventually(says, []);
  await bo.rename("Bo");
  await ada.page.locator(".roster", { hasText: "Bo" }).waitFor();
  expect(await says()).toEqual([]);
  await bo.rename("ada");
  await eventually(says, ["Someone here is already ada. You’re ada 2."]);
  // A word the server uses for itself belongs to nobody who is here.
  await bo.rename("System");
  await eventually(says, ["The name System is taken. You’re System 2 here."]);
  await bo.send("hello");
  await bo.waitForMessage("hello");
  await eventually(says, []);
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});

describe("an avatar", () => {
  test("I10: comes with the suggested name of a new guest", async () => {
    const ada = await app.join(await app.createRoom());
    await showsFace(ada.page, animalOf(await ada.name()));
    await ada.page.getByRole("button", { name: "Your picture" }).click();
    const checked = ada.page.getByRole("radio", { checked: true });
    await eventually(async () => (await checked.getAttribute("aria-label"))?.toLowerCase(), animalOf(await ada.name()));
  });

  test("P4, I1: is chosen with a click, and shown to everybody at once, in every tab and after a reload", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
    const second = await ada.openTab(address);
    await second.locator(".name-field-name").waitFor();
    await ada.page.getByRole("button", { name: "Your picture" }).click();
    await ada.page.getByRole("radio", { name: "Otter" }).click();
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await showsFace(ada.page, "otter");
    await showsFace(second, "otter");
    await bo.page
      .locator(".roster li", { hasText: await ada.name(), has: bo.page.locator("img[src*=otter]") })
      .waitFor();
    await ada.send("look at me");
    await bo.page.locator(".message img[src*=otter]").waitFor();
    await eventually(() => bo.page.locator(".roster li").count(), 2);
    await ada.page.reload();
    await showsFace(ada.page, "otter");
    await ada.page.goto(await app.createRoom());
    await ada.waitUntilJoined();
    await showsFace(ada.page, "otter");
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });

  test("can be changed by keyboard alone, also back to the initial", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.page.getByRole("button", { name: "Your picture" }).focus();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("radio", { name: "Your initial" }).focus();
    await ada.page.keyboard.press("ArrowRight");
    await showsFace(ada.page, "mayfly");
    await ada.page.keyboard.press("ArrowRight");
    await showsFace(ada.page, "dragonfly");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(() => ada.page.evaluate(() => document.activeElement?.className), "name-field-avatar");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("radio", { name: "Dragonfly" }).waitFor();
    for (let times = 0; times < 2; times++) await ada.page.keyboard.press("ArrowLeft");
    await face(ada.page).waitFor({ state: "detached" });
    await ada.page.keyboard.press("Escape");
    expect(await ada.problems()).toEqual([]);
  });
});

describe("a name", () => {
  test("I2, I9, I10: can be replaced by a random one with its face, which Enter saves and Escape discards", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
    const before = await ada.name();
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    const roll = async () => {
      const was = await field.inputValue();
      await ada.page.getByRole("button", { name: "Another name" }).click();
      await ada.page.waitForFunction(
        (old) => document.querySelector<HTMLInputElement>(".name-editor-input")?.value !== old,
        was,
      );
      return field.inputValue();
    };
    await ada.page.locator(".name-field-name").click();
    await showsFace(ada.page, animalOf(await roll()));
    await field.press("Escape");
    await showsFace(ada.page, animalOf(before));
    // A new name would have reached the others before this message.
    await ada.send("still me");
    await bo.waitForMessage("still me");
    expect(await ada.name()).toBe(before);
    await bo.page.locator(`.message img[src*=${animalOf(before)}]`).waitFor();
    await ada.page.locator(".name-field-name").click();
    await roll();
    const rolled = await roll();
    await field.press("Enter");
    await ada.page.locator(".name-field-name", { hasText: rolled }).waitFor();
    await bo.page.locator(".roster li", { hasText: rolled, has: pictureOf(bo, rolled) }).waitFor();
    await ada.page.reload();
    await ada.waitUntilJoined();
    await eventually(() => ada.name(), rolled);
    await showsFace(ada.page, animalOf(rolled));
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });

  test("I10: random ones leave a face that was chosen by hand, and are of its animal", async () => {
    const ada = await app.join(await app.createRoom());
    const { avatarButton, nameButton, field, dice } = partsOf(ada);
    for (const choice of ["Owl", "Moth"]) {
      await avatarButton.click();
      await ada.page.getByRole("radio", { name: choice }).click();
      await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await nameButton.click();
    const suggested = ada.page.waitForResponse("**/api/names*");
    await dice.click();
    const { name } = await (await suggested).json();
    expect(animalOf(name)).toBe("moth");
    await eventually(() => field.inputValue(), name);
    await field.press("Enter");
    await ada.page.locator(".name-field-name", { hasText: name }).waitFor();
    await avatarButton.click();
    await ada.page.getByRole("radio", { name: "Your initial" }).click();
    await face(ada.page).waitFor({ state: "detached" });
    await nameButton.click();
    await dice.click();
    await ada.page.waitForFunction(
      (old) => document.querySelector<HTMLInputElement>(".name-editor-input")?.value !== old,
      name,
    );
    expect(await face(ada.page).count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  });

  test("I10: one that is written over a random one leaves the face", async () => {
    const ada = await app.join(await app.createRoom());
    const { nameButton, field, dice } = partsOf(ada);
    const before = animalOf(await ada.name());
    const other = before === "owl" ? "bat" : "owl";
    const suggestion = { name: "Quiet Guest", avatar: other };
    await ada.page.route("**/api/names*", (route) => route.fulfill({ json: suggestion }));
    await nameButton.click();
    await dice.click();
    await showsFace(ada.page, other);
    await field.fill("Ada");
    await showsFace(ada.page, before);
    await field.press("Enter");
    await ada.page.locator(".name-field-name", { hasText: "Ada" }).waitFor();
    await ada.page.reload();
    await showsFace(ada.page, before);
    expect(await ada.name()).toBe("Ada");
  });

  test("I2: a random name that arrives late doesn't replace text written meanwhile", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.page.locator(".name-field-name").click();
    const answered = Promise.withResolvers<void>();
    await ada.page.route("**/api/names*", async (route) => {
      const answer = await route.fetch();
      await answered.promise;
      await route.fulfill({ response: answer });
    });
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    const rolled = ada.page.waitForResponse("**/api/names*");
    await ada.page.getByRole("button", { name: "Another name" }).click();
    await field.fill("Ada");
    answered.resolve();
    await (await rolled).finished();
    await field.press("Enter");
    await ada.page.locator(".name-field-name", { hasText: /^Ada/ }).waitFor();
    expect(await ada.problems()).toEqual([]);
  });

  test("I4: is not overwritten by events in the room while it is being edited", async () => {
    const address = await app.createRoom();
    const ada = await app.join(address);
    await ada.page.locator(".name-field-name").click();
    const field = ada.page.getByRole("textbox", { name: "Your name" });
    await field.fill("Ada, after long th");
    const bo = await joinByApi(address, "Bo");
    bo.sendFrame({ type: "chat", message: "well?" });
    bo.sendFrame({ type: "rename", avatar: "owl" });
    await ada.page.locator(".roster li", { hasText: "Bo", has: ada.page.locator("img[src*=owl]") }).waitFor();
    // The remaining time of the room is shown anew each second.
    await ada.page.clock.runFor(1200);
    await field.press("End");
    await ada.page.keyboard.type("ought");
    await ada.page.keyboard.press("Enter");
    await ada.page.locator(".roster", { hasText: "Ada, after long thought" }).waitFor();
    bo.leave();
  });

  test("I5: is the same in every tab and room of one person", async () => {
    const address = await app.createRoom();
    const ada = await app.join(address);
    const [same, other] = [await ada.openTab(address), await ada.openTab(await app.createRoom())];
    for (const tab of [same, other]) await tab.locator(".name-field-name").waitFor();
    await ada.rename("Ada");
    for (const tab of [same, other]) await tab.locator(".roster li", { hasText: "Ada" }).waitFor();
    await eventually(() => same.locator(".roster li").count(), 1);
    await eventually(() => other.locator(".name-field-text").textContent(), "Ada");
  });
});

describe("the typing line", () => {
  test("P3: names one or two people, or a few and how many more", async () => {
    const address = await app.createRoom();
    const ada = await app.join(address);
    const people = await Promise.all(["Bo", "Cy", "Di", "Ed"].map((name) => joinByApi(address, name)));
    const [bo, ...others] = people;
    const line = ada.page.locator(".typing-line");
    bo?.sendFrame({ type: "typing" });
    await line.filter({ hasText: "Bo is typing…" }).waitFor();
    bo?.sendFrame({ type: "chat", message: "done" });
    await line.waitFor({ state: "detached" });
    for (const other of others.slice(0, 2)) other.sendFrame({ type: "typing" });
    await line.filter({ hasText: "Cy and Di are typing…" }).waitFor();
    others[2]?.sendFrame({ type: "typing" });
    await line.filter({ hasText: "Cy, Di and Ed are typing…" }).waitFor();
    await eventually(() => ada.page.locator(".typing-line .avatar").count(), 3);
    for (const person of people) person.leave();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("being away", () => {
  test("P5: begins when a page was hidden for a minute, also on a new socket, and ends when it is seen", async () => {
    const address = await app.createRoom();
    const bo = await app.join(address);
    const watcher = await joinByApi(address, "Watcher");
    const network = createBreakableNetwork(app.server.port);
    const ada = await app.visit(address.replace(app.server.url, network.url));
    await ada.page.clock.install();
    await ada.page.reload();
    await ada.waitUntilJoined();
    const away = bo.page.locator(".roster [data-away]");
    await setPageVisibility(ada.page, "hidden");
    await ada.page.clock.runFor(59_000);
    expect(await away.count()).toBe(0);
    await ada.page.clock.runFor(1500);
    await away.waitFor();
    await away.filter({ hasText: "away" }).waitFor();
    await eventually(() => bo.page.locator(".roster li").last().getAttribute("data-away"), "");
    network.cut();
    for (let times = 0; times < 100 && watcher.awayStates().length < 3; times++) {
      await ada.page.clock.runFor(200);
      await Bun.sleep(20);
    }
    expect(watcher.awayStates()).toEqual([true, false, true]);
    await away.waitFor();
    await setPageVisibility(ada.page, "visible");
    await away.waitFor({ state: "detached" });
    await eventually(() => bo.page.locator(".roster li").count(), 3);
    watcher.leave();
    network.stop();
  });
});

describe("the roster", () => {
  test("is a sheet on a phone, with you first and everybody's avatar and status", async () => {
    const { url, ownerKey } = await app.server.post("rooms");
    const ada = await app.join(url, PHONE);
    const bo = await joinByApi(url, "Bo");
    expect(ownerKey).toBeString();
    bo.sendFrame({ type: "rename", avatar: "frog" });
    bo.sendFrame({ type: "away", on: true });
    expect(await ada.page.locator(".room-people").isVisible()).toBe(false);
    await ada.page.getByRole("button", { name: "2 here" }).tap();
    const sheet = ada.page.getByRole("dialog", { name: "2 here" });
    await sheet.locator("[data-away]", { hasText: "Bo" }).waitFor();
    await sheet.locator("li", { hasText: "Bo", has: ada.page.locator("img[src*=frog]") }).waitFor();
    await sheet.locator("li").first().filter({ hasText: "you" }).waitFor();
    // The sheet has slid up from below and reaches the lower edge of the screen.
    await ada.page.waitForFunction(
      () => document.querySelector("dialog")?.getBoundingClientRect().bottom === innerHeight,
    );
    await ada.page.getByRole("button", { name: "Close", exact: true }).tap();
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("P4: lists two hundred people in order, down to the last", async () => {
    const address = await app.createRoom();
    const ada = await app.join(address);
    const people = [];
    for (let at = 1; at <= 200; at++) people.push(await joinByApi(address, `Guest ${at}`));
    await ada.page.locator(".room-header", { hasText: "201 here" }).waitFor();
    const names = ada.page.locator(".member-row-name");
    await eventually(() => names.nth(2).textContent(), "Guest 2");
    // Further rows come as somebody scrolls to them.
    await eventually(async () => {
      await names.last().scrollIntoViewIfNeeded();
      return names.last().textContent();
    }, "Guest 200");
    expect(await names.count()).toBe(201);
    for (const person of people) person.leave();
    expect(await ada.problems()).toEqual([]);
  });
});
