// What axe finds in the lobby and where a room is not, in every look, also in a page that runs from right to left:
// nothing. And the lobby by keyboard alone.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { LOOKS, violations } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly()]);
  await server.post("rooms", { title: "Choir", visibility: "public" });
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const LANGUAGES = ["en", "ar"] as const;

describe.each(LANGUAGES)("in %s", (locale) => {
  test.each(LOOKS)("lobby and farewells: %p", async (look) => {
    const own = await server.post("rooms", { title: "Where I was" });
    const ada = await Visitor.arrive(browser, own.url, { ...look, locale });
    const { page } = ada;
    const found: Record<string, string[]> = {};
    const check = async (state: string) => {
      const list = await violations(page);
      if (list.length > 0) found[state] = list;
    };
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.endsWith(":lately")));
    await page.goto(`${server.url}/`);
    await page.locator(".roomlist").nth(1).waitFor();
    await check("the lobby");
    await page.locator(".roomchoices summary").click();
    await page.locator(".lifechoice input").last().check();
    await page.locator(".lifechoice-other input").fill("99");
    await page.locator(".lifechoice-other select").selectOption("day");
    await page.locator(".newroom-make").click();
    await page.locator(".lifechoice .problem").waitFor();
    await check("a life that is too long");
    await page.locator(".lifechoice-other input").fill("2");
    await page.locator("#room-code").fill("a/b");
    await page.locator("#join-code").fill("what?");
    await page.locator("#join-code").press("Enter");
    await page.locator(".newroom-make").click();
    await page.locator("#code-problem").waitFor();
    await check("codes that are none");
    for (const life of ["0.75", "0.5", "0.25", "0"]) {
      await page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
      await check(`the sky at ${life}`);
    }
    await page.locator(".namefield-name").click();
    await page.locator(".nameeditor-input").waitFor();
    await check("a name being changed");
    await page.keyboard.press("Escape");
    await page.locator(".namefield-face").click();
    await page.locator(".facepicker").waitFor();
    await check("a picture being chosen");
    await page.goto(`${server.url}/zzzz-zzzz`);
    await page.locator(".farewell .joinroom").waitFor();
    await check("no such room");
    await page.goto(`${server.url}/ab`);
    await page.locator(".farewell").waitFor();
    await check("nothing there");
    await fetch(`${server.url}/api/rooms/${own.room.code}`, {
      method: "DELETE",
      headers: { "x-owner-key": own.ownerKey },
    });
    await page.goto(own.url);
    await page.locator(".farewell[data-why=ended]").waitFor();
    await check("ended");
    expect(found).toEqual({});
    expect(await ada.complaints()).toEqual([]);
  });
});

describe("a keyboard", () => {
  test("chooses life, language and look, and finds rooms and the way in", async () => {
    const ada = await Visitor.arrive(browser, `${server.url}/`);
    const { page } = ada;
    await page.getByRole("link", { name: "Choir" }).waitFor();
    await page.locator(".namefield-name").waitFor();
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        return element?.getAttribute("aria-label") ?? element?.closest("label")?.textContent ?? element?.textContent;
      });
    const stops: string[] = [];
    for (let times = 0; times < 15; times++) {
      await page.keyboard.press("Tab");
      stops.push((await focused()) ?? "");
    }
    const expected = ["24 hours", "New room", "More choices", "Your picture", "your name", "Join", "Choir", "device"];
    const order = expected.map((name) => stops.findIndex((stop) => stop.includes(name)));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await page.getByRole("radio", { name: "24 hours" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("spinbutton", { name: "How many" }).waitFor();
    await eventually(() => page.getByRole("radio", { name: "Other…" }).isChecked(), true);
    await page.getByRole("radio", { name: "As on this device" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.locator(".languagechoice select").focus();
    await page.keyboard.type("Espa");
    await page.getByRole("button", { name: "Nueva sala" }).waitFor();
    expect(await ada.complaints()).toEqual([]);
  });
});
