// Accessibility of a transcript with replies, reactions, edits, deleted and unread messages, and menus: axe finds nothing.
import { expect, test } from "bun:test";
import { numberedLines, startApiTalker } from "./api-talker.ts";
import { createAxeInspection, LOOKS } from "./axe-inspection.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

test("S1: a room with messages", async () => {
  const { room, url } = await app.server.post("rooms");
  const ada = await app.visit(url, { reducedMotion: "reduce" });
  const { page } = ada;
  const { found, check } = createAxeInspection(page);
  await ada.waitUntilJoined();
  const talker = await startApiTalker(app.server, room.code);
  const at = `${app.server.url}/api/rooms/${room.code}/messages`;
  const headers = { authorization: `Bearer ${talker.token}` };
  const [first = "", second = ""] = await talker.say("Who has the key?", "gone soon", ...numberedLines(1, 40));
  await fetch(`${at}/${first}`, { method: "PATCH", headers, body: JSON.stringify({ message: "Who has the keys?" }) });
  await fetch(`${at}/${second}`, { method: "DELETE", headers });
  const called = `@${await ada.name()} has them 🎉`;
  await fetch(at, { method: "POST", headers, body: JSON.stringify({ message: called, replyTo: first }) });
  await ada.send("Mine alone");
  await ada.waitForMessage("Mine alone");
  const own = page.locator(".transcript-row .message", { hasText: "Mine alone" });
  await own.focus();
  await page.keyboard.press("Enter");
  await check("a menu", page.locator(".message-menu"));
  await page.keyboard.press("Enter");
  await check("a talk with an answer, a name and a reaction", own.locator(".reaction").first());
  // A deletion can be undone only for a few seconds, so it is made anew for each look.
  for (const look of LOOKS) {
    await own.focus();
    await page.keyboard.press("Delete");
    await check("a deletion", page.getByRole("button", { name: "Undo" }), { looks: [look] });
    await page.getByRole("button", { name: "Undo" }).click();
    await own.waitFor();
  }
  await own.focus();
  await page.keyboard.press("r");
  await check("an answer being written", page.locator(".reply-bar"));
  await page.keyboard.press("Escape");
  await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
  await page.locator(".jump-to-latest").waitFor();
  await check("the beginning, edited and deleted", page.getByText("This message was deleted."));
  await page.goto("about:blank");
  await talker.say(...numberedLines(41, 80));
  await page.goto(url);
  await page.locator(".jump-to-latest").waitFor();
  await check("what is new", page.getByText("New since"));
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([]);
}, 120_000);
