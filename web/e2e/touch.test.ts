// Fingers and right clicks on messages, with touches as Chromium's own input makes them.
import { describe, expect, test } from "bun:test";
import type { CDPSession } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

type Point = { x: number; y: number };

async function centre(visitor: Visitor, text: string): Promise<Point> {
  const box = await visitor.messages.filter({ hasText: text }).first().boundingBox();
  if (box === null) throw new Error(`"${text}" is not on the screen`);
  return { x: box.x + Math.min(box.width / 2, 40), y: box.y + box.height / 2 };
}

/** Moves one finger over the screen. */
async function drag(visitor: Visitor, from: Point, by: Point, beforeLifting = async () => {}): Promise<void> {
  const input: CDPSession = await visitor.page.context().newCDPSession(visitor.page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    input.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 8; step++) {
    await touch("touchMove", [{ x: from.x + (by.x * step) / 8, y: from.y + (by.y * step) / 8 }]);
  }
  await beforeLifting();
  await touch("touchEnd", []);
  await input.detach();
}

async function visitPhone(locale: string, ...texts: string[]): Promise<Visitor> {
  const { room, url } = await app.server.post("rooms");
  const ada = await app.visit(url, { ...PHONE, locale });
  await ada.page.locator(".composer .name-field-name").waitFor();
  const bo = await startApiTalker(app.server, room.code, "Bo");
  await bo.say(...texts);
  bo.leave();
  await ada.messages
    .filter({ hasText: texts.at(-1) ?? "" })
    .first()
    .waitFor();
  // The code for touches has come once a tap has been answered.
  await ada.messages.first().tap();
  await ada.page.locator(".message-menu").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.locator(".message-menu").waitFor({ state: "detached" });
  return ada;
}

const replyBar = (visitor: Visitor) => visitor.page.locator(".reply-bar");

describe("a finger on a message", () => {
  test("S16: swipes it to reply, but not too short a way, nor against the line", async () => {
    const ada = await visitPhone("en-GB", "first", "second words");
    const from = await centre(ada, "second words");
    await drag(ada, from, { x: 30, y: 0 });
    await drag(ada, { x: 250, y: from.y }, { x: -150, y: 0 });
    expect(await ada.page.locator("[data-swipe]").count()).toBe(0);
    expect(await replyBar(ada).count()).toBe(0);
    await drag(ada, from, { x: 120, y: 4 }, async () => {
      await eventually(() => ada.page.locator('.message[data-swipe="replies"]').count(), 1);
    });
    await replyBar(ada).filter({ hasText: "Bo" }).waitFor();
    expect(await ada.page.locator("dialog[open]").count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  }, 20_000);

  test("S16: swipes the other way in a page that is read from right to left", async () => {
    const ada = await visitPhone("ar-EG", "first", "second words");
    const { y } = await centre(ada, "second words");
    await drag(ada, { x: 120, y }, { x: 120, y: 0 });
    expect(await replyBar(ada).count()).toBe(0);
    await drag(ada, { x: 280, y }, { x: -120, y: 0 });
    await replyBar(ada).waitFor();
  }, 20_000);

  test("S16: scrolls as ever, and replies to nothing", async () => {
    const ada = await visitPhone("en-GB", ...Array.from({ length: 40 }, (_, at) => `message ${at}`));
    const top = () => ada.page.locator(".transcript").evaluate((scroller) => scroller.scrollTop);
    const before = await top();
    await drag(ada, { x: 150, y: 500 }, { x: 40, y: -300 });
    await eventually(async () => (await top()) > before, true);
    expect(await replyBar(ada).count()).toBe(0);
  }, 20_000);

  test("S16: reacts with two taps, and takes it back with two more; one tap opens the menu", async () => {
    const ada = await visitPhone("en-GB", "first", "second words");
    const reaction = ada.page.locator(".reaction[aria-pressed=true]");
    const tapTwice = async () => {
      // A reaction moves the message up, by more where emoji are higher.
      const { x, y } = await centre(ada, "second words");
      await ada.page.touchscreen.tap(x, y);
      await ada.page.touchscreen.tap(x, y);
    };
    await tapTwice();
    await reaction.filter({ hasText: "👍" }).waitFor();
    await tapTwice();
    await reaction.waitFor({ state: "detached" });
    expect(await ada.page.locator("dialog[open]").count()).toBe(0);
    await ada.messages.filter({ hasText: "second words" }).tap();
    await ada.page.locator(".message-menu").waitFor();
  }, 20_000);

  test("S16: lifts the message above its menu", async () => {
    const ada = await visitPhone("en-GB", ...Array.from({ length: 20 }, (_, at) => `message ${at}`));
    await ada.messages.last().tap();
    await ada.page.locator(".message-menu").waitFor();
    const message = await ada.page.locator(".message[data-lifted]").boundingBox();
    const menu = await ada.page.locator(".message-menu").evaluate((element: HTMLElement) => element.offsetHeight);
    expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThanOrEqual(PHONE.viewport.height - menu);
    await ada.page.keyboard.press("Escape");
    await ada.page.locator("[data-lifted]").waitFor({ state: "detached" });
  }, 20_000);
});

describe("a right click", () => {
  test("S16: opens the message's menu at the pointer, but not on a link", async () => {
    const { ada } = await app.hostRoom();
    await ada.send("see https://example.org/ or not");
    await ada.waitForMessage("or not");
    await ada.page.locator(".message-text a").click({ button: "right" });
    expect(await ada.page.locator("dialog[open]").count()).toBe(0);
    const { x, y } = await centre(ada, "or not");
    await ada.page.mouse.click(x - 35, y, { button: "right" });
    const box = await ada.page.locator(".message-menu").boundingBox();
    expect(Math.abs((box?.x ?? 0) - (x - 35))).toBeLessThanOrEqual(8);
    await ada.page.locator(".message-menu").getByRole("button", { name: "Reply" }).waitFor();
  });
});
