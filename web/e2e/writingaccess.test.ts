// What axe finds around writing and people, in the light and in the dark, wide and narrow: nothing.
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

describe("every state of writing", () => {
  test.each(LOOKS)("%p", async (look) => {
    const { url } = await server.post("rooms");
    const ada = await Visitor.arrive(browser, url, look);
    const bo = await Visitor.arrive(browser, url);
    await Promise.all([ada.isHere(), bo.isHere()]);
    const found: Record<string, string[]> = {};
    const check = async (state: string) => {
      // What is still coming in has a contrast of its own.
      await ada.page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      const list = await violations(ada.page);
      if (list.length > 0) found[state] = list;
    };
    const { keyboard } = ada.page;

    await bo.composer.fill("hm");
    await ada.page.locator(".typingline", { hasText: "typing" }).waitFor();
    await check("somebody writing");
    await ada.page.getByRole("button", { name: "Your picture" }).click();
    await ada.page.getByRole("radio", { name: "Frog" }).waitFor();
    await check("the pictures");
    await ada.page.getByRole("radio", { name: "Frog" }).click();
    await ada.page.locator(".namefield-face img").waitFor();
    await ada.page.locator(".namefield-name").click();
    await ada.page.getByRole("button", { name: "Another name" }).click();
    await ada.page.getByRole("textbox", { name: "Your name" }).fill("bad\u202ename");
    await keyboard.press("Enter");
    await ada.page.getByText("control or invisible characters").waitFor();
    await check("a name that can’t be");
    await keyboard.press("Escape");
    await ada.say("said");
    await ada.hears("said");
    await ada.composer.press("ArrowUp");
    await ada.page.getByText("Editing your message").waitFor();
    await check("another wording");
    await ada.composer.fill("said, well");
    await ada.composer.press("Escape");
    await ada.page.getByRole("button", { name: "Undo" }).waitFor();
    await check("cleared");
    await ada.composer.fill("x".repeat(3900));
    await ada.page.getByText("100 characters left").waitFor();
    await check("nearly too long");
    await ada.composer.fill("x".repeat(4001));
    await ada.page.getByText("1 character too many").waitFor();
    await check("too long");
    await ada.composer.fill("");
    await ada.composer.pressSequentially("look :tad");
    await ada.page.getByRole("option", { name: ":tada:" }).waitFor();
    await check("a shortcode");
    await ada.composer.press("Escape");
    await ada.composer.pressSequentially(" @");
    await ada.page.getByRole("listbox").waitFor();
    await check("a mention");
    await ada.composer.press("Escape");
    await ada.page.getByRole("button", { name: "Emoji" }).click();
    await ada.page.getByRole("searchbox", { name: "Search emoji" }).fill("cat");
    await check("the emoji");
    await ada.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await keyboard.press("ControlOrMeta+/");
    await ada.page.getByRole("dialog", { name: "Keyboard and formatting" }).waitFor();
    await check("the overview");
    await keyboard.press("Escape");
    expect(found).toEqual({});
    expect(await ada.complaints()).toEqual([]);
  });
});
