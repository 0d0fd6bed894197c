// What axe finds in a talk with everything in it: answers, reactions, edits, tombstones, what is new, and all that opens.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { LOOKS, violations } from "./axe.ts";
import { launchBrowser } from "./browser.ts";
import { lines, startScribe } from "./scribe.ts";
import { startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test.each(LOOKS)("S1: %p", async (look) => {
  const { room, url } = await server.post("rooms");
  const ada = await Visitor.arrive(browser, url, { ...look, reducedMotion: "reduce" });
  await ada.isHere();
  const scribe = await startScribe(server, room.code);
  const at = `${server.url}/api/rooms/${room.code}/messages`;
  const headers = { authorization: `Bearer ${scribe.token}` };
  const [first = "", second = ""] = await scribe.say("Who has the key?", "gone soon", ...lines(1, 40));
  await fetch(`${at}/${first}`, { method: "PATCH", headers, body: JSON.stringify({ message: "Who has the keys?" }) });
  await fetch(`${at}/${second}`, { method: "DELETE", headers });
  const called = `@${await ada.name()} has them 🎉`;
  await fetch(at, { method: "POST", headers, body: JSON.stringify({ message: called, replyTo: first }) });
  await ada.say("🎉");
  await ada.hears("🎉");
  const found: Record<string, string[]> = {};
  const check = async (state: string) => {
    await ada.page.waitForFunction(() => !document.querySelector("dialog")?.getAnimations().length);
    found[state] = await violations(ada.page);
  };
  const own = ada.page.locator(".row .message", { hasText: "🎉" }).last();
  await own.focus();
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".messagemenu").waitFor();
  await check("a menu");
  await ada.page.keyboard.press("Enter");
  await own.locator(".reaction").first().waitFor();
  await check("a talk with an answer, a name and a reaction");
  await own.focus();
  await ada.page.keyboard.press("Delete");
  await ada.page.getByRole("button", { name: "Undo" }).waitFor();
  await check("a deletion");
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await own.focus();
  await ada.page.keyboard.press("r");
  await ada.page.locator(".writingto").waitFor();
  await check("an answer being written");
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
  await ada.page.locator(".newest").waitFor();
  await ada.page.getByText("This message was deleted.").waitFor();
  await check("the beginning, edited and deleted");
  await ada.page.goto("about:blank");
  await scribe.say(...lines(41, 80));
  await ada.page.goto(url);
  await ada.page.getByText("New since").waitFor();
  await ada.page.locator(".newest").waitFor();
  await check("what is new");
  expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  expect(await ada.complaints()).toEqual([]);
});
