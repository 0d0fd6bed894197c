// A room's life: warnings before its end, more time, the end itself, and the next room.

import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { createServerClock } from "./server-clock.ts";
import { startMayfly } from "./start-mayfly.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const app = withBrowser("--max-life", "25h");

const banner = (visitor: Visitor) => visitor.page.locator(".banner");
const status = (visitor: Visitor, words: string) => visitor.page.getByRole("status").filter({ hasText: words });

describe("the reminders of a room's end", () => {
  test("are announced politely an hour and five minutes before, and stay dismissed", async () => {
    let clock: Awaited<ReturnType<typeof createServerClock>> | undefined;
    const ada = await app.visit(app.lobby, {}, async (page) => {
      clock = await createServerClock(page);
    });
    await ada.createRoom();
    await ada.page.locator(".room-header-time-left", { hasText: "24 h" }).waitFor();
    expect(await banner(ada).count()).toBe(0);
    await clock?.advance(23 * HOUR_MS + MINUTE_MS);
    await banner(ada).filter({ hasText: "less than an hour" }).waitFor();
    await eventually(() => status(ada, "less than an hour").count(), 1);
    await banner(ada).getByRole("button", { name: "Close" }).click();
    await eventually(() => banner(ada).count(), 0);
    await clock?.advance(55 * MINUTE_MS);
    await banner(ada).filter({ hasText: "less than five minutes" }).waitFor();
    expect(await ada.page.locator(".room-header-time-left[data-urgent]").count()).toBe(0);
    await clock?.advance(3.5 * MINUTE_MS);
    await banner(ada).filter({ hasText: "Less than a minute" }).waitFor();
    await ada.page.locator(".room-header-time-left[data-urgent]").waitFor();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("the owner", () => {
  test("L2: extends the room by a choice or by minutes, and reads why too many are refused", async () => {
    const { ada } = await app.hostRoom({ ttlMinutes: 1 });
    await banner(ada).getByRole("button", { name: "+ 1 hour" }).click();
    await ada.page.locator(".room-header-time-left", { hasText: "1 h" }).waitFor();
    await banner(ada).waitFor({ state: "detached" });
    await ada.openSettings();
    const minutes = ada.page.getByRole("spinbutton", { name: "Extend by (minutes)" });
    await minutes.fill("30");
    await minutes.press("Enter");
    await ada.page.locator(".room-header-time-left", { hasText: /1 h 3[01] min/ }).waitFor();
    await eventually(() => minutes.inputValue(), "");
    // Minutes that are entered while another request is under way stay in the field.
    const answered = Promise.withResolvers<void>();
    await ada.page.route("**/api/rooms/*", async (route) => {
      await answered.promise;
      await route.continue();
    });
    await ada.page.getByRole("button", { name: "+ 1 hour" }).click();
    await minutes.fill("15");
    await minutes.press("Enter");
    answered.resolve();
    await ada.page.locator(".room-header-time-left", { hasText: /2 h 3[01] min/ }).waitFor();
    expect(await minutes.inputValue()).toBe("15");
    await ada.page.getByRole("button", { name: "+ 1 day" }).click();
    await ada.page.getByRole("alert").filter({ hasText: "25 hours from now at the latest" }).waitFor();
    expect(await ada.problems()).toEqual([
      "Failed to load resource: the server responded with a status of 400 (Bad Request)",
    ]);
  });

  test("R1: creates the next room before the end, and everybody finds it afterwards", async () => {
    const { ada, address: url } = await app.hostRoom({ ttlMinutes: 1, title: "Boat", anyoneCanEnd: true });
    const bo = await app.visit(url);
    await banner(bo).getByRole("button", { name: "Close" }).waitFor();
    await eventually(() => banner(bo).getByRole("button").count(), 1);
    await ada.page.getByRole("button", { name: "Continue in a new room" }).click();
    await bo.waitForMessage("Continuing here:");
    await banner(bo).getByRole("link", { name: "Join it" }).waitFor();
    // Bo may end the room, because anyone can end it.
    await bo.openAbout();
    await bo.page.getByRole("button", { name: "End the room…" }).click();
    await bo.page.getByRole("button", { name: "Keep it" }).click();
    await eventually(() => bo.page.evaluate(() => document.activeElement?.textContent), "End the room…");
    await bo.page.keyboard.press("Enter");
    await bo.page.getByRole("button", { name: "End the room", exact: true }).click();
    for (const visitor of [ada, bo]) {
      await visitor.page.getByRole("heading", { name: "This room has ended" }).waitFor();
      await visitor.page.getByRole("link", { name: "Join it" }).click();
      await visitor.page.getByRole("heading", { name: "Boat" }).waitFor();
    }
    expect(ada.page.url()).toBe(bo.page.url());
    expect(ada.page.url()).not.toBe(url);
    await ada.openSettings();
    await ada.page.getByRole("button", { name: "Show", exact: true }).waitFor();
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });
});

describe("the end of a room", () => {
  test("L5, L6: comes by itself and on time, and the same room can be created again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mayfly-"));
    const data = join(folder, "rooms.sqlite");
    const first = await startMayfly("--data", data);
    const session = await first.post("sessions", { name: "Ada" });
    const wishes = { ttlMinutes: 1, title: "Short" };
    const made = await first.post("rooms", wishes, { authorization: `Bearer ${session.token}` });
    await first.stop();
    // A room lives for a minute at least, so most of this minute is taken away in the data file.
    const endsAt = Date.now() + 6000;
    const rooms = new Database(data);
    rooms.run("UPDATE rooms SET state = json_set(state, '$.expiresAt', ?)", [endsAt]);
    rooms.close();
    const second = await startMayfly("--data", data);
    const url = `${second.url}/${made.room.shownCode}`;
    const ada = await app.visitAsOwner(session, { ...made, url });
    await ada.waitUntilJoined();
    await ada.page.getByRole("heading", { name: "This room has ended" }).waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt);
    expect(Date.now() - endsAt).toBeLessThan(10_000);
    await ada.page.getByText("Its time was up").waitFor();
    await ada.page.getByRole("button", { name: "Continue in a new room" }).click();
    await ada.page.getByRole("heading", { name: "Short" }).waitFor();
    await ada.page.locator(".room-header-time-left", { hasText: /^0:5/ }).waitFor();
    expect(ada.page.url()).not.toBe(url);
    expect(await ada.problems()).toEqual([]);
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
