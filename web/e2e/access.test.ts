// What axe finds on every page and state, in the light and in the dark, wide and narrow: nothing.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { LOOKS, violations } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

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

describe("every state", () => {
  test.each(LOOKS)("%p", async (look) => {
    const ada = await Visitor.arrive(browser, `${server.url}/`, look);
    const found: Record<string, string[]> = {};
    const check = async (state: string) => {
      found[state] = await violations(ada.page);
    };
    await ada.page.getByText("More choices").click();
    await check("lobby");
    await ada.page.getByRole("checkbox", { name: "Listed here" }).check();
    const address = await ada.makeRoom();
    await check("an empty room");
    const bo = await Visitor.arrive(browser, address);
    await bo.isHere();
    await bo.say("**Look** at `this`: https://example.org\n\n> said\n\n- one\n\n```\ncode\n```");
    await bo.say("and this");
    await ada.say("I see");
    await ada.hears("I see");
    await bo.composer.pressSequentially("wri");
    // The sky at noon and at dusk has colours of its own.
    for (const life of ["1", "0.75", "0.5", "0.25", "0"]) {
      await ada.page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
      await check(`talk at ${life}`);
    }
    await ada.page.locator(".namefield-name").click();
    await ada.page.getByRole("textbox", { name: "Your name" }).waitFor();
    await check("a name being changed");
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("button", { name: "2 here" }).click();
    await ada.page.getByRole("dialog").waitFor();
    await check("people");
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("button", { name: "About this room" }).click();
    await ada.page.getByRole("dialog").waitFor();
    await check("about the room");
    await ada.page.getByRole("button", { name: "End the room…" }).click();
    await check("a second thought");
    await ada.page.getByRole("button", { name: "End the room", exact: true }).click();
    await ada.page.getByRole("heading", { name: "This room has ended" }).waitFor();
    await check("ended");
    await ada.page.goto(`${server.url}/zzzz-zzzz`);
    await ada.page.getByRole("heading", { name: "There is no such room" }).waitFor();
    await check("no such room");
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
    expect(await ada.complaints()).toEqual([]);
  });
});
