// The first load of a room's page in a browser, and rendering messages as they arrive. Needs Chromium.

import { startApiTalker } from "../../../web/e2e/api-talker.ts";
import { launchBrowser } from "../../../web/e2e/launch-browser.ts";
import { createViaApi } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { type Measure, singleFigure } from "./measure.ts";

const SLOWDOWN = 4;
const MESSAGES = 2_000;
const BATCH_SIZE = 50;
const TEXT = "words ".repeat(15);
const WRITER_NAME = "Writer";
const COMPOSER = ".composer-text";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** Opens a room's page as a newcomer. @returns kB transferred, and ms until the page is interactive */
async function measurePageLoad(
  browser: Browser,
  address: string,
  slowdown: number,
): Promise<{ kb: number; ms: number }> {
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
    await page.addInitScript(observePageLoad);
    await page.goto(address);
    await page.locator(COMPOSER).waitFor();
    await page.waitForLoadState("networkidle");
    const ms = await page.evaluate(() => {
      const { shownMs, busyUntilMs } = window as unknown as PageLoadTimes;
      return Math.max(shownMs, busyUntilMs);
    });
    return { kb: bytes / 1e3, ms };
  } finally {
    await context.close();
  }
}

type PageLoadTimes = { shownMs: number; busyUntilMs: number };

/** Runs in the page before anything else. Records when the composer appears and when the last long task ends. */
function observePageLoad(): void {
  const beginning: PageLoadTimes = { shownMs: 0, busyUntilMs: 0 };
  Object.assign(window, beginning);
  const times = window as unknown as PageLoadTimes;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) times.busyUntilMs = startTime + duration;
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (document.querySelector(".composer-text") !== null) times.shownMs ||= performance.now();
  }).observe(document, { childList: true, subtree: true });
}

/** Sends many messages to an open page. @returns ms of the page's main thread per thousand messages */
async function measureRendering(browser: Browser, server: { url: string }, code: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/${code}`);
    await page.locator(COMPOSER).waitFor();
    await page.waitForLoadState("networkidle");
    const post = (path: "sessions") => createViaApi(`${server.url}/api/${path}`, WRITER_NAME);
    const writer = await startApiTalker({ url: server.url, post }, code, WRITER_NAME);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Performance.enable");
    const busyS = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    };
    const before = await busyS();
    for (let at = 0; at < MESSAGES; at += BATCH_SIZE) {
      await writer.say(...Array.from({ length: BATCH_SIZE }, (_, i) => `line ${at + i + 1} ${TEXT}`));
      await Bun.sleep(50);
    }
    await page.getByText(`line ${MESSAGES} `).first().waitFor();
    writer.leave();
    return ((await busyS()) - before) * 1000 * (1000 / MESSAGES);
  } finally {
    await context.close();
  }
}

export const page: Measure = {
  name: "page",
  title: "In a browser",
  explanation: `Headless Chromium. The rows are: everything that the first visit to a room transfers; the time until the composer is
visible and the last long task has ended, at full speed and with the processor slowed down ${SLOWDOWN} times; and the time of the page's
main thread per thousand messages, while ${MESSAGES.toLocaleString("en")} messages arrive in groups of ${BATCH_SIZE} and are rendered.`,
  rounds: 3,
  async run(rounds) {
    const server = await mayfly.start();
    const browser = await launchBrowser();
    try {
      const loads: { kb: number; ms: number }[] = [];
      const slowLoads: { kb: number; ms: number }[] = [];
      const renders: number[] = [];
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        const { code } = (await createViaApi(`${server.url}/api/rooms`)).room;
        const [one, slow] = [
          await measurePageLoad(browser, `${server.url}/${code}`, 1),
          await measurePageLoad(browser, `${server.url}/${code}`, SLOWDOWN),
        ];
        const busyMs = await measureRendering(browser, server, code);
        if (round === 0) continue;
        loads.push(one);
        slowLoads.push(slow);
        renders.push(busyMs);
      }
      return [
        singleFigure(
          "page weight",
          "kB",
          loads.map(({ kb }) => kb),
        ),
        singleFigure(
          "page interactive",
          "ms",
          loads.map(({ ms }) => ms),
        ),
        singleFigure(
          `page interactive, ${SLOWDOWN} × slower processor`,
          "ms",
          slowLoads.map(({ ms }) => ms),
        ),
        singleFigure("page 1,000 messages", "ms of the main thread", renders),
      ];
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};
