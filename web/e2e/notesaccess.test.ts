// What axe finds in the room's sheets, notes and farewells, in the light and in the dark, wide and narrow: nothing.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { LOOKS, violations } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const HOUR_MS = 3_600_000;

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly()]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("every state of the room", () => {
  test.each(LOOKS)("%p", async (look) => {
    const network = createNetwork(server.port);
    const ada = await Visitor.arrive(browser, `${network.url}/`, look);
    const found: Record<string, string[]> = {};
    const check = async (state: string) => {
      // What is still coming in has a contrast of its own.
      await ada.page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      const list = await violations(ada.page);
      if (list.length > 0) found[state] = list;
    };
    const press = (name: string) => ada.page.getByRole("button", { name, exact: true }).click();
    const note = ada.page.locator(".note");
    await ada.page.clock.install();
    await ada.makeRoom();
    await press("Invite");
    await ada.page.getByRole("img", { name: "QR code" }).waitFor();
    await check("inviting");
    await ada.page.keyboard.press("Escape");
    await press("About this room");
    await ada.page.getByRole("group", { name: "tell me of" }).getByText("everything").click();
    await press("Show it");
    await press("+ 4 hours");
    await check("about the room");
    await press("End the room…");
    await check("a second thought");
    await ada.page.keyboard.press("Escape");
    await ada.page.keyboard.press("Escape");
    const now = await ada.page.evaluate(() => Date.now());
    await ada.page.clock.setSystemTime(now + 27 * HOUR_MS + HOUR_MS - 30_000);
    await note.filter({ hasText: "Less than a minute" }).waitFor();
    await check("the last minute");
    await press("New room with the same people");
    await ada.page.getByRole("link", { name: "Go there" }).waitFor();
    await check("where it goes on");
    await ada.page.clock.setSystemTime(now);
    network.down();
    await ada.say("kept until then");
    await note.filter({ hasText: "What you wrote is sent" }).waitFor();
    await check("away");
    await note.filter({ hasText: "can’t be reached" }).waitFor();
    await check("offline");
    network.up();
    await ada.tryNow();
    await ada.hears("kept until then");
    await press("About this room");
    await press("End the room…");
    await press("End the room");
    await ada.page.getByRole("link", { name: "Go there" }).waitFor();
    await check("ended, and gone on elsewhere");
    const { url } = await server.post("rooms", { maxMembers: 1 });
    const bo = await Visitor.arrive(browser, url);
    await bo.isHere();
    await ada.page.goto(`${network.url}${new URL(url).pathname}`);
    await ada.page.getByRole("heading", { name: "This room is full" }).waitFor();
    await check("full");
    expect(found).toEqual({});
    network.stop();
  });
});
