// A crowded room in a slow browser: joining it, following its talk, and memory after tens of thousands of messages.

import { startApiTalker } from "../../../web/e2e/api-talker.ts";
import { launchBrowser } from "../../../web/e2e/launch-browser.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { RunningServer } from "../harness/processes.ts";
import { createViaApi } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { fillRoom } from "./growth/history.ts";
import { memberLines } from "./growth/members.ts";
import { variedText } from "./growth/varied-text.ts";
import { type Measure, singleFigure } from "./measure.ts";

const SLOWDOWN = 4;
const HISTORY = 100_000;
const MEMBERS = 5_000;
/** The visit begins when so many are there: a busy machine loses some of them, who read too slowly. */
const ENOUGH_MEMBERS = 4_500;
const MESSAGES_PER_SECOND = 200;
const TALK_MS = 10_000;
/** What a page does after it can be used (fetching, first layout) is over by then. */
const SETTLE_MS = 4_000;
/** The crowd talks until the visit is over, but no longer. */
const MAX_CROWD_MS = 300_000;
const LENGTH = 100;
/** More than a page keeps. */
const MANY = 25_000;
const BURST = 250;
const COMPOSER = ".composer-text";

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>["newPage"]>>;
type LongTask = { readonly startMs: number; readonly durationMs: number };
type Recorded = { composerMs: number; longTasks: LongTask[] };

/** Runs in the page before anything else. */
function recordLongTasks(): void {
  const recorded: Recorded = { composerMs: 0, longTasks: [] };
  Object.assign(window, { recorded });
  new PerformanceObserver((list) => {
    for (const { startTime: startMs, duration: durationMs } of list.getEntries())
      recorded.longTasks.push({ startMs, durationMs });
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (document.querySelector(".composer-text") !== null) recorded.composerMs ||= performance.now();
  }).observe(document, { childList: true, subtree: true });
}

const readRecorded = (page: Page) => page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded);
const longest = (tasks: readonly LongTask[]) => Math.max(0, ...tasks.map(({ durationMs }) => durationMs));

/** Waits until so many members are in the room. */
async function waitForMembers(url: string, code: string, count: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/rooms/${code}`);
    const { memberCount } = (await response.json()) as { memberCount: number };
    if (memberCount >= count) return;
    await Bun.sleep(200);
  }
}

type CrowdFigures = { composerMs: number; joiningMs: number; talkingMs: number; longTasks: number };

/** Opens a room in which thousands are and talk. */
async function measureCrowd(server: RunningServer, browser: Browser): Promise<CrowdFigures> {
  const code = await fillRoom(server, HISTORY, LENGTH);
  const lines = await memberLines(server.url, [code], MEMBERS);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const visit = async () => {
    await waitForMembers(server.url, code, ENOUGH_MEMBERS);
    const page = await context.newPage();
    await page.addInitScript(recordLongTasks);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    await page.goto(`${server.url}/${code}`);
    await page.locator(COMPOSER).waitFor();
    await Bun.sleep(SETTLE_MS);
    const joined = await readRecorded(page);
    await Bun.sleep(TALK_MS);
    const { longTasks } = await readRecorded(page);
    const talking = longTasks.slice(joined.longTasks.length);
    return {
      composerMs: joined.composerMs,
      joiningMs: longest(joined.longTasks),
      talkingMs: longest(talking),
      longTasks: (talking.length * 60_000) / TALK_MS,
    };
  };
  const load = { rooms: 1, perSecond: MESSAGES_PER_SECOND, warmMs: 0, measureMs: MAX_CROWD_MS };
  const visitIsOver = new AbortController();
  const crowd = runGenerator(server, mayfly, lines, load, visitIsOver.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    const figures = await Promise.race([visit(), crowd]);
    if (figures === undefined) throw new Error("the crowd was gone before the visit was over");
    return figures;
  } finally {
    visitIsOver.abort();
    await crowd;
    await context.close();
  }
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** Measures a page's memory after more messages than it keeps, and after as many again. @returns MB of its heap */
async function measureHeap(server: RunningServer, browser: Browser): Promise<{ once: number; twice: number }> {
  const { code } = (await createViaApi(`${server.url}/api/rooms`)).room;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/${code}`);
    await page.locator(COMPOSER).waitFor();
    const post = (path: "sessions") => createViaApi(`${server.url}/api/${path}`, "Writer");
    const writer = await startApiTalker({ url: server.url, post }, code, "Writer");
    const devtools = await context.newCDPSession(page);
    const heapAfter = async (from: number) => {
      for (let at = from; at < from + MANY; at += BURST) {
        await writer.say(...Array.from({ length: BURST }, (_, i) => variedText(at + i, LENGTH)));
      }
      await page
        .getByText(variedText(from + MANY - 1, LENGTH))
        .first()
        .waitFor();
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = await devtools.send("Runtime.getHeapUsage");
      return usedSize / 1e6;
    };
    const heaps = { once: await heapAfter(0), twice: await heapAfter(MANY) };
    writer.leave();
    return heaps;
  } finally {
    await context.close();
  }
}

export const browser: Measure = {
  name: "browser",
  title: "A crowded room in a slow browser",
  explanation: `Headless Chromium, its processor slowed down ${SLOWDOWN} times. A room keeps ${HISTORY.toLocaleString("en")} messages; ${MEMBERS.toLocaleString("en")} members are in it and write
${MESSAGES_PER_SECOND} messages per second. Rows are: the time until a newcomer has the composer; the longest task of the main thread until ${SETTLE_MS / 1000} s after
that, and while the talk goes on; tasks over 50 ms per minute of it; and the page's heap after ${MANY.toLocaleString("en")} messages, more than a page keeps, and
after as many again. An hour of such a talk would be 720,000 messages: that the heap stays level after ${(2 * MANY).toLocaleString("en")} stands for it.
\`bun run bench browser\` measures this; it is not part of \`bun run bench\`.`,
  rounds: 1,
  runsOnlyByName: true,
  async run(rounds) {
    const crowds: CrowdFigures[] = [];
    const heaps: Awaited<ReturnType<typeof measureHeap>>[] = [];
    const chromium = await launchBrowser();
    try {
      for (let round = 0; round < rounds; round++) {
        const server = await mayfly.start(["--history", `${HISTORY}`]);
        try {
          crowds.push(await measureCrowd(server, chromium));
          heaps.push(await measureHeap(server, chromium));
        } finally {
          await server.stop();
        }
      }
    } finally {
      await chromium.close();
    }
    const crowd = (label: string, unit: string, of: keyof CrowdFigures) =>
      singleFigure(
        `browser ${label}`,
        unit,
        crowds.map((figures) => figures[of]),
      );
    return [
      crowd("composer", "ms", "composerMs"),
      crowd("longest task, joining", "ms", "joiningMs"),
      crowd("longest task, talking", "ms", "talkingMs"),
      crowd("tasks over 50 ms, talking", "per minute", "longTasks"),
      singleFigure(
        `browser heap after ${MANY.toLocaleString("en")} messages`,
        "MB",
        heaps.map(({ once }) => once),
      ),
      singleFigure(
        `browser heap after ${(2 * MANY).toLocaleString("en")} messages`,
        "MB",
        heaps.map(({ twice }) => twice),
      ),
      singleFigure(
        "browser heap, growth",
        "times",
        heaps.map(({ once, twice }) => twice / once),
      ),
    ];
  },
};
