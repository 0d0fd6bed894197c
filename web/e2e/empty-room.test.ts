// A room in which nothing has been said yet: it hands out its link, and says when it ends.
import { describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import { changeLanguage } from "./page-language.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const card = ({ page }: Visitor) => page.locator(".empty-room");

describe("a new room", () => {
  test("R13: its link is copied with one click, and it says when it ends", async () => {
    const ada = await app.visit(app.lobby, { permissions: ["clipboard-read", "clipboard-write"] });
    const address = await ada.createRoom();
    await card(ada).getByRole("button", { name: "Copy link" }).click();
    await card(ada).getByText("Copied ✓").waitFor();
    expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(address);
    await card(ada)
      .getByText(/^Ends (today|tomorrow) at .*, then everything is erased\.$/)
      .waitFor();
    expect(await card(ada).getByRole("img", { name: "QR code of the link" }).count()).toBe(1);
    expect(await card(ada).getByText(address, { exact: true }).count()).toBe(1);
    expect(await ada.problems()).toEqual([]);
  });

  test("R13: the link goes with the first message, for everybody, and stays while only the room changes", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.join(address);
    await card(ada).waitFor();
    await card(bo).waitFor();
    await ada.openSettings();
    await ada.page.getByRole("textbox", { name: "Title" }).fill("Lanterns");
    await ada.closeDialogs();
    await bo.page.getByRole("heading", { name: "Lanterns" }).waitFor();
    expect(await card(bo).count()).toBe(1);
    await bo.send("hello");
    await ada.waitForMessage("hello");
    await card(ada).waitFor({ state: "detached" });
    await card(bo).waitFor({ state: "detached" });
    await ada.page.reload();
    await ada.waitForMessage("hello");
    expect(await card(ada).count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
    expect(await bo.problems()).toEqual([]);
  });

  test("R13: where the link lets nobody in, the owner is led to the invite links", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.join(address);
    await ada.openSettings();
    await ada.page.getByLabel("Who can join").selectOption("locked");
    await ada.page.getByText("Saved.").waitFor();
    await ada.closeDialogs();
    await card(ada).getByRole("button", { name: "Invite others" }).click();
    await ada.page.getByRole("dialog").getByRole("button", { name: "Create link" }).waitFor();
    await eventually(() => card(bo).getByRole("button").count(), 0);
    await card(bo).getByText("then everything is erased").waitFor();
    expect(await ada.problems()).toEqual([]);
  });

  test("R13: hands the link to the device's own sheet where there is one", async () => {
    const address = await app.createRoom();
    const ada = await app.visit(address, {}, async (page) => {
      await page.addInitScript(() => {
        Object.assign(window, { shared: [] });
        navigator.share = async (what) => void (window as unknown as { shared: unknown[] }).shared.push(what);
      });
    });
    await card(ada).getByRole("button", { name: "Share…" }).click();
    await eventually(
      () => ada.page.evaluate(() => (window as unknown as { shared: ShareData[] }).shared.map(({ url }) => url)),
      [ada.page.url()],
    );
  });
});

/** Checks that the link, its button and nothing else of the page are within a screen. */
async function expectInSight(visitor: Visitor, { width, height }: { width: number; height: number }): Promise<void> {
  const copy = card(visitor).locator(".empty-room-actions button").first();
  await copy.waitFor();
  for (const part of [card(visitor).locator(".empty-room-link"), copy]) {
    const box = await part.boundingBox();
    expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 9999)).toBeLessThanOrEqual(width);
    expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 9999)).toBeLessThanOrEqual(height);
  }
  const beside = await visitor.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beside).toBe(0);
}

describe("on any screen", () => {
  test("R13: the link and its button are in sight, in a window of 280 px in every language and on a large screen", async () => {
    const ada = await app.join(await app.createRoom());
    const large = { width: 1920, height: 1080 };
    await ada.page.setViewportSize(large);
    await expectInSight(ada, large);
    const narrow = { width: 280, height: 653 };
    await ada.page.setViewportSize(narrow);
    for (const language of ["en", "de", "es", "ar", "ja"]) {
      await changeLanguage(ada.page, language);
      await expectInSight(ada, narrow);
    }
  });

  test("R13: the link and its button are in sight on a phone", async () => {
    const ada = await app.join(await app.createRoom(), PHONE);
    await expectInSight(ada, PHONE.viewport);
  });
});
