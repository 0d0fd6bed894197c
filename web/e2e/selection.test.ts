// What somebody has selected in the transcript stays selected, whatever comes and wherever they scroll.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { numberedLines, startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off", "--history", "3000");

const line = (page: Page, number: number) => page.locator(".transcript-row", { hasText: `line ${number} ` });
const rowCount = (page: Page) => page.locator(".transcript-row").count();

async function openTalk(lines: number) {
  const { room, url } = await app.server.post("rooms");
  const talker = await startApiTalker(app.server, room.code);
  await talker.say(...numberedLines(1, lines));
  const ada = await app.join(url);
  await line(ada.page, lines).waitFor();
  return { ada, talker };
}

/** Selects these lines, as dragging over them does, and returns their text. */
const select = (page: Page, from: number, to: number): Promise<string> =>
  page.evaluate(
    ([first, last]) => {
      const textOf = (number: number) =>
        [...document.querySelectorAll(".message-text")].find((text) => text.textContent?.startsWith(`line ${number} `));
      const [begin, end] = [textOf(first ?? 0), textOf(last ?? 0)];
      if (!begin || !end) throw new Error("These lines aren't in the page.");
      getSelection()?.setBaseAndExtent(begin, 0, end, end.childNodes.length);
      return getSelection()?.toString() ?? "";
    },
    [from, to],
  );
const selected = (page: Page) => page.evaluate(() => getSelection()?.toString());

describe("selected lines", () => {
  test("H14: are the same when others come and the reader scrolls, and are copied whole", async () => {
    const { ada, talker } = await openTalk(400);
    const text = await select(ada.page, 393, 400);
    expect(text.match(/line \d+/g)).toHaveLength(8);
    for (let times = 0; times < 4; times++) await talker.say(...numberedLines(401 + 30 * times, 430 + 30 * times));
    await line(ada.page, 520).waitFor();
    expect(await selected(ada.page)).toBe(text);
    const log = ada.page.getByRole("log");
    for (const share of [0, 0.5, 1, 0.2]) {
      await log.evaluate((element, to) => element.scrollTo(0, element.scrollHeight * to), share);
      await ada.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      expect(await selected(ada.page)).toBe(text);
    }
    await log.evaluate((element) => element.focus({ preventScroll: true }));
    await ada.page.keyboard.press("ControlOrMeta+c");
    await ada.composer.focus();
    await ada.page.keyboard.press("ControlOrMeta+v");
    const pasted = await ada.composer.inputValue();
    expect(pasted.match(/line \d+/g)).toEqual(text.match(/line \d+/g));
    // The focus in the field has ended the selection, and the rows go.
    await ada.page.evaluate(() => getSelection()?.removeAllRanges());
    await eventually(async () => (await rowCount(ada.page)) < 60, true);
    expect(await ada.problems()).toEqual([]);
  }, 30_000);

  test("H14: far from the view keep their place, and those between don't come with them", async () => {
    const { ada } = await openTalk(400);
    const text = await select(ada.page, 398, 400);
    const log = ada.page.getByRole("log");
    const height = () => log.evaluate((element) => element.scrollHeight);
    const before = await height();
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await line(ada.page, 200).waitFor();
    expect(await rowCount(ada.page)).toBeLessThan(120);
    expect(Math.abs((await height()) - before)).toBeLessThan(before / 10);
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await eventually(() => line(ada.page, 400).isVisible(), true);
    expect(await selected(ada.page)).toBe(text);
  }, 30_000);
});

test("H14: a page that is printed has all it has loaded", async () => {
  const { ada } = await openTalk(400);
  const few = await rowCount(ada.page);
  const printed = await ada.page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const count = document.querySelectorAll(".transcript-row").length;
    dispatchEvent(new Event("afterprint"));
    return count;
  });
  expect(printed).toBe(400);
  await eventually(() => rowCount(ada.page), few);
});
