// What an encrypted room costs in a slow browser: a thousand events opened and verified, a message sent, a password typed.
// Chromium slows down the page, but not its workers: their times are multiplied here.
import { launchBrowser } from "../../../web/e2e/launch-browser.ts";
import { drawBytes, toBase64url } from "../../protocol/e2ee/bytes.ts";
import type { Writer } from "../../protocol/e2ee/event.ts";
import { extendHistory } from "../../protocol/e2ee/history-checker.ts";
import { derivePasswordKey } from "../../protocol/e2ee/key-schedule.ts";
import { encodeFragment } from "../../protocol/e2ee/link.ts";
import { ApiClient } from "../../testing/api-client.ts";
import { bytesOf, encryptionRequest, joinEncrypted } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, say } from "../../testing/encrypted-room.ts";
import type { RunningServer } from "../harness/processes.ts";
import type { Result } from "../harness/result.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { type Measure, singleFigure } from "./measure.ts";

const SLOWDOWN = 4;
const EVENTS = 1_000;
const WRITERS = 5;
const MAX_WAIT_MS = 60_000;
const PASSWORD = "open sesame";
/** What it shows to the same person over http on the local network, where browsers have no WebCrypto. */
const LAN_HOST = "mayfly.test";
const NEWEST = `line ${EVENTS} `;
const COMPOSER = ".composer-text";
const textOf = (number: number) => `line ${number} ${"and some words ".repeat(number % 7)}`;

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Devtools = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["newCDPSession"]>>;

/** When something happened in the page, in ms. What is begun with `asked`, the worker has answered at `answered`. */
type Recorded = {
  asked: Record<string, number>;
  answered: Record<string, number>;
  newestShownMs: number;
  longTasks: { startMs: number; durationMs: number }[];
};

/**
 * Runs in the page before anything else: records what page and worker say to each other, and when the newest row is painted.
 * A welcome brings no more than a few hundred of these events; here it has them all.
 */
function record({ newest, events }: { newest: string; events: readonly object[] }): void {
  const recorded: Recorded = { asked: {}, answered: {}, newestShownMs: 0, longTasks: [] };
  Object.assign(window, { recorded });
  const nameOf = ({ type, question, text = "" }: { type: string; question?: string; text?: string }) =>
    [type, question, text.slice(0, 30).match(/"type":"(\w+)"/)?.[1]].filter(Boolean).join(" ");
  const withEvents = (text: string) =>
    JSON.stringify(events.length === 0 ? JSON.parse(text) : { ...JSON.parse(text), events });
  window.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        recorded.answered[nameOf(data)] ??= performance.now();
      });
    }
    override postMessage(given: { type: string; text?: string }): void {
      const isWelcome = given.type === "received" && given.text?.startsWith('{"type":"welcome"');
      const message = isWelcome ? { ...given, text: withEvents(given.text ?? "") } : given;
      recorded.asked[nameOf(message)] ??= performance.now();
      super.postMessage(message);
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime: startMs, duration: durationMs } of list.getEntries())
      recorded.longTasks.push({ startMs, durationMs });
  }).observe({ type: "longtask", buffered: true });
  const observer = new MutationObserver(() => {
    const rows = document.querySelector(".transcript-rows");
    if (rows?.lastElementChild?.textContent?.includes(newest) !== true) return;
    observer.disconnect();
    requestAnimationFrame(() =>
      setTimeout(() => {
        recorded.newestShownMs = performance.now();
      }),
    );
  });
  observer.observe(document, { childList: true, subtree: true });
}

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

type Figures = {
  readonly firstRowsMs: number;
  readonly openedMs: number;
  readonly verifiedMs: number;
  readonly longestTaskMs: number;
  readonly sendingMs: number;
};

async function openPage(browser: Browser, address: string, events: readonly object[] = []) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const devtools: Devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.addInitScript(record, { newest: NEWEST, events });
  await page.goto(address);
  const recorded = () => page.evaluate(() => (window as unknown as { recorded: Recorded }).recorded);
  const until = (name: string) =>
    page.waitForFunction(
      (awaited) => awaited in (window as unknown as { recorded: Recorded }).recorded.answered,
      name,
      { timeout: MAX_WAIT_MS },
    );
  return { page, recorded, until, close: () => context.close() };
}

/** Returns how long the worker takes on a slow processor, from a question of the page to its own word. */
const workerMs = ({ asked, answered }: Recorded, from: string, to: string): number =>
  SLOWDOWN * ((answered[to] ?? Number.NaN) - (asked[from] ?? Number.NaN));

async function measureVisit(browser: Browser, address: string, events: readonly object[]): Promise<Figures> {
  const { page, recorded, until, close } = await openPage(browser, address, events);
  try {
    await until("mark");
    await page.locator(COMPOSER).fill("Hello");
    await page.locator(COMPOSER).press("Enter");
    await until("transmit chat");
    const now = await recorded();
    const welcomedMs = now.asked["received welcome"] ?? Number.NaN;
    const longest = now.longTasks.filter(({ startMs }) => startMs >= welcomedMs);
    const [first, all] = [
      workerMs(now, "received welcome", "deliver welcome"),
      workerMs(now, "received welcome", "older"),
    ];
    return {
      // The page waits for the worker, whose part of the time is counted as often as it is slower.
      firstRowsMs: now.newestShownMs - welcomedMs + (first * (SLOWDOWN - 1)) / SLOWDOWN,
      openedMs: all,
      verifiedMs: workerMs(now, "received welcome", "mark"),
      longestTaskMs: Math.max(0, ...longest.map(({ durationMs }) => durationMs)),
      sendingMs: workerMs(now, "send chat", "transmit chat"),
    };
  } finally {
    await close();
  }
}

async function measurePassword(browser: Browser, address: string): Promise<number> {
  const { page, recorded, until, close } = await openPage(browser, address);
  try {
    await until("deliver refused");
    // The join without a password was asked for before.
    await page.evaluate(() => {
      const { asked, answered } = (window as unknown as { recorded: Recorded }).recorded;
      delete asked["send join"];
      delete answered["transmit join"];
    });
    await page.locator('input[type="password"]').fill(PASSWORD);
    await page.locator('input[type="password"]').press("Enter");
    await until("transmit join");
    return workerMs(await recorded(), "send join", "transmit join");
  } finally {
    await close();
  }
}

export const encryptedPage: Measure = {
  name: "encrypted-page",
  title: "End-to-end encrypted rooms in a browser",
  explanation: `Headless Chromium on a processor slowed down ${SLOWDOWN} times: the page by the browser, and the times of its worker, which
that doesn't reach, by multiplication. A newcomer opens a room with ${EVENTS.toLocaleString("en")} events. From the welcome on: until the newest
rows are painted, until all are opened, and until all are verified, by noble's code where there is no WebCrypto (http on the
local network) and by WebCrypto where there is; the longest task of the page meanwhile (0: none over 50 ms); and what the
worker does for a message that is sent, and for a password.`,
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
      const pathOf = ({ code, link }: EncryptedRoom) => `${server.port}/${code}#${encodeFragment(link)}`;
      const kinds = { noble: `http://${LAN_HOST}:`, WebCrypto: "http://127.0.0.1:" };
      const found = { noble: [] as Figures[], WebCrypto: [] as Figures[] };
      const passwords: number[] = [];
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const kind of ["noble", "WebCrypto"] as const) {
          const figures = await measureVisit(browser, kinds[kind] + pathOf(room), events);
          if (round > 0) found[kind].push(figures);
        }
        const password = await measurePassword(browser, kinds.noble + pathOf(locked));
        if (round > 0) passwords.push(password);
      }
      return [...resultsOf(found), singleFigure("encrypted-page password", "ms", passwords)];
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

function resultsOf(found: Readonly<Record<"noble" | "WebCrypto", readonly Figures[]>>): Result[] {
  const all = [...found.noble, ...found.WebCrypto];
  const of = (figures: readonly Figures[], field: keyof Figures) => figures.map((one) => one[field]);
  return [
    singleFigure("encrypted-page newest rows", "ms", of(all, "firstRowsMs")),
    singleFigure("encrypted-page all opened", "ms", of(all, "openedMs")),
    singleFigure("encrypted-page all verified, noble", "ms", of(found.noble, "verifiedMs")),
    singleFigure("encrypted-page all verified, WebCrypto", "ms", of(found.WebCrypto, "verifiedMs")),
    singleFigure("encrypted-page longest task", "ms", of(all, "longestTaskMs")),
    singleFigure("encrypted-page sending", "ms", of(all, "sendingMs")),
  ];
}
