// The browser's Back and Forward while something is open over the page.
import { describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Waits until the entry of the history that is shown says how many modals are open. */
const waitForDepth = (visitor: Visitor, depth: number) =>
  eventually(() => visitor.page.evaluate(() => history.state?.modals ?? 0), depth);

const dialogs = ({ page }: Visitor) => page.locator("dialog[open]");

describe("Back", () => {
  test("S14: closes sheets, menus and pickers one after another and then leaves the room", async () => {
    const ada = await app.visit(app.lobby, PHONE);
    await ada.createRoom();
    const address = ada.page.url();
    await ada.composer.fill("hello");
    await ada.page.getByRole("button", { name: "Send" }).tap();
    await ada.waitForMessage("hello");
    for (const name of ["Invite", "About this room", "1 here"]) {
      await ada.page.getByRole("button", { name, exact: true }).tap();
      await dialogs(ada).waitFor();
      await waitForDepth(ada, 1);
      await ada.page.goBack();
      await dialogs(ada).waitFor({ state: "detached" });
      expect(ada.page.url()).toBe(address);
    }
    await ada.messages.first().tap();
    await dialogs(ada).waitFor();
    await ada.page.getByRole("button", { name: "More emoji" }).tap();
    await ada.page.locator(".emoji-picker").waitFor();
    await waitForDepth(ada, 1);
    await ada.page.goBack();
    await dialogs(ada).waitFor({ state: "detached" });
    await ada.page.goBack();
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    expect(await ada.problems()).toEqual([]);
  }, 30_000);

  test("S14: closes a question before the dialog below it", async () => {
    const { ada } = await app.hostRoom();
    await ada.openAbout();
    await waitForDepth(ada, 1);
    await ada.page.getByRole("button", { name: "End the room" }).click();
    await eventually(() => dialogs(ada).count(), 2);
    await waitForDepth(ada, 2);
    await ada.page.goBack();
    await eventually(() => dialogs(ada).count(), 1);
    await ada.page.goBack();
    await eventually(() => dialogs(ada).count(), 0);
    expect(await ada.problems()).toEqual([]);
  });

  test("S14: after Escape, a reload and Forward, one Back leads to where one came from", async () => {
    const ada = await app.visit(app.lobby);
    await ada.createRoom();
    const address = ada.page.url();
    const invite = ada.page.getByRole("button", { name: "Invite", exact: true });
    await invite.click();
    await waitForDepth(ada, 1);
    await ada.page.keyboard.press("Escape");
    await waitForDepth(ada, 0);
    await invite.click();
    await waitForDepth(ada, 1);
    await ada.page.reload();
    await ada.waitUntilJoined();
    await waitForDepth(ada, 0);
    expect(await dialogs(ada).count()).toBe(0);
    await ada.page.goForward();
    await waitForDepth(ada, 0);
    expect(await dialogs(ada).count()).toBe(0);
    expect(ada.page.url()).toBe(address);
    await ada.page.goBack();
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    expect(await ada.problems()).toEqual([]);
  }, 20_000);

  test("S14: a page that is opened from a dialog takes the place of its entry", async () => {
    const { ada } = await app.hostRoom();
    await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
    await waitForDepth(ada, 1);
    const before = await ada.page.evaluate(() => history.length);
    await ada.page.locator(".room-header-home").evaluate((link: HTMLElement) => link.click());
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    expect(await ada.page.evaluate(() => history.length)).toBe(before);
    expect(await dialogs(ada).count()).toBe(0);
    await ada.page.goBack();
    await ada.waitUntilJoined();
    expect(await ada.problems()).toEqual([]);
  });
});
