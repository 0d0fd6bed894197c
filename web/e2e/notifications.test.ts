// Notifications of somebody who looks elsewhere: in the title, on the icon, by a sound, by a desktop notification.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { setPageVisibility } from "./page-visibility.ts";
import { LAN_HOST, withBrowser } from "./with-browser.ts";

const app = withBrowser();

/** Records the notifications and sounds of a page. Runs in it before anything else. */
function recordNotifications(answer: NotificationPermission): void {
  const shown: { title: string; body: string; tag: string; isOpen: boolean }[] = [];
  const page = window as unknown as {
    shown: typeof shown;
    asked: number;
    focused: number;
    tones: number;
    last: object;
  };
  Object.assign(page, { shown, asked: 0, focused: 0, tones: 0 });
  window.focus = () => void page.focused++;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    page.tones++;
    start.call(this, when);
  };
  class FakeNotification {
    static permission: NotificationPermission = "default";
    static async requestPermission() {
      page.asked++;
      FakeNotification.permission = answer;
      return answer;
    }
    onclick = () => {};
    readonly #entry;
    constructor(title: string, { body, tag }: { body: string; tag: string }) {
      this.#entry = { title, body, tag, isOpen: true };
      shown.push(this.#entry);
      page.last = this;
    }
    close() {
      this.#entry.isOpen = false;
    }
  }
  Object.assign(window, { Notification: FakeNotification });
}

type Recorded = {
  shown: { title: string; body: string; isOpen: boolean }[];
  asked: number;
  focused: number;
  tones: number;
};
const recorded = (page: Page) =>
  page.evaluate(() => {
    const { shown, asked, focused, tones } = window as unknown as Recorded;
    return { shown, asked, focused, tones };
  });

/** Opens a room as Ada, whose browser answers so when it is asked for notifications; Bo is there without one. */
async function joinWithBo(answer: NotificationPermission, host = app.server.url) {
  const { room } = await app.server.post("rooms", { title: "Boat" });
  const bo = await startApiTalker(app.server, room.code, "Bo");
  const ada = await app.visit(`${host}/${room.shownCode}`, {}, async (page) => {
    await page.addInitScript(recordNotifications, answer);
  });
  await ada.waitUntilJoined();
  await ada.rename("Ada");
  return { ada, bo, room };
}

async function chooseNotifications(page: Page, of: string, ...by: string[]): Promise<void> {
  await page.getByRole("button", { name: "About this room" }).click();
  await page.getByRole("group", { name: "Notify me" }).getByText(of, { exact: true }).click();
  for (const way of by) await page.getByRole("checkbox", { name: way }).click();
}

describe("somebody who looks elsewhere", () => {
  test("P5: sees the number of unread messages in the title and on the icon, and is told that notifications are denied", async () => {
    const { ada, bo } = await joinWithBo("denied");
    const icon = () => ada.page.locator("link[rel=icon]").getAttribute("href");
    const plain = await icon();
    await setPageVisibility(ada.page, "hidden");
    await bo.say("one", "two", "three");
    await ada.page.waitForFunction(() => document.title === "(3) Boat · Mayfly");
    await ada.page.waitForFunction(() =>
      document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href.startsWith("data:image/png"),
    );
    await setPageVisibility(ada.page, "visible");
    await ada.page.waitForFunction(() => document.title === "Boat · Mayfly");
    await eventually(icon, expect.stringMatching(new RegExp(`${String(plain).replace("./", "")}$`)));
    expect((await recorded(ada.page)).shown).toEqual([]);

    await chooseNotifications(ada.page, "all messages", "notification");
    await ada.page.getByText("are blocked in your browser").waitFor();
    const box = ada.page.getByRole("checkbox", { name: "notification" });
    await eventually(async () => [await box.isChecked(), await box.isDisabled()], [false, true]);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("P5: is notified of everything once they asked for it, never of their own or while they look", async () => {
    const { ada, bo } = await joinWithBo("granted");
    expect((await recorded(ada.page)).asked).toBe(0);
    await chooseNotifications(ada.page, "all messages", "notification");
    await eventually(async () => (await recorded(ada.page)).asked, 1);
    await ada.page.keyboard.press("Escape");
    await bo.say("seen");
    await ada.waitForMessage("seen");
    await setPageVisibility(ada.page, "hidden");
    await ada.send("my own");
    await ada.waitForMessage("my own");
    await bo.say("come back");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).shown.length > 0);
    expect((await recorded(ada.page)).shown).toEqual([
      expect.objectContaining({ title: "Bo · Boat", body: "come back", isOpen: true }),
    ]);
    await ada.page.waitForFunction(() => (window as unknown as Recorded).tones > 0);
    await ada.page.evaluate(() => (window as unknown as { last: { onclick(): void } }).last.onclick());
    await eventually(async () => (await recorded(ada.page)).focused, 1);
    await setPageVisibility(ada.page, "visible");
    await eventually(async () => (await recorded(ada.page)).shown.some(({ isOpen }) => isOpen), false);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("S21: is notified of mentions alone once they took the offer after their first message, after a reload too", async () => {
    const { ada, bo, room } = await joinWithBo("granted");
    const offer = ada.page.locator(".banner", { hasText: "Get a notification when someone mentions you?" });
    // Without a choice, mentions notify with a sound.
    await ada.openAbout();
    await eventually(() => ada.page.getByRole("radio", { name: "mentions" }).isChecked(), true);
    await eventually(() => ada.page.getByRole("checkbox", { name: "notification" }).isChecked(), false);
    await ada.closeDialogs();
    expect([await offer.count(), (await recorded(ada.page)).asked]).toEqual([0, 0]);
    await ada.send("my first");
    await offer.waitFor();
    expect((await recorded(ada.page)).asked).toBe(0);
    await offer.getByRole("button", { name: "Turn on" }).click();
    await offer.waitFor({ state: "detached" });
    expect((await recorded(ada.page)).asked).toBe(1);
    // Di's browser lets nobody ask.
    const di = await app.joinAs("Di", `${app.server.url}/${room.shownCode}`);
    await di.openAbout();
    await di.page.getByText("A sound and the tab’s title tell you instead.").waitFor();
    await di.closeDialogs();
    await di.send("and mine");
    await ada.waitForMessage("and mine");
    expect(await di.page.locator(".banner").count()).toBe(0);
    await ada.page.addInitScript(() => Object.assign(Notification, { permission: "granted" }));
    await ada.page.reload();
    await ada.waitUntilJoined();
    await setPageVisibility(ada.page, "hidden");
    await bo.say("nothing to you", "but @ada, this is");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).shown.length > 0);
    expect((await recorded(ada.page)).shown.map(({ body }) => body)).toEqual(["but @ada, this is"]);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("S21, S27: is offered notifications once: not now is remembered, and a sound tells of mentions alone", async () => {
    // Whoever closes the browser's question answers "default".
    const { ada, bo } = await joinWithBo("default");
    await ada.openAbout();
    await ada.page.getByRole("radio", { name: "mentions" }).waitFor();
    await ada.closeDialogs();
    await ada.send("one");
    await ada.page.getByRole("button", { name: "Not now" }).press("Enter");
    await ada.page.locator(".banner").waitFor({ state: "detached" });
    expect(await ada.composer.evaluate((field) => field === document.activeElement)).toBe(true);
    await ada.page.reload();
    await ada.waitUntilJoined();
    await ada.openAbout();
    await ada.page.getByRole("radio", { name: "mentions" }).waitFor();
    const box = ada.page.getByRole("checkbox", { name: "notification" });
    await box.click();
    await eventually(async () => [await box.isChecked(), await box.isDisabled()], [false, false]);
    await ada.closeDialogs();
    await ada.send("two");
    await ada.waitForMessage("two");
    await setPageVisibility(ada.page, "hidden");
    await bo.say("to nobody", "@ada ding");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).tones > 0);
    const { shown, asked } = await recorded(ada.page);
    expect([shown, asked, await ada.page.getByText("Not now").count()]).toEqual([[], 1, 0]);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("P5: is told that notifications are impossible on plain http, where a sound still works", async () => {
    const { ada, bo } = await joinWithBo("granted", `http://${LAN_HOST}:${app.server.port}`);
    await chooseNotifications(ada.page, "all messages");
    await ada.page.getByText("only allow notifications on https pages").waitFor();
    await eventually(() => ada.page.getByRole("checkbox", { name: "notification" }).isDisabled(), true);
    await ada.page.keyboard.press("Escape");
    await setPageVisibility(ada.page, "hidden");
    await bo.say("ding");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).tones > 0);
    const { shown, asked } = await recorded(ada.page);
    expect([shown, asked]).toEqual([[], 0]);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });
});
