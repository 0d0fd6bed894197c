// The first view of a room: built in several tasks, and nothing that was drawn moves by that.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** What the page has at the end of a task that changed it. */
type Step = {
  readonly parts: readonly string[];
  /** The seqs of the rows. */
  readonly rows: readonly number[];
  /** How far the view is from the end, in px. */
  readonly fromEnd: number;
};

/** Records the steps in which the page is built. Runs in the page before anything else. */
function recordSteps(): void {
  const steps: Step[] = [];
  Object.assign(window, { steps });
  const parts = [".room-header", ".composer", ".transcript", ".room-people"];
  new MutationObserver(() => {
    const log = document.querySelector(".transcript");
    const rows = [...document.querySelectorAll<HTMLElement>(".transcript-row")];
    steps.push({
      parts: parts.filter((selector) => document.querySelector(selector) !== null),
      rows: rows.map(({ dataset }) => Number(dataset.key)),
      fromEnd: log === null ? 0 : log.scrollHeight - log.clientHeight - log.scrollTop,
    });
  }).observe(document, { childList: true, subtree: true });
}

const stepsOf = (page: Page) => page.evaluate(() => (window as unknown as { steps: Step[] }).steps);
/** Short lines, of which many fit the view. */
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at} .`);
const line = (page: Page, number: number) => page.locator(".transcript-row", { hasText: `line ${number} ` });

async function createTalk(count: number) {
  const { room, url } = await app.server.post("rooms");
  const talker = await startApiTalker(app.server, room.code);
  await talker.say(...lines(1, count));
  return { url, talker };
}

const visitRecorded = (url: string) =>
  app.visit(url, {}, async (page) => {
    await page.addInitScript(recordSteps);
  });

describe("the first view", () => {
  test("W30: its parts and rows come in tasks of their own, the newest rows first, and nothing moves", async () => {
    const { url } = await createTalk(60);
    const ada = await visitRecorded(url);
    await line(ada.page, 60).waitFor();
    // More rows than fit the view.
    await eventually(async () => (await ada.page.locator(".transcript-row").count()) > 20, true);
    const steps = await stepsOf(ada.page);
    const orderOf = (part: string) => steps.findIndex(({ parts }) => parts.includes(part));
    const places = [".room-header", ".composer", ".transcript"].map(orderOf);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    const built = steps.filter(({ rows }) => rows.length > 0);
    const [newest = 0] = built.at(-1)?.rows.slice(-1) ?? [];
    let before = 0;
    for (const { rows, fromEnd } of built) {
      expect(rows.length - before).toBeLessThanOrEqual(2);
      expect(rows).toEqual(rows.map((_, place) => newest - rows.length + 1 + place));
      expect(Math.abs(fromEnd)).toBeLessThan(2);
      before = rows.length;
    }
    expect(built[0]?.rows).toEqual([newest]);
    expect(await ada.problems()).toEqual([]);
  });

  test("W30: what is said while it is built is there, in order", async () => {
    const { url, talker } = await createTalk(60);
    const [ada] = await Promise.all([visitRecorded(url), talker.say(...lines(61, 200))]);
    await line(ada.page, 200).waitFor();
    const rows = await ada.page
      .locator(".transcript-row")
      .evaluateAll((all) => all.map(({ textContent }) => textContent));
    const numbers = rows.map((text) => Number(/line (\d+) /.exec(text ?? "")?.[1]));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual(numbers.map((_, place) => 200 - numbers.length + 1 + place));
    expect(await ada.problems()).toEqual([]);
  });

  test("W30: few unread messages are in view together with the newest, and many are not", async () => {
    for (const { options, fits, exceeds } of [
      { options: {}, fits: 4, exceeds: 30 },
      { options: PHONE, fits: 3, exceeds: 25 },
    ]) {
      const { url, talker } = await createTalk(60);
      const ada = await app.visit(url, options);
      await line(ada.page, 60).waitFor();
      let last = 60;
      for (const count of [fits, exceeds]) {
        // That the newest were read is stored once a second.
        await ada.page.waitForFunction(
          (seq) =>
            localStorage
              .getItem(`${Object.keys(localStorage).find((key) => key.includes(":read:"))}`)
              ?.endsWith(` ${seq}`),
          last,
        );
        await ada.page.goto("about:blank");
        await talker.say(...lines(last + 1, last + count));
        await ada.page.goto(url);
        await line(ada.page, last + 1)
          .getByText("New since")
          .waitFor();
        const isInView = await line(ada.page, last + count).isVisible();
        const jump = ada.page.locator(".jump-to-latest");
        if (count === fits) {
          expect(isInView).toBe(true);
          expect(await jump.count()).toBe(0);
        } else await jump.waitFor();
        last += count;
      }
      expect(await ada.problems()).toEqual([]);
    }
  });
});
