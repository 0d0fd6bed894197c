// What a browser has to do: the first load of a room's page, and messages as they come. Needs a Chromium.

import { startScribe } from "../../../web/e2e/api-talker.ts";
import { launchBrowser } from "../../../web/e2e/browser.ts";
import { mayfly } from "../baselines.ts";
import { made } from "../load.ts";
import { alone, type Measure } from "../measure.ts";

const SLOWDOWN = 4;
const MESSAGES = 2_000;
const AT_ONCE = 50;
const TEXT = "words ".repeat(15);
const SCRIBE = "Scribe";
const COMPOSER = ".composer-text";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** Opens a room's page as a newcomer does. @returns kB over the wire and ms until one could use it */
async function load(browser: Browser, address: string, slowdown: number): Promise<{ kb: number; ms: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    let bytes = 0;
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.addInitScript(watchTheBeginning);
    await page.goto(address);
    await page.locator(COMPOSER).waitFor();
    await page.waitForLoadState("networkidle");
    const ms = await page.evaluate(() => {
      const { shownMs, busyUntilMs } = window as unknown as Beginning;
      return Math.max(shownMs, busyUntilMs);
    });
    return { kb: bytes / 1e3, ms };
  } finally {
    await context.close();
  }
}

type Beginning = { shownMs: number; busyUntilMs: number };

/** Runs in the page before anything else: when the composer is there, and when the last long task is over. */
function watchTheBeginning(): void {
  const beginning: Beginning = { shownMs: 0, busyUntilMs: 0 };
  Object.assign(window, beginning);
  const kept = window as unknown as Beginning;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) kept.busyUntilMs = startTime + duration;
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (document.querySelector(".composer-text") !== null) kept.shownMs ||= performance.now();
  }).observe(document, { childList: true, subtree: true });
}

/** Says a lot to somebody who looks on. @returns ms of the page's main thread for a thousand messages */
async function render(browser: Browser, server: { url: string }, code: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/${code}`);
    await page.locator(COMPOSER).waitFor();
    await page.waitForLoadState("networkidle");
    const post = (path: "sessions") => made(`${server.url}/api/${path}`, SCRIBE);
    const scribe = await startScribe({ url: server.url, post }, code, SCRIBE);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Performance.enable");
    const busyS = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    };
    const before = await busyS();
    for (let at = 0; at < MESSAGES; at += AT_ONCE) {
      await scribe.say(...Array.from({ length: AT_ONCE }, (_, i) => `line ${at + i + 1} ${TEXT}`));
      await Bun.sleep(50);
    }
    await page.getByText(`line ${MESSAGES} `).first().waitFor();
    scribe.leave();
    return ((await busyS()) - before) * 1000 * (1000 / MESSAGES);
  } finally {
    await context.close();
  }
}

export const page: Measure = {
  name: "page",
  title: "In a browser",
  words: `Chromium, headless: all that the first visit to a room fetches, as it comes over the wire; until the composer is
there and no long task goes on any more, at full speed and with the processor slowed down ${SLOWDOWN} times; and the page's
main thread, in all, while ${MESSAGES.toLocaleString("en")} messages come by ${AT_ONCE}s and are shown.`,
  rounds: 3,
  async run(rounds) {
    const server = await mayfly.start();
    const browser = await launchBrowser();
    try {
      const loads: { kb: number; ms: number }[] = [];
      const slowLoads: { kb: number; ms: number }[] = [];
      const renders: number[] = [];
      // The first is not counted.
      for (let round = 0; round <= rounds; round++) {
        const { code } = (await made(`${server.url}/api/rooms`)).room;
        const [one, slow] = [
          await load(browser, `${server.url}/${code}`, 1),
          await load(browser, `${server.url}/${code}`, SLOWDOWN),
        ];
        const busyMs = await render(browser, server, code);
        if (round === 0) continue;
        loads.push(one);
        slowLoads.push(slow);
        renders.push(busyMs);
      }
      return [
        alone(
          "page weight",
          "kB",
          loads.map(({ kb }) => kb),
        ),
        alone(
          "page interactive",
          "ms",
          loads.map(({ ms }) => ms),
        ),
        alone(
          `page interactive, ${SLOWDOWN} × slower processor`,
          "ms",
          slowLoads.map(({ ms }) => ms),
        ),
        alone("page 1,000 messages", "ms of the main thread", renders),
      ];
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};
