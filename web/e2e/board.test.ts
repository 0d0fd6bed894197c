// The board: pinned by one, seen by all at the top of the room, and alone on a screen on a wall.
import { expect, test } from "bun:test";
import { numberedLines, startApiTalker } from "./api-talker.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off", "--history", "30");

const strip = ({ page }: Visitor) => page.getByRole("region", { name: "Board" });
const inStrip = (visitor: Visitor, name: string) => strip(visitor).getByRole("button", { name, exact: true });

/** Opens the menu of a message by keys alone. */
async function openMenu({ page }: Visitor, text: string): Promise<void> {
  await page.locator(".transcript-row .message", { hasText: text }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".message-menu").waitFor();
}

async function pin(visitor: Visitor, text: string): Promise<void> {
  await openMenu(visitor, text);
  await visitor.page.getByRole("button", { name: "Pin to board" }).press("Enter");
  await visitor.page.locator(".message-menu").waitFor({ state: "detached" });
}

test("B1, B7, B8, B9, G22: pinned by the owner or by all, shown at once and after a reload, copied and taken off", async () => {
  const { ada, address } = await app.hostRoom();
  const bea = await app.joinAs("Bea", address);
  await bea.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const loaded: string[] = [];
  bea.page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await ada.send("The code is **4711**");
  await bea.waitForMessage("The code is 4711");
  await openMenu(bea, "4711");
  expect(await bea.page.getByRole("button", { name: "Pin to board" }).count()).toBe(0);
  await bea.page.keyboard.press("Escape");
  expect(loaded.filter((path) => /board-(strip|reader|wall)/.test(path))).toEqual([]);

  await pin(ada, "4711");
  await strip(bea).getByText("The code is 4711").waitFor();
  await bea.waitForRoomEvent("Ada pinned a message");
  await inStrip(bea, "Copy").click();
  await inStrip(bea, "Copied ✓").waitFor();
  expect(await bea.page.evaluate(() => navigator.clipboard.readText())).toBe("The code is **4711**");

  await inStrip(bea, "Show the pin").press("Enter");
  await strip(bea).getByText("Ada ·").waitFor();
  expect(await inStrip(bea, "Take off the board").count()).toBe(0);
  await bea.page.reload();
  await inStrip(bea, "Show less").waitFor();
  await ada.composer.press("ArrowUp");
  await ada.send("The code is **4712**");
  await strip(bea).getByText("The code is 4712").waitFor();

  await ada.openSettings();
  await ada.page.getByLabel("Who can pin").selectOption("everyone");
  await bea.waitForRoomEvent("Ada let everyone pin");
  await inStrip(bea, "Take off the board").click();
  await strip(bea).waitFor({ state: "detached" });
  await strip(ada).waitFor({ state: "detached" });
  expect([...(await ada.problems()), ...(await bea.problems())]).toEqual([]);
});

test("B4, B7: a pin leads to its message, also one that is far up, and says when it is all that is left of it", async () => {
  const { ada, address } = await app.hostRoom();
  const { page } = ada;
  const talker = await startApiTalker(app.server, new URL(address).pathname.slice(1));
  await ada.send("Look here first");
  await ada.waitForMessage("Look here first");
  await pin(ada, "Look here first");
  await talker.say(...numberedLines(1, 25));
  await ada.waitForMessage("25");
  await strip(ada).getByText("Look here first").click();
  await page.locator(".message[data-highlighted]", { hasText: "Look here first" }).waitFor();
  await talker.say(...numberedLines(26, 60));
  await page.reload();
  await inStrip(ada, "Show the pin").click();
  await strip(ada).getByRole("button", { name: "Go to message" }).click();
  await strip(ada).getByText("It’s only here.").waitFor();
  const { found, check } = createAxeInspection(page);
  await check("the board, open", inStrip(ada, "Show less"));
  await inStrip(ada, "Show less").click();
  await check("the board in one line", inStrip(ada, "Show the pin"));
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([]);
});

test("B10: the board alone is live, has the room's address, fills the screen, and nothing to write in", async () => {
  const { ada, address } = await app.hostWithoutBrowser();
  const wall = await app.visit(`${address}/board`);
  const { page } = wall;
  await wall.waitForHeading("Nothing on the board yet");
  await page.getByRole("img", { name: "QR code of the link" }).waitFor();
  await page.getByText(address, { exact: true }).waitFor();
  const { found, check } = createAxeInspection(page);
  await check("an empty wall", page.getByText("Nothing on the board yet"));

  ada.sendFrame({ type: "change", title: "לוח המשפחה" });
  const [id] = await ada.say("- milk\n- bread");
  ada.sendFrame({ type: "pin", id, on: true });
  await page.getByRole("listitem").getByText("bread").waitFor();
  const title = page.getByRole("heading", { level: 1 });
  await eventually(() => title.textContent(), "לוח המשפחה");
  expect(await title.evaluate((heading) => getComputedStyle(heading).direction)).toBe("rtl");
  await check("a wall", page.getByRole("button", { name: "Copy text" }));
  expect([await wall.composer.count(), page.url()]).toEqual([0, `${address}/board`]);

  const fills = () => page.evaluate(() => document.fullscreenElement !== null);
  await page.getByRole("button", { name: "Full screen" }).click();
  await eventually(fills, true);
  await page.getByRole("button", { name: "Leave full screen" }).click();
  await eventually(fills, false);
  await page.reload();
  await page.getByRole("listitem").getByText("bread").waitFor();
  await page.getByRole("link", { name: "Open the room" }).click();
  await wall.waitUntilJoined();
  expect(page.url()).toBe(address);
  ada.leave();
  expect(found).toEqual({});
  expect(await wall.problems()).toEqual([]);
});
