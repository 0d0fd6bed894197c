// The room's frame where there is little room: narrow screens in every language, and windows with scrollbars.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { createApiMembers } from "./api-members.ts";
import { launchBrowser } from "./launch-browser.ts";
import { changeLanguage } from "./page-language.ts";
import { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");
const NAMES = Array.from({ length: 11 }, (_, at) => `Member${at}`);

type Box = { name: string; left: number; right: number; top: number; bottom: number; isCut: boolean };

/** Returns where the header's parts are, as far as they are seen. */
const headerParts = (page: Page): Promise<Box[]> =>
  page.evaluate(() => {
    const parts = ["home", "title", "people", "time-left", "invite", "more"];
    return parts.map((name) => {
      const element = document.querySelector<HTMLElement>(`.room-header-${name}`);
      const { left, right, top, bottom } = element?.getBoundingClientRect() ?? new DOMRect();
      const isCut = element === null || element.scrollWidth > element.clientWidth + 1;
      return { name, left, right, top, bottom, isCut };
    });
  });

/** Checks that the parts of the header are whole, within the window and apart. */
async function expectApart(page: Page, width: number, hasTime: boolean): Promise<void> {
  const boxes = await (await headerParts(page)).filter(({ name }) => hasTime || name !== "time-left");
  for (const box of boxes) {
    expect({ width, ...box, isCut: box.isCut && box.name !== "title" }).toMatchObject({ isCut: false });
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(width);
  }
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const isApart =
        one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      expect({ width, one, other, isApart }).toMatchObject({ isApart: true });
    }
  }
  const [people, time] = ["people", "time-left"].map((name) => boxes.find((box) => box.name === name));
  // Two texts on one line have a space between them.
  if (people && time && people.bottom > time.top && time.bottom > people.top)
    expect(Math.max(time.left - people.right, people.left - time.right)).toBeGreaterThanOrEqual(6);
}

test("S8: in every language nothing of the header covers or cuts off anything from 280 px on", async () => {
  const { room, url } = await app.server.post("rooms");
  const members = createApiMembers(app.server);
  await members.enter(room.code, NAMES);
  const ada = await app.join(url);
  for (const language of ["en", "de", "es", "ar", "ja"]) {
    await changeLanguage(ada.page, language);
    await ada.page.locator(".room-header-people", { hasText: /12|١٢/ }).waitFor();
    for (const width of [280, 300, 320, 344, 360, 375, 390, 400, 412, 416, 420, 480, 640]) {
      await ada.page.setViewportSize({ width, height: 740 });
      await expectApart(ada.page, width, true);
    }
    // A magnified page is a low window: the time is left to the line over the header and to the settings.
    for (const height of [256, 200]) {
      for (const width of [280, 320, 480, 640]) {
        await ada.page.setViewportSize({ width, height });
        await expectApart(ada.page, width, width > 480);
        const talk = await ada.page.locator(".transcript").boundingBox();
        expect({ width, height, talk: (talk?.height ?? 0) / height >= 0.6 }).toEqual({ width, height, talk: true });
      }
    }
  }
  members.leave();
}, 60_000);

test("S8: a long name makes no window wider that is too low to show it", async () => {
  const ada = await app.joinAs("Extraordinarily Long Name Here", await app.createRoom());
  for (const width of [640, 320]) {
    await ada.page.setViewportSize({ width, height: 360 });
    expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});

describe("a window with scrollbars", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser([], { showsScrollbars: true });
  });
  afterAll(() => browser.close());

  test("S8: the room fills it, and the page has none", async () => {
    const { url } = await app.server.post("rooms");
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 360, height: 640 },
      { width: 280, height: 480 },
    ]) {
      const ada = await Visitor.visit(browser, url, { viewport });
      await ada.waitUntilJoined();
      await ada.page.locator(".room > [aria-live=polite]").waitFor({ state: "attached" });
      await ada.send(`${"words ".repeat(300)}end`);
      await ada.waitForMessage("end");
      const size = () =>
        ada.page.evaluate(() => {
          const { clientWidth, clientHeight, scrollWidth, scrollHeight } = document.documentElement;
          return { clientWidth, clientHeight, scrollWidth, scrollHeight };
        });
      const { width, height } = viewport;
      const whole = { clientWidth: width, clientHeight: height, scrollWidth: width, scrollHeight: height };
      expect(await size()).toEqual(whole);
      await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
      await ada.page.getByRole("dialog").waitFor();
      expect(await size()).toEqual(whole);
      await ada.page.context().close();
    }
  }, 30_000);
});
