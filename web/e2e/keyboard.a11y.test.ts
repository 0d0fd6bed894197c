// What axe finds in the lobby and where a room is not, also in a page that runs from right to left:
// nothing. And the lobby by keyboard alone.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { createInspection } from "./axe.ts";
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

test.each(["en", "ar"])(
  "S1: lobby and farewells, in %s",
  async (locale) => {
    const own = await server.post("rooms", { title: "Where I was" });
    const ada = await Visitor.arrive(browser, own.url, { locale });
    const { page } = ada;
    const { found, check } = createInspection(page);
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.endsWith(":lately")));
    await page.goto(`${server.url}/`);
    await check("the lobby", page.locator(".roomlist").nth(1));
    await page.locator(".roomchoices summary").click();
    await page.locator(".lifechoice input").last().check();
    await page.locator(".lifechoice-other input").fill("99");
    await page.locator(".lifechoice-other select").selectOption("day");
    await page.locator(".newroom-make").click();
    await check("a life that is too long", page.locator(".lifechoice .problem"));
    await page.locator(".lifechoice-other input").fill("2");
    await page.locator("#room-code").fill("a/b");
    await page.locator("#join-code").fill("what?");
    await page.locator("#join-code").press("Enter");
    await page.locator(".newroom-make").click();
    await check("codes that are none", page.locator("#code-problem"));
    for (const life of ["0.75", "0.5", "0.25", "0"]) {
      await page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
      await check(`the sky at ${life}`, page.locator("#code-problem"));
    }
    await page.locator(".namefield-name").click();
    await check("a name being changed", page.locator(".nameeditor-input"));
    await page.keyboard.press("Escape");
    await page.locator(".namefield-face").click();
    await check("a picture being chosen", page.locator(".facepicker"));
    await page.goto(`${server.url}/zzzz-zzzz`);
    await check("no such room", page.locator(".farewell .joinroom"));
    await page.goto(`${server.url}/ab`);
    await check("nothing there", page.locator(".farewell"));
    await fetch(`${server.url}/api/rooms/${own.room.code}`, {
      method: "DELETE",
      headers: { "x-owner-key": own.ownerKey },
    });
    await page.goto(own.url);
    await check("ended", page.locator(".farewell[data-why=ended]"));
    expect(found).toEqual({});
    expect(await ada.complaints()).toEqual([]);
  },
  120_000,
);

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
