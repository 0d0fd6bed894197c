// What an encrypted room costs in a slow browser: a thousand events opened and verified, a message sent, a password typed.
// Chromium slows down the page, but not its workers: their times are multiplied here.
import { launchBrowser } from "../../../web/e2e/launch-browser.ts";
import { drawBytes, toBase64url } from "../../protocol/e2ee/bytes.ts";
import type { Writer } from "../../protocol/e2ee/event.ts";
import { extendHistory } from "../../protocol/e2ee/history-checker.ts";
import { derivePasswordKey } from "../../protocol/e2ee/key-schedule.ts";
import { encodeFragment } from "../../protocol/e2ee/link.ts";
import { ApiClient, type ApiSocket } from "../../testing/api-client.ts";
import { bytesOf, encryptionRequest, joinEncrypted } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, say } from "../../testing/encrypted-room.ts";
import { type PageRecord, recordPage, recordWorker, type WorkerRecord } from "../harness/page-recorder.ts";
import type { RunningServer } from "../harness/processes.ts";
import type { Result } from "../harness/result.ts";
import { mainThreadsOf, type ThreadWait, threadsCalled, watchThreadWait } from "../harness/thread-wait.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, type Measure, singleFigure } from "./measure.ts";

const SLOWDOWN = 4;
const EVENTS = 1_000;
const WRITERS = 5;
const MAX_WAIT_MS = 60_000;
/** The rest of the view is built after the newest rows. */
const SETTLE_MS = 1_000;
const PASSWORD = "open sesame";
const PLAIN_CODE = "bench-plain";
/** What it shows to the same person over http on the local network, where browsers have no WebCrypto. */
const LAN_HOST = "mayfly.test";
const NEWEST = `line ${EVENTS} `;
const COMPOSER = ".composer-text";
/** What Chromium calls the thread of a worker. */
const WORKER_THREAD = "DedicatedWorker";
/** How Chromium starts the process of a page. */
const PAGE_PROCESS = "--type=renderer";
const textOf = (number: number) => `line ${number} ${"and some words ".repeat(number % 7)}`;

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Devtools = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["newCDPSession"]>>;

/**
 * Has members say a thousand things, and returns the events. The first is signed with another key than it names, so that a
 * page marks it, which it does last.
 */
async function fillRoom(server: RunningServer, room: EncryptedRoom): Promise<object[]> {
  const api = { client: new ApiClient(server.url), port: server.port };
  const { token } = await api.client.session("Ada");
  await api.client.room({ code: room.code, encryption: encryptionRequest(room) } as never, token);
  const pages = [await joinEncrypted(api, room, { token })];
  while (pages.length < WRITERS) pages.push(await joinEncrypted(api, room));
  for (const { socket, writer } of pages) {
    const profile = say<"profile">(
      room,
      writer,
      { name: `Writer ${writer.memberId.slice(0, 4)}`, avatar: "fox" },
      { clear: { class: "profile" } },
    );
    await socket.request({ type: "profile", sealed: toBase64url(profile.envelope) }, "profile");
  }
  const events: object[] = [];
  let seen = { seq: 0, head: room.keys.roomId };
  for (let number = 1; number <= EVENTS; number++) {
    const page = pages[number % WRITERS];
    if (page === undefined) throw new Error("nobody is there");
    const forged: Writer = { ...page.writer, signingKey: drawBytes(room.random, 32) };
    const said = say(room, number === 1 ? forged : page.writer, { text: textOf(number) }, { counter: number, seen });
    const nonce = `line-${number}`;
    page.socket.send({ type: "chat", sealed: toBase64url(said.envelope), nonce });
    let event = await page.socket.next("chat");
    while (event.nonce !== nonce) event = await page.socket.next("chat");
    events.push({ ...event, nonce: undefined });
    seen = { seq: event.seq, head: extendHistory(seen.head, { seq: event.seq, digest: bytesOf(event.digest) }) };
  }
  for (const { socket } of pages) socket.close();
  return events;
}

/** Says the same things in a room that isn't encrypted. */
async function fillPlainRoom(server: RunningServer): Promise<void> {
  const client = new ApiClient(server.url);
  const { token } = await client.session("Ada");
  await client.room({ code: PLAIN_CODE }, token);
  const sockets: ApiSocket[] = [];
  for (let writer = 0; writer < WRITERS; writer++) {
    const socket = await client.connect(PLAIN_CODE);
    await socket.request({ type: "join", token: (await client.session(`Writer ${writer}`)).token }, "welcome");
    sockets.push(socket);
  }
  for (let number = 1; number <= EVENTS; number++) {
    const nonce = `line-${number}`;
    const socket = sockets[number % WRITERS];
    socket?.send({ type: "chat", message: textOf(number), nonce });
    while ((await socket?.next("chat"))?.nonce !== nonce);
  }
  for (const socket of sockets) socket.close();
}

type Found = {
  readonly noble: Figures[];
  readonly WebCrypto: Figures[];
  readonly plain: PageFigures[];
  readonly passwords: number[];
};

type PageFigures = {
  readonly shownMs: number;
  readonly longestTaskMs: number;
};

type Figures = PageFigures & {
  readonly openedFirstMs: number;
  readonly openedMs: number;
  readonly verifiedMs: number;
  readonly sendingMs: number;
};

async function openPage(browser: Browser, address: string, events: readonly object[] = []) {
  const otherPages = mainThreadsOf(PAGE_PROCESS);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const devtools: Devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.addInitScript(recordPage, { newest: NEWEST, events });
  let wait: ThreadWait | undefined;
  async function open(): Promise<void> {
    await page.goto(address, { waitUntil: "commit" });
    wait = watchThreadWait(mainThreadsOf(PAGE_PROCESS).filter((thread) => !otherPages.includes(thread)));
  }
  const record = () => page.evaluate(() => (window as unknown as { pageRecord: PageRecord }).pageRecord);
  return {
    page,
    open,
    /** Opens the address, and returns what is recorded in the page's worker. */
    async start() {
      const others = threadsCalled(WORKER_THREAD);
      const [worker] = await Promise.all([page.waitForEvent("worker"), open()]);
      await worker.evaluate(recordWorker);
      const wait = watchThreadWait(threadsCalled(WORKER_THREAD).filter((thread) => !others.includes(thread)));
      await page.evaluate(() => (window as unknown as { pageRecord: PageRecord }).pageRecord.watched());
      return {
        wait,
        recorded: () => worker.evaluate(() => (self as unknown as { workerRecord: WorkerRecord }).workerRecord),
        forget: (name: string) =>
          worker.evaluate((forgotten) => {
            delete (self as unknown as { workerRecord: WorkerRecord }).workerRecord.asked[forgotten];
          }, name),
        async until(name: string) {
          const isThere = (awaited: string) =>
            awaited in (self as unknown as { workerRecord: WorkerRecord }).workerRecord.answered;
          for (const end = Date.now() + MAX_WAIT_MS; !(await worker.evaluate(isThere, name)); await Bun.sleep(50)) {
            if (Date.now() > end) throw new Error(`the worker didn't say ${name}`);
          }
        },
      };
    },
    /** Returns the page's figures once it is as it stays. */
    async shown(): Promise<PageFigures> {
      for (const end = Date.now() + MAX_WAIT_MS; (await record()).newestShownMs === 0; await Bun.sleep(50)) {
        if (Date.now() > end) throw new Error("the page didn't show the newest message");
      }
      await Bun.sleep(SETTLE_MS);
      return pageFigures(await record(), wait);
    },
    close() {
      wait?.stop();
      return context.close();
    },
  };
}

/**
 * Returns how long the worker takes on a slow processor, from something that it takes up to its own word.
 * @param wait how long it had no core meanwhile, which isn't its time
 */
function workerMs({ asked, answered }: WorkerRecord, from: string, to: string, wait?: ThreadWait): number {
  const [begunAt, endedAt] = [asked[from] ?? Number.NaN, answered[to] ?? Number.NaN];
  return SLOWDOWN * (endedAt - begunAt - (wait?.between(begunAt, endedAt) ?? 0));
}

/** Returns the page's own part, without how long it had no core: its longest task is from that on in which its welcome comes. */
function pageFigures({ longTasks, welcomedMs, newestShownMs }: PageRecord, wait?: ThreadWait): PageFigures {
  const ownMs = (from: number, to: number) => to - from - (wait?.between(from, to) ?? 0);
  const tasks = longTasks
    .map(({ startMs, durationMs }) => ({ startMs, endMs: startMs + durationMs }))
    .filter(({ endMs }) => endMs > welcomedMs)
    .map(({ startMs, endMs }) => ownMs(startMs, endMs));
  return { shownMs: ownMs(welcomedMs, newestShownMs), longestTaskMs: Math.max(0, ...tasks) };
}

async function measureVisit(browser: Browser, address: string, events: readonly object[]): Promise<Figures> {
  const { page, start, shown, close } = await openPage(browser, address, events);
  try {
    const worker = await start();
    await worker.until("mark");
    worker.wait.stop();
    const { shownMs, longestTaskMs } = await shown();
    await page.locator(COMPOSER).fill("Hello");
    await page.locator(COMPOSER).press("Enter");
    await worker.until("transmit chat");
    const work = await worker.recorded();
    const firstMs = workerMs(work, "received welcome", "deliver welcome");
    return {
      openedFirstMs: firstMs,
      // The page waits for the worker, whose part of the time is counted as often as it is slower.
      shownMs: shownMs + (firstMs * (SLOWDOWN - 1)) / SLOWDOWN,
      openedMs: workerMs(work, "received welcome", "older", worker.wait),
      verifiedMs: workerMs(work, "received welcome", "mark", worker.wait),
      longestTaskMs,
      sendingMs: workerMs(work, "send chat", "transmit chat"),
    };
  } finally {
    await close();
  }
}

/** Opens a room that isn't encrypted, for what the page's own part costs. */
async function measurePlainVisit(browser: Browser, address: string): Promise<PageFigures> {
  const { open, shown, close } = await openPage(browser, address);
  try {
    await open();
    return await shown();
  } finally {
    await close();
  }
}

async function measurePassword(browser: Browser, address: string): Promise<number> {
  const { page, start, close } = await openPage(browser, address);
  try {
    const worker = await start();
    await worker.until("deliver refused");
    // That was the join without a password.
    await worker.forget("send join");
    await page.locator('input[type="password"]').fill(PASSWORD);
    await page.locator('input[type="password"]').press("Enter");
    await worker.until("transmit join");
    worker.wait.stop();
    return workerMs(await worker.recorded(), "send join", "transmit join");
  } finally {
    await close();
  }
}

export const encryptedPage: Measure = {
  name: "encrypted-page",
  title: "End-to-end encrypted rooms in a browser",
  explanation: `Headless Chromium on a processor slowed down ${SLOWDOWN} times: the page by the browser, and the times of its worker, which
that doesn't reach, by multiplication. A newcomer opens a room with ${EVENTS.toLocaleString("en")} events. By the worker's clock, from the welcome
on: until the newest 40 messages are opened, until all are, and until all are verified, by noble's code where there is no
WebCrypto (http on the local network) and by WebCrypto where there is; and what it does for a message that is sent, and for a
password. By the page's: until the newest rows are painted, beside a room that isn't encrypted and has the same texts; and the
longest task from the welcome on (0: none over 50 ms), in both. But where the first 40 are opened, the time is left out in which the
thread of the worker or of the page was ready and had no core: both, and the browser's other threads, share few here, and slowed down
they would keep each other waiting as often longer.`,
  rounds: 5,
  async run(rounds) {
    const server = await mayfly.start(["--history", String(2 * EVENTS)]);
    const browser = await launchBrowser([LAN_HOST]);
    try {
      const [room, locked] = [createEncryptedRoom(1, { code: "bench-page" }), createLockedRoom()];
      const events = await fillRoom(server, room);
      const api = new ApiClient(server.url);
      await api.room(
        { code: locked.code, encryption: encryptionRequest(locked) } as never,
        (await api.session()).token,
      );
      await fillPlainRoom(server);
      const pathOf = ({ code, link }: EncryptedRoom) => `${server.port}/${code}#${encodeFragment(link)}`;
      const kinds = { noble: `http://${LAN_HOST}:`, WebCrypto: "http://127.0.0.1:" };
      const found: Found = { noble: [], WebCrypto: [], plain: [], passwords: [] };
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        const kept: Found = round > 0 ? found : { noble: [], WebCrypto: [], plain: [], passwords: [] };
        for (const kind of ["noble", "WebCrypto"] as const) {
          kept[kind].push(await measureVisit(browser, kinds[kind] + pathOf(room), events));
          kept.plain.push(await measurePlainVisit(browser, `${kinds[kind]}${server.port}/${PLAIN_CODE}`));
        }
        kept.passwords.push(await measurePassword(browser, kinds.noble + pathOf(locked)));
      }
      return resultsOf(found);
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};

function createLockedRoom(): EncryptedRoom {
  const salt = new Uint8Array(16).fill(1);
  return createEncryptedRoom(2, { code: "bench-locked", password: { key: derivePasswordKey(PASSWORD, salt), salt } });
}

function resultsOf({ noble, WebCrypto, plain, passwords }: Found): Result[] {
  // In the order in which they were measured, as those of the plain room are.
  const all = noble.flatMap((one, round) => [one, ...WebCrypto.slice(round, round + 1)]);
  const of = <F extends keyof Figures>(figures: readonly Pick<Figures, F>[], field: F) =>
    figures.map((one) => one[field]);
  return [
    singleFigure("encrypted-page newest rows opened", "ms", of(all, "openedFirstMs")),
    compareSides(
      "encrypted-page newest rows painted",
      "ms",
      { name: "encrypted", values: of(all, "shownMs") },
      { name: "a plain room", values: of(plain, "shownMs") },
    ),
    singleFigure("encrypted-page all opened", "ms", of(all, "openedMs")),
    singleFigure("encrypted-page all verified, noble", "ms", of(noble, "verifiedMs")),
    singleFigure("encrypted-page all verified, WebCrypto", "ms", of(WebCrypto, "verifiedMs")),
    singleFigure("encrypted-page longest task", "ms", of(all, "longestTaskMs")),
    singleFigure("encrypted-page longest task, a plain room", "ms", of(plain, "longestTaskMs")),
    singleFigure("encrypted-page sending", "ms", of(all, "sendingMs")),
    singleFigure("encrypted-page password", "ms", passwords),
  ];
}
