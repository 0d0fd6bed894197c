// Long talks: ten thousand messages by a few rows, older ones that come without a jump, and where one left off.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { lines, type Scribe, startScribe } from "./api-talker.ts";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off", "--history", "20000")]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function room(): Promise<{ url: string; scribe: Scribe }> {
  const { room: made, url } = await server.post("rooms");
  return { url, scribe: await startScribe(server, made.code) };
}

const scroller = (page: Page) => page.getByRole("log");
const fromEnd = (page: Page) => scroller(page).evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
const line = (page: Page, number: number) => page.locator(".row", { hasText: `line ${number} ` });
const newest = (page: Page) => page.locator(".newest");
const isAtEnd = async (page: Page) => (await fromEnd(page)) < 2;

/** Waits until scrolling, and what it brings about, is over: for a while and some frames nothing has moved. */
function rested(page: Page): Promise<void> {
  return scroller(page).evaluate(async (log) => {
    const look = () => `${log.scrollTop} ${log.scrollHeight} ${log.querySelector<HTMLElement>(".row")?.dataset.key}`;
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

/** The number of the first line that is seen, and where its row is. */
function firstSeen(page: Page): Promise<{ number: number; top: number }> {
  return scroller(page).evaluate((log) => {
    const top = log.getBoundingClientRect().top;
    const rows = [...log.querySelectorAll(".row")];
    const row = rows.find((each) => each.getBoundingClientRect().bottom > top + 40);
    const number = Number(/line (\d+) /.exec(row?.textContent ?? "")?.[1]);
    return { number, top: row?.getBoundingClientRect().top ?? Number.NaN };
  });
}

/** Two frames: one that is drawn, and what it brought about. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function wheel(page: Page, deltaY: number): Promise<void> {
  const box = await scroller(page).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 200);
  await page.mouse.wheel(0, deltaY);
}

describe("ten thousand messages", () => {
  test("H3: a few of them are in the page, wherever one is, and the newest while one stays there", async () => {
    const { url, scribe } = await room();
    const ada = await Visitor.arrive(browser, url);
    await ada.isHere();
    for (let from = 1; from < 10_000; from += 500) await scribe.say(...lines(from, from + 499));
    await line(ada.page, 10_000).waitFor();
    const nodes = () => scroller(ada.page).evaluate((log) => log.querySelectorAll("*").length);
    await eventually(() => isAtEnd(ada.page), true);
    expect(await nodes()).toBeLessThan(1500);
    for (const share of [0.5, 0.1, 0.9, 0, 0.33]) {
      await scroller(ada.page).evaluate(
        (log, to) => log.scrollTo(0, (log.scrollHeight - log.clientHeight) * to),
        share,
      );
      await rested(ada.page);
      const { number } = await firstSeen(ada.page);
      expect(Math.abs(number - 10_000 * share)).toBeLessThan(1000);
      expect(await nodes()).toBeLessThan(1500);
    }
    await scribe.say("and one more");
    await newest(ada.page).click();
    await ada.hears("and one more");
    await eventually(() => isAtEnd(ada.page), true);
    expect(await ada.complaints()).toEqual([]);
  }, 120_000);

  test("H3: scrolling by and by meets every message once, in order, and never goes astray", async () => {
    const { url, scribe } = await room();
    await scribe.say(...lines(1, 300));
    const ada = await Visitor.arrive(browser, url);
    await line(ada.page, 300).waitFor();
    const met: number[] = [];
    for (let times = 0; times < 500 && met.at(-1) !== 1; times++) {
      await wheel(ada.page, -500);
      await drawn(ada.page);
      const { number } = await firstSeen(ada.page);
      if (number !== met.at(-1)) met.push(number);
    }
    expect(met.at(-1)).toBe(1);
    expect(met).toEqual(met.toSorted((one, other) => other - one));
    await ada.page.getByText("This is where the talk begins.").waitFor();
    expect(await ada.complaints()).toEqual([]);
  }, 120_000);
});

describe("what one reads", () => {
  test("A3: stays where it is while older messages come before it, and newer ones after it", async () => {
    const { url, scribe } = await room();
    await scribe.say(...lines(1, 2500));
    const ada = await Visitor.arrive(browser, url);
    await line(ada.page, 2500).waitFor();
    // To the first one that is held: the pages before it are fetched.
    const fetched = ada.page.waitForResponse((answer) => answer.url().includes("before="));
    await scroller(ada.page).evaluate((log) => log.scrollTo(0, 0));
    await fetched;
    await rested(ada.page);
    const before = await firstSeen(ada.page);
    expect(before.number).toBeGreaterThan(1);
    for (let times = 0; times < 5; times++) {
      await wheel(ada.page, -300);
      await rested(ada.page);
    }
    const read = await firstSeen(ada.page);
    expect(read.number).toBeLessThan(before.number);
    await scribe.say("news", "more news");
    await newest(ada.page).getByText("2", { exact: true }).waitFor();
    expect(await firstSeen(ada.page)).toEqual(read);
    expect(await ada.complaints()).toEqual([]);
  });

  test("H3: within 100 px of the end one stays with the newest, further up one doesn't, and one's own is always seen", async () => {
    const { url, scribe } = await room();
    await scribe.say(...lines(1, 80));
    const ada = await Visitor.arrive(browser, url);
    await line(ada.page, 80).waitFor();
    await wheel(ada.page, -90);
    await rested(ada.page);
    expect(await fromEnd(ada.page)).toBeCloseTo(90, -1);
    await scribe.say("near");
    await ada.hears("near");
    await eventually(() => isAtEnd(ada.page), true);
    await wheel(ada.page, -160);
    await rested(ada.page);
    await scribe.say("far");
    await newest(ada.page).getByText("1", { exact: true }).waitFor();
    expect(await fromEnd(ada.page)).toBeGreaterThan(150);
    await ada.say("mine");
    await ada.hears("mine");
    await eventually(() => isAtEnd(ada.page), true);
    await newest(ada.page).waitFor({ state: "detached" });
  });
});

describe("where one left off", () => {
  test("H3: what came while one was away stands below a line, which a reload doesn't take away", async () => {
    const { url, scribe } = await room();
    await scribe.say(...lines(1, 60));
    const ada = await Visitor.arrive(browser, url);
    await line(ada.page, 60).waitFor();
    expect(await ada.page.getByText("New since").count()).toBe(0);
    await rested(ada.page);
    await ada.page.goto("about:blank");
    await scribe.say(...lines(61, 120));
    await ada.page.goto(url);
    const mark = line(ada.page, 61).getByText("New since");
    await mark.waitFor();
    await rested(ada.page);
    const seenAt = await mark.boundingBox();
    expect(seenAt?.y).toBeGreaterThan(60);
    expect(seenAt?.y).toBeLessThan(400);
    await newest(ada.page).waitFor();
    await ada.page.reload();
    await mark.waitFor();
    // Whatever is in sight counts as read: the line is above what isn't.
    await newest(ada.page).click();
    await eventually(() => isAtEnd(ada.page), true);
    await rested(ada.page);
    await ada.page.reload();
    await line(ada.page, 120).waitFor();
    await eventually(() => newest(ada.page).count(), 0);
    await ada.say("I am back");
    await ada.hears("I am back");
    await wheel(ada.page, -20_000);
    await rested(ada.page);
    expect(await ada.page.getByText("New since").count()).toBe(0);
    expect(await ada.complaints()).toEqual([]);
  });
});
