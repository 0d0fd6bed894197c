// Long histories: ten thousand messages in a few rows, loading older ones without a jump, and the unread marker.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type ApiTalker, numberedLines, startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off", "--history", "20000");

async function createTalk(): Promise<{ url: string; talker: ApiTalker }> {
  const { room: made, url } = await app.server.post("rooms");
  return { url, talker: await startApiTalker(app.server, made.code) };
}

const scroller = (page: Page) => page.getByRole("log");
const fromEnd = (page: Page) => scroller(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
const line = (page: Page, number: number) => page.locator(".transcript-row", { hasText: `line ${number} ` });
const newest = (page: Page) => page.locator(".jump-to-latest");
const isAtEnd = async (page: Page) => (await fromEnd(page)) < 2;

/** Waits until nothing has moved for 300 ms and ten frames: scrolling and what it loads are over. */
function waitUntilStill(page: Page): Promise<void> {
  return scroller(page).evaluate(async (log) => {
    const look = () =>
      `${log.scrollTop} ${log.scrollHeight} ${log.querySelector<HTMLElement>(".transcript-row")?.dataset.key}`;
    let seen = look();
    let since = performance.now();
    for (let frames = 0; frames < 10 || performance.now() - since < 300; frames++) {
      await new Promise(requestAnimationFrame);
      if (look() === seen) continue;
      seen = look();
      since = performance.now();
      frames = 0;
    }
  });
}

/** Returns the number of the first line in sight, and where its row is. */
function firstVisibleLine(page: Page): Promise<{ number: number; top: number }> {
  return scroller(page).evaluate((log) => {
    const top = log.getBoundingClientRect().top;
    const rows = [...log.querySelectorAll(".transcript-row")];
    const row = rows.find((each) => each.getBoundingClientRect().bottom > top + 40);
    const number = Number(/line (\d+) /.exec(row?.textContent ?? "")?.[1]);
    return { number, top: row?.getBoundingClientRect().top ?? Number.NaN };
  });
}

/** Waits for two frames: the second shows what the first brought about. */
const waitForTwoFrames = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function wheel(page: Page, deltaY: number): Promise<void> {
  const box = await scroller(page).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 200);
  await page.mouse.wheel(0, deltaY);
}

describe("ten thousand messages", () => {
  test("H3: only a few are in the page at any place, and the newest as long as the view stays there", async () => {
    const { url, talker } = await createTalk();
    const ada = await app.visit(url);
    await ada.waitUntilJoined();
    for (let from = 1; from < 10_000; from += 500) await talker.say(...numberedLines(from, from + 499));
    await line(ada.page, 10_000).waitFor();
    const nodes = () => scroller(ada.page).evaluate((log) => log.querySelectorAll("*").length);
    await eventually(() => isAtEnd(ada.page), true);
    expect(await nodes()).toBeLessThan(1500);
    for (const share of [0.5, 0.1, 0.9, 0, 0.33]) {
      await scroller(ada.page).evaluate(
        (log, to) => log.scrollTo(0, (log.scrollHeight - log.clientHeight) * to),
        share,
      );
      await waitUntilStill(ada.page);
      const { number } = await firstVisibleLine(ada.page);
      expect(Math.abs(number - 10_000 * share)).toBeLessThan(1000);
      expect(await nodes()).toBeLessThan(1500);
    }
    await talker.say("and one more");
    await newest(ada.page).click();
    await ada.waitForMessage("and one more");
    await eventually(() => isAtEnd(ada.page), true);
    expect(await ada.problems()).toEqual([]);
  }, 120_000);

  test("H3: scrolling step by step shows every message once and in order, without jumps", async () => {
    const { url, talker } = await createTalk();
    await talker.say(...numberedLines(1, 300));
    const ada = await app.visit(url);
    await line(ada.page, 300).waitFor();
    const met: number[] = [];
    for (let times = 0; times < 500 && met.at(-1) !== 1; times++) {
      await wheel(ada.page, -500);
      await waitForTwoFrames(ada.page);
      const { number } = await firstVisibleLine(ada.page);
      if (number !== met.at(-1)) met.push(number);
    }
    expect(met.at(-1)).toBe(1);
    expect(met).toEqual(met.toSorted((one, other) => other - one));
    await ada.page.getByText("This is the beginning.").waitFor();
    expect(await ada.problems()).toEqual([]);
  }, 120_000);
});

describe("the reading position", () => {
  test("A3: stays the same while older messages are added before it and newer ones after it", async () => {
    const { url, talker } = await createTalk();
    await talker.say(...numberedLines(1, 2500));
    const ada = await app.visit(url);
    await line(ada.page, 2500).waitFor();
    // At the oldest message that is in memory, the page before it is fetched.
    const fetched = ada.page.waitForResponse((answer) => answer.url().includes("before="));
    await scroller(ada.page).evaluate((log) => log.scrollTo(0, 0));
    await fetched;
    await waitUntilStill(ada.page);
    const before = await firstVisibleLine(ada.page);
    expect(before.number).toBeGreaterThan(1);
    for (let times = 0; times < 5; times++) {
      await wheel(ada.page, -300);
      await waitUntilStill(ada.page);
    }
    const read = await firstVisibleLine(ada.page);
    expect(read.number).toBeLessThan(before.number);
    await talker.say("news", "more news");
    await newest(ada.page).getByText("2", { exact: true }).waitFor();
    expect(await firstVisibleLine(ada.page)).toEqual(read);
    expect(await ada.problems()).toEqual([]);
  });

  test("H3: within 100 px of the end follows new messages, further up doesn't, and one's own message is always shown", async () => {
    const { url, talker } = await createTalk();
    await talker.say(...numberedLines(1, 80));
    const ada = await app.visit(url);
    await line(ada.page, 80).waitFor();
    await wheel(ada.page, -90);
    await waitUntilStill(ada.page);
    expect(await fromEnd(ada.page)).toBeCloseTo(90, -1);
    await talker.say("near");
    await ada.waitForMessage("near");
    await eventually(() => isAtEnd(ada.page), true);
    await wheel(ada.page, -160);
    await waitUntilStill(ada.page);
    await talker.say("far");
    await newest(ada.page).getByText("1", { exact: true }).waitFor();
    expect(await fromEnd(ada.page)).toBeGreaterThan(150);
    await ada.send("mine");
    await ada.waitForMessage("mine");
    await eventually(() => isAtEnd(ada.page), true);
    await newest(ada.page).waitFor({ state: "detached" });
  });
});

describe("the unread line", () => {
  test("H3: stands above messages that came during an absence, and survives a reload", async () => {
    const { url, talker } = await createTalk();
    await talker.say(...numberedLines(1, 60));
    const ada = await app.visit(url);
    await line(ada.page, 60).waitFor();
    expect(await ada.page.getByText("New since").count()).toBe(0);
    await waitUntilStill(ada.page);
    await ada.page.goto("about:blank");
    await talker.say(...numberedLines(61, 120));
    await ada.page.goto(url);
    const mark = line(ada.page, 61).getByText("New since");
    await mark.waitFor();
    await waitUntilStill(ada.page);
    const seenAt = await mark.boundingBox();
    expect(seenAt?.y).toBeGreaterThan(60);
    expect(seenAt?.y).toBeLessThan(400);
    await newest(ada.page).waitFor();
    await ada.page.reload();
    await mark.waitFor();
    // Messages in sight count as read. The unread marker stands above those that were not in sight.
    await newest(ada.page).click();
    await eventually(() => isAtEnd(ada.page), true);
    await waitUntilStill(ada.page);
    await ada.page.reload();
    await line(ada.page, 120).waitFor();
    await eventually(() => newest(ada.page).count(), 0);
    await ada.send("I am back");
    await ada.waitForMessage("I am back");
    await wheel(ada.page, -20_000);
    await waitUntilStill(ada.page);
    expect(await ada.page.getByText("New since").count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  });
});
