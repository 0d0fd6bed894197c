// What is written to paint over others stays in its own row.
import { expect, test } from "bun:test";
import { startApiTalker } from "./api-talker.ts";
import { showPixels } from "./pixels.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

test("I8: marks piled on letters paint over nobody else's row", async () => {
  const { room, url } = await app.server.post("rooms");
  const ada = await app.visit(url);
  await ada.waitUntilJoined();
  const talker = await startApiTalker(app.server, room.code);
  const above = "\u0301".repeat(60);
  const below = "\u0323".repeat(60);
  // Each kind alone is the same code point sixty times; between letters without markup and in bold.
  await talker.say(
    "the row above",
    `Z${above}`.repeat(40),
    "the row between",
    `**${`Z${below}`.repeat(40)}**`,
    "the row below",
  );
  await ada.waitForMessage("the row below");
  const rows = ada.page.locator(".transcript-row .message");
  const [piled, other] = [1, 3].map((at) => rows.nth(at).locator(".message-text"));
  for (const text of [piled, other]) {
    const shown = (await text?.textContent()) ?? "";
    expect([...shown].filter((sign) => /\p{M}/u.test(sign)).length).toBe(40 * 8);
  }
  await ada.page.locator(".message strong").waitFor();
  await showPixels(ada.page);
  const neighbours = () => Promise.all([0, 2, 4].map((at) => rows.nth(at).locator(".message-text p").screenshot()));
  const withPiles = await neighbours();
  expect(withPiles[0]?.equals(withPiles[1] ?? Buffer.of())).toBe(false);
  for (const text of [piled, other]) await text?.evaluate((element) => (element.style.visibility = "hidden"));
  const without = await neighbours();
  for (const [at, picture] of withPiles.entries()) expect(picture.equals(without[at] ?? Buffer.of())).toBe(true);
});
