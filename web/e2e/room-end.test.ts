// How rooms end for those in them, and what stands at addresses without a room.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;
/** Who stands before a full room while the other tests run: the one who was in it has left. */
let waiting: { bo: Visitor; leftAt: number };

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly()]);
  const { url } = await server.post("rooms", { maxMembers: 1 });
  const ada = await Visitor.arrive(browser, url);
  await ada.isHere();
  const bo = await Visitor.arrive(browser, url);
  await heading(bo, "This room is full");
  await bo.page.getByRole("button", { name: "Try again" }).click();
  await heading(bo, "This room is full");
  await ada.page.close();
  waiting = { bo, leftAt: Date.now() };
});
afterEach(() => endVisits(browser, waiting.bo));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (visitor: Visitor, name: string) => visitor.page.getByRole("heading", { name }).waitFor();

describe("the owner", () => {
  test("L4, L5: ends the room after a second thought, for everybody, and nothing of it stays on a device", async () => {
    const ada = await Visitor.arrive(browser, `${server.url}/`);
    const address = await ada.makeRoom();
    const bo = await Visitor.arrive(browser, address);
    await bo.isHere();
    await bo.composer.fill("a draft");
    await ada.page.getByRole("button", { name: "About this room" }).click();
    await ada.page.getByRole("button", { name: "End the room…" }).click();
    await ada.page.getByRole("button", { name: "Keep it" }).click();
    expect(await bo.page.getByRole("log").count()).toBe(1);
    await ada.page.getByRole("button", { name: "End the room…" }).click();
    await ada.page.getByRole("button", { name: "End the room", exact: true }).click();
    await Promise.all([heading(ada, "This room has ended"), heading(bo, "This room has ended")]);
    await eventually(() => bo.page.getByText("ended by hand").count(), 1);
    const kept = () => bo.page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)));
    await eventually(async () => (await kept()).map((key) => key.split(":").at(-1)), ["identity"]);
    await bo.page.reload();
    await heading(bo, "This room has ended");
    await bo.page.getByRole("button", { name: "New room" }).click();
    await bo.isHere();
    expect(bo.page.url()).not.toBe(address);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("R10, L2: changes the title and the time, and everybody sees it", async () => {
    const ada = await Visitor.arrive(browser, `${server.url}/`);
    const address = await ada.makeRoom();
    const bo = await Visitor.arrive(browser, address);
    await bo.isHere();
    await ada.page.getByRole("button", { name: "About this room" }).click();
    await ada.page.getByRole("textbox", { name: "Title" }).fill("Boat trip");
    await ada.page.getByRole("button", { name: "Save" }).click();
    await bo.page.getByRole("heading", { name: "Boat trip" }).waitFor();
    await ada.page.getByRole("button", { name: "+ 1 day" }).click();
    await bo.page.locator(".roomheader-left", { hasText: /1 d 23 h/ }).waitFor();
    await bo.page.getByRole("button", { name: "About this room" }).click();
    await bo.page.getByRole("heading", { name: "Time" }).waitFor();
    expect(await bo.page.getByRole("button", { name: "End the room" }).count()).toBe(0);
    await bo.page.keyboard.press("Escape");
    await eventually(() => bo.page.getByRole("dialog").count(), 0);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("R1: an owner's link makes another device an owner, and the key leaves the address bar", async () => {
    const { url, ownerKey } = await server.post("rooms");
    const bo = await Visitor.arrive(browser, `${url}#key=${ownerKey}`);
    await bo.isHere();
    expect(bo.page.url()).toBe(url);
    await bo.page.getByRole("button", { name: "About this room" }).click();
    await bo.page.getByRole("button", { name: "+ 1 hour" }).click();
    await bo.page.locator(".roomheader-left", { hasText: /1 d 0 h/ }).waitFor();
    expect(await bo.complaints()).toEqual([]);
  });
});

describe("addresses", () => {
  test("W9, S3: an unknown code, and an address that can't be one, say so and offer a room", async () => {
    const ada = await Visitor.arrive(browser, `${server.url}/zzzz-zzzz`);
    await heading(ada, "There is no such room");
    await ada.page.goto(`${server.url}/ab`);
    await heading(ada, "There is nothing here");
    await ada.page.getByRole("link", { name: "All rooms" }).click();
    await heading(ada, "Mayfly");
    expect(await ada.complaints()).toEqual([]);
  });

  test("R8: public rooms are in the lobby, others are not", async () => {
    await server.post("rooms", { title: "Everybody’s", visibility: "public" });
    await server.post("rooms", { title: "Ours alone" });
    const ada = await Visitor.arrive(browser, `${server.url}/`);
    await ada.page.getByRole("link", { name: "Everybody’s" }).click();
    await ada.isHere();
    await eventually(() => ada.page.title(), "Everybody’s · Mayfly");
    await ada.page.goBack();
    await ada.page.getByText("Open to everybody").waitFor();
    expect(await ada.page.getByText("Ours alone").count()).toBe(0);
    expect(await ada.complaints()).toEqual([]);
  });
});

describe("a room that takes no more", () => {
  test("R9: says that it is full, and lets in as soon as somebody has left", async () => {
    const { bo, leftAt } = waiting;
    // Whoever left is waited for: a reload is no leaving.
    await Bun.sleep(Math.max(0, leftAt + 10_500 - Date.now()));
    await heading(bo, "This room is full");
    await bo.page.getByRole("button", { name: "Try again" }).click();
    await bo.isHere();
    expect(await bo.complaints()).toEqual([]);
  });
});
