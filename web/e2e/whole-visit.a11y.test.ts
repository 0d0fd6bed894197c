// What axe finds on every page and state: nothing.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { createInspection } from "./axe.ts";
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

test("S1: every state from the lobby to the end of a room", async () => {
  const ada = await Visitor.arrive(browser, `${server.url}/`);
  const { page } = ada;
  const { found, check } = createInspection(page);
  const heading = (name: string) => page.getByRole("heading", { name });
  await page.getByText("More choices").click();
  await check("lobby", page.getByRole("checkbox", { name: "Listed here" }));
  await page.getByRole("checkbox", { name: "Listed here" }).check();
  const address = await ada.makeRoom();
  await check("an empty room", ada.composer);
  const bo = await Visitor.arrive(browser, address);
  await bo.isHere();
  await bo.say("**Look** at `this`: https://example.org\n\n> said\n\n- one\n\n```\ncode\n```");
  await bo.say("and this");
  await ada.hears("and this");
  await ada.say("I see");
  await ada.hears("I see");
  await bo.composer.pressSequentially("wri");
  // The sky at noon and at dusk has colours of its own.
  for (const life of ["1", "0.75", "0.5", "0.25", "0"]) {
    await page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
    await check(`talk at ${life}`, page.locator(".codeblock"));
  }
  await page.locator(".namefield-name").click();
  await check("a name being changed", page.getByRole("textbox", { name: "Your name" }));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "2 here" }).click();
  await check("people", page.getByRole("dialog"));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "About this room" }).click();
  await check("about the room", page.getByRole("dialog"));
  await page.getByRole("button", { name: "End the room…" }).click();
  await check("a second thought", page.getByRole("button", { name: "Keep it" }));
  await page.getByRole("button", { name: "End the room", exact: true }).click();
  await check("ended", heading("This room has ended"));
  await page.goto(`${server.url}/zzzz-zzzz`);
  await check("no such room", heading("There is no such room"));
  expect(found).toEqual({});
  expect(await ada.complaints()).toEqual([]);
}, 120_000);
