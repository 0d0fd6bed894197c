// Accessibility of a room's sheets, banners and end pages: axe finds nothing.
import { expect, test } from "bun:test";
import { createAxeInspection } from "./axe-inspection.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { createServerClock } from "./server-clock.ts";
import { withBrowser } from "./with-browser.ts";

const HOUR_MS = 3_600_000;

const app = withBrowser();

test("S1: sheets, banners and end pages of a room", async () => {
  const network = createBreakableNetwork(app.server.port);
  let clock: Awaited<ReturnType<typeof createServerClock>> | undefined;
  const ada = await app.visit(`${network.url}/`, {}, async (page) => {
    await page.clock.install();
    clock = await createServerClock(page);
  });
  const { page } = ada;
  const { found, check } = createAxeInspection(page);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const press = (name: string) => button(name).click();
  const note = page.locator(".banner");
  await ada.createRoom();
  await press("Invite");
  await check("inviting", page.getByRole("dialog").getByRole("img", { name: "QR code" }));
  await page.keyboard.press("Escape");
  await press("About this room");
  await page.getByRole("group", { name: "Notify me" }).getByText("all messages").click();
  await check("about the room", button("Leave room"));
  await press("Settings");
  await press("Show");
  await press("+ 4 hours");
  await check("settings", page.locator(".owner-link"));
  await page.keyboard.press("Escape");
  await page.locator(".owner-link").waitFor({ state: "detached" });
  await press("Leave and forget me");
  await check("leaving as the owner", button("Stay"));
  await page.keyboard.press("Escape");
  await button("Stay").waitFor({ state: "detached" });
  await press("End the room…");
  await check("a second thought", button("Keep it"));
  // The first Escape closes the question, the second the sheet.
  await page.keyboard.press("Escape");
  await button("Keep it").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await clock?.advance(28 * HOUR_MS - 58_000);
  await check("the last minute", note.filter({ hasText: "Less than a minute" }));
  await press("Continue in a new room");
  await check("where it goes on", page.getByRole("link", { name: "Join it" }));
  await clock?.advance(58_000 - 28 * HOUR_MS);
  await ada.page.locator(".room-header-time-left", { hasText: /2[78] h/ }).waitFor();
  network.down();
  await ada.send("kept until then");
  await check("away", note.filter({ hasText: "Your messages will be sent" }));
  await page.clock.fastForward(5000);
  await check("offline", note.filter({ hasText: "can’t be reached" }));
  network.up();
  await ada.retryNow();
  await ada.waitForMessage("kept until then");
  await press("About this room");
  await press("End the room…");
  await press("End the room");
  await check("ended, and gone on elsewhere", page.getByRole("link", { name: "Join it" }));
  const { url } = await app.server.post("rooms", { maxMembers: 1 });
  const bo = await app.visit(url);
  await bo.waitUntilJoined();
  await page.goto(`${network.url}${new URL(url).pathname}`);
  await check("full", page.getByRole("heading", { name: "This room is full" }));
  expect(found).toEqual({});
  network.stop();
}, 120_000);
