// The end of a room for its members, and pages at addresses without a room.
import { beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();
/** Bo waits before a full room while the other tests run: Ada, who was in it, has left. */
let waiting: { bo: Visitor; leftAt: number };

beforeAll(async () => {
  const { url } = await app.server.post("rooms", { maxMembers: 1 });
  const ada = await app.visit(url);
  await ada.waitUntilJoined();
  const bo = await app.visit(url);
  await bo.waitForHeading("This room is full");
  await bo.page.getByRole("button", { name: "Try again" }).click();
  await bo.waitForHeading("This room is full");
  await ada.page.close();
  waiting = { bo, leftAt: Date.now() };
  app.keepOpen(bo);
});

describe("the owner", () => {
  test("R10, L2, L4, L5: changes the title and the time for everybody, and ends the room after confirming", async () => {
    const ada = await app.visit(app.lobby);
    const address = await ada.createRoom();
    const bo = await app.join(address);
    await ada.openSettings();
    await ada.page.getByRole("textbox", { name: "Title" }).fill("Boat trip");
    await ada.page.keyboard.press("Enter");
    await bo.page.getByRole("heading", { name: "Boat trip" }).waitFor();
    await ada.page.getByRole("button", { name: "+ 1 day" }).click();
    await bo.page.locator(".room-header-time-left", { hasText: "2 d" }).waitFor();
    await ada.closeDialogs();
    await bo.openAbout();
    await bo.page.getByText("Who can join").waitFor();
    expect(await bo.page.getByRole("button", { name: "Settings" }).count()).toBe(0);
    expect(await bo.page.getByRole("button", { name: "End the room" }).count()).toBe(0);
    await bo.page.keyboard.press("Escape");
    await eventually(() => bo.page.getByRole("dialog").count(), 0);

    await bo.composer.fill("a draft");
    await ada.openAbout();
    await ada.page.getByRole("button", { name: "End the room…" }).click();
    await ada.page.getByRole("button", { name: "Keep it" }).click();
    expect(await bo.page.getByRole("log").count()).toBe(1);
    await ada.page.getByRole("button", { name: "End the room…" }).click();
    await ada.page.getByRole("button", { name: "End the room", exact: true }).click();
    await Promise.all([ada.waitForHeading("This room has ended"), bo.waitForHeading("This room has ended")]);
    await eventually(() => bo.page.getByText("Someone ended it").count(), 1);
    // Nothing of it stays on a device.
    const kept = () => bo.page.evaluate(() => Object.keys(localStorage).concat(Object.keys(sessionStorage)));
    await eventually(async () => (await kept()).map((key) => key.split(":").at(-1)), ["identity"]);
    await bo.page.reload();
    await bo.waitForHeading("This room has ended");
    await bo.page.getByRole("button", { name: "New room" }).click();
    await bo.waitUntilJoined();
    expect(bo.page.url()).not.toBe(address);
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });

  test("R1: an owner's link makes another device an owner, and the key leaves the address bar", async () => {
    const { url, ownerKey } = await app.server.post("rooms");
    const bo = await app.visit(`${url}#key=${ownerKey}`);
    await bo.waitUntilJoined();
    expect(bo.page.url()).toBe(url);
    await bo.openSettings();
    await bo.page.getByRole("button", { name: "+ 1 hour" }).click();
    await bo.page.locator(".room-header-time-left", { hasText: "25 h" }).waitFor();
    expect(await bo.problems()).toEqual([]);
  });
});

describe("addresses", () => {
  test("W9, S3: an unknown code and an invalid address say so, and offer a new room", async () => {
    const ada = await app.visit(`${app.server.url}/zzzz-zzzz`);
    await ada.waitForHeading("This room doesn’t exist");
    await ada.page.goto(`${app.server.url}/ab`);
    await ada.waitForHeading("There is nothing here");
    await ada.page.getByRole("link", { name: "All rooms" }).click();
    await ada.waitForHeading("Mayfly");
    expect(await ada.problems()).toEqual([]);
  });

  test("S3: an unknown path answers 404 with a page that leads home, also below a base path", async () => {
    const below = await startMayfly("--base-path", "/chat/");
    for (const origin of [app.server.url, `${below.url}/chat`]) {
      const bo = await app.visit(`${origin}/`, { locale: "de" });
      const answer = await bo.page.goto(`${origin}/x/y`);
      expect(answer?.status()).toBe(404);
      await bo.waitForHeading("Hier ist nichts");
      await eventually(() => bo.page.title(), "Hier ist nichts · Mayfly");
      expect(await bo.page.getAttribute("html", "lang")).toBe("de");
      await bo.page.getByRole("link", { name: "Alle Räume" }).click();
      await bo.waitForHeading("Mayfly");
      expect(bo.page.url()).toBe(`${origin}/`);
      expect(await bo.problems()).toEqual([expect.stringContaining("404")]);
    }
    await below.stop();
  });

  test("R8: public rooms are listed in the lobby, others are not", async () => {
    await app.server.post("rooms", { title: "Everybody’s", visibility: "public" });
    await app.server.post("rooms", { title: "Ours alone" });
    const ada = await app.visit(app.lobby);
    await ada.page.getByRole("link", { name: "Everybody’s" }).click();
    await ada.waitUntilJoined();
    await eventually(() => ada.page.title(), "Everybody’s · Mayfly");
    await ada.page.goBack();
    await ada.page.getByText("Public rooms").waitFor();
    expect(await ada.page.getByText("Ours alone").count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  });
});

describe("a full room", () => {
  test("R9: says that it is full, and lets people in as soon as somebody has left", async () => {
    const { bo, leftAt } = waiting;
    // For ten seconds the room keeps the place of somebody who left, because it may be a reload.
    await Bun.sleep(Math.max(0, leftAt + 10_500 - Date.now()));
    await bo.waitForHeading("This room is full");
    await bo.page.getByRole("button", { name: "Try again" }).click();
    await bo.waitUntilJoined();
    expect(await bo.problems()).toEqual([]);
  });
});
