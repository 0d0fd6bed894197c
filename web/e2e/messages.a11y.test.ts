// What axe finds in a talk with everything in it: answers, reactions, edits, tombstones, what is new, and all that opens.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { lines, startScribe } from "./api-talker.ts";
import { createInspection, LOOKS } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

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

test("S1: a talk", async () => {
  const { room, url } = await server.post("rooms");
  const ada = await Visitor.arrive(browser, url, { reducedMotion: "reduce" });
  const { page } = ada;
  const { found, check } = createInspection(page);
  await ada.isHere();
  const scribe = await startScribe(server, room.code);
  const at = `${server.url}/api/rooms/${room.code}/messages`;
  const headers = { authorization: `Bearer ${scribe.token}` };
  const [first = "", second = ""] = await scribe.say("Who has the key?", "gone soon", ...lines(1, 40));
  await fetch(`${at}/${first}`, { method: "PATCH", headers, body: JSON.stringify({ message: "Who has the keys?" }) });
  await fetch(`${at}/${second}`, { method: "DELETE", headers });
  const called = `@${await ada.name()} has them 🎉`;
  await fetch(at, { method: "POST", headers, body: JSON.stringify({ message: called, replyTo: first }) });
  await ada.say("Mine alone");
  await ada.hears("Mine alone");
  const own = page.locator(".row .message", { hasText: "Mine alone" });
  await own.focus();
  await page.keyboard.press("Enter");
  await check("a menu", page.locator(".messagemenu"));
  await page.keyboard.press("Enter");
  await check("a talk with an answer, a name and a reaction", own.locator(".reaction").first());
  // It can be undone for a few seconds only.
  for (const look of LOOKS) {
    await own.focus();
    await page.keyboard.press("Delete");
    await check("a deletion", page.getByRole("button", { name: "Undo" }), [look]);
    await page.getByRole("button", { name: "Undo" }).click();
    await own.waitFor();
  }
  await own.focus();
  await page.keyboard.press("r");
  await check("an answer being written", page.locator(".writingto"));
  await page.keyboard.press("Escape");
  await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
  await page.locator(".newest").waitFor();
  await check("the beginning, edited and deleted", page.getByText("This message was deleted."));
  await page.goto("about:blank");
  await scribe.say(...lines(41, 80));
  await page.goto(url);
  await page.locator(".newest").waitFor();
  await check("what is new", page.getByText("New since"));
  expect(found).toEqual({});
  expect(await ada.complaints()).toEqual([]);
}, 120_000);
