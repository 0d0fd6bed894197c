// Calling somebody who looks elsewhere: by the title, the icon, a sound, a notification, as they asked for.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const LAN = "mayfly.test";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser([LAN]), startMayfly()]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** As when another tab comes to the front: a browser without a screen shows all of them. */
async function look(page: Page, isHere: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    isHere ? "visible" : "hidden",
  );
}

/** Records what would be shown and heard. Runs in the page before anything else. */
function record(answer: NotificationPermission): void {
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

async function two(answer: NotificationPermission, host = `${server.url}`) {
  const { room } = await server.post("rooms", { title: "Boat" });
  const ada = await Visitor.arrive(browser, `${host}/`);
  await ada.page.addInitScript(record, answer);
  await ada.page.goto(`${host}/${room.shownCode}`);
  const bo = await Visitor.arrive(browser, `${server.url}/${room.shownCode}`);
  await Promise.all([ada.isHere(), bo.isHere()]);
  await ada.rename("Ada");
  await bo.rename("Bo");
  return { ada, bo };
}

async function choose(page: Page, of: string, ...by: string[]): Promise<void> {
  await page.getByRole("button", { name: "About this room" }).click();
  await page.getByRole("group", { name: "tell me of" }).getByText(of, { exact: true }).click();
  for (const way of by) await page.getByRole("checkbox", { name: way }).click();
}

describe("somebody who looks elsewhere", () => {
  test("P5: sees how much is new in the title and on the icon, until they look", async () => {
    const { ada, bo } = await two("denied");
    const icon = () => ada.page.locator("link[rel=icon]").getAttribute("href");
    const plain = await icon();
    await look(ada.page, false);
    for (const text of ["one", "two", "three"]) await bo.say(text);
    await ada.page.waitForFunction(() => document.title === "(3) Boat · Mayfly");
    await ada.page.waitForFunction(() =>
      document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href.startsWith("data:image/png"),
    );
    await look(ada.page, true);
    await ada.page.waitForFunction(() => document.title === "Boat · Mayfly");
    await eventually(icon, expect.stringMatching(new RegExp(`${String(plain).replace("./", "")}$`)));
    expect((await recorded(ada.page)).shown).toEqual([]);
    expect(await ada.complaints()).toEqual([]);
  });

  test("P5: is notified of everything once they asked for it, never of their own or while they look", async () => {
    const { ada, bo } = await two("granted");
    expect((await recorded(ada.page)).asked).toBe(0);
    await choose(ada.page, "everything", "notification");
    await eventually(async () => (await recorded(ada.page)).asked, 1);
    await ada.page.keyboard.press("Escape");
    await bo.say("seen");
    await ada.hears("seen");
    await look(ada.page, false);
    await ada.say("my own");
    await bo.hears("my own");
    await bo.say("come back");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).shown.length > 0);
    expect((await recorded(ada.page)).shown).toEqual([
      expect.objectContaining({ title: "Bo · Boat", body: "come back", isOpen: true }),
    ]);
    await ada.page.waitForFunction(() => (window as unknown as Recorded).tones > 0);
    await ada.page.evaluate(() => (window as unknown as { last: { onclick(): void } }).last.onclick());
    await eventually(async () => (await recorded(ada.page)).focused, 1);
    await look(ada.page, true);
    await eventually(async () => (await recorded(ada.page)).shown.some(({ isOpen }) => isOpen), false);
    expect(await ada.complaints()).toEqual([]);
  });

  test("P5: of mentions alone, where they chose so, after a reload too", async () => {
    const { ada, bo } = await two("granted");
    await choose(ada.page, "mentions", "notification");
    await ada.page.addInitScript(() => Object.assign(Notification, { permission: "granted" }));
    await ada.page.reload();
    await ada.isHere();
    await look(ada.page, false);
    await bo.say("nothing to you");
    await bo.say("but @ada, this is");
    await ada.page.waitForFunction(() => (window as unknown as Recorded).shown.length > 0);
    expect((await recorded(ada.page)).shown.map(({ body }) => body)).toEqual(["but @ada, this is"]);
    expect(await ada.complaints()).toEqual([]);
  });

  test("P5: is told why there can be none: refused, or on plain http, where a sound still calls", async () => {
    const { ada } = await two("denied");
    await choose(ada.page, "everything", "notification");
    await ada.page.getByText("turned off for this address").waitFor();
    const box = ada.page.getByRole("checkbox", { name: "notification" });
    await eventually(async () => [await box.isChecked(), await box.isDisabled()], [false, true]);

    const { ada: cy, bo } = await two("granted", `http://${LAN}:${server.port}`);
    await choose(cy.page, "everything");
    await cy.page.getByText("only on pages that come over https").waitFor();
    await eventually(() => cy.page.getByRole("checkbox", { name: "notification" }).isDisabled(), true);
    await cy.page.keyboard.press("Escape");
    await look(cy.page, false);
    await bo.say("ding");
    await cy.page.waitForFunction(() => (window as unknown as Recorded).tones > 0);
    const { shown, asked } = await recorded(cy.page);
    expect([shown, asked]).toEqual([[], 0]);
    expect([...(await ada.complaints()), ...(await cy.complaints())]).toEqual([]);
  });
});
