// How fast a page opens, and that nothing moves by itself while it opens and while a crowd talks. Times depend on the
// machine, so they are only printed; layout shifts and lost messages fail the test.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const SLOWDOWN = 4;
const PER_SECOND = 100;
const SECONDS = 5;

const app = withBrowser("--limits", "off", "--history", "2000");

type Measured = {
  shifts: { value: number; moved: string[] }[];
  longTasks: { startMs: number; durationMs: number }[];
  paintedMs: number;
  composerMs: number;
  welcomedMs: number;
};

/** Records layout shifts, long tasks and first paints. Runs in the page before anything else. */
function recordMeasurements(): void {
  const measured: Measured = { shifts: [], longTasks: [], paintedMs: 0, composerMs: 0, welcomedMs: 0 };
  Object.assign(window, { measured });
  type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
  const watch = (type: string, see: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
  watch("layout-shift", (entry) => {
    const { value, hadRecentInput, sources } = entry as Shift;
    const moved = sources.map(({ node }) => (node instanceof Element ? `${node.localName}.${node.className}` : "text"));
    if (!hadRecentInput) measured.shifts.push({ value, moved });
  });
  watch("longtask", ({ startTime, duration }) => measured.longTasks.push({ startMs: startTime, durationMs: duration }));
  watch("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") measured.paintedMs = startTime;
  });
  new MutationObserver(() => {
    const now = performance.now();
    if (document.querySelector(".composer-text") !== null) measured.composerMs ||= now;
    if (document.querySelector(".room-header-time-left") !== null) measured.welcomedMs ||= now;
  }).observe(document, { childList: true, subtree: true });
}

const readMeasurements = (page: Page) => page.evaluate(() => (window as unknown as { measured: Measured }).measured);
const ms = (time: number) => `${Math.round(time)} ms`;
const print = (line: string) => process.stdout.write(`      ${line}\n`);

/** Opens an address as a newcomer does, with a processor that is slowed down so many times. */
function open(address: string, slowdown: number): Promise<Visitor> {
  return app.visit(address, {}, async (page) => {
    await page.addInitScript(recordMeasurements);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  });
}

async function sendMessages(code: string, count: number): Promise<void> {
  const { token } = await app.server.post("sessions", { name: "Talker" });
  for (let at = 1; at <= count; at++) {
    await fetch(`${app.server.url}/api/rooms/${code}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ message: `line ${at} ${"words ".repeat(at % 30)}` }),
    });
  }
}

/** Returns when a person could use the page: the composer is there, and the last long task of the start is over. */
function interactiveMs({ composerMs, paintedMs, longTasks }: Measured): number {
  const busyUntil = longTasks.map(({ startMs, durationMs }) => startMs + durationMs);
  return Math.max(composerMs, paintedMs, ...busyUntil);
}

async function waitUntilSettled(page: Page): Promise<Measured> {
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(1000);
  return readMeasurements(page);
}

describe(`with the processor slowed down ${SLOWDOWN} times`, () => {
  test("S2: a link to a room opens, and nothing moves", async () => {
    const { url, room } = await app.server.post("rooms", { title: "Boat trip" });
    await sendMessages(room.code, 60);
    const { url: empty } = await app.server.post("rooms");
    for (const [what, address] of Object.entries({ "an empty room": empty, "a room with history": url })) {
      const ada = await open(address, SLOWDOWN);
      await ada.waitUntilJoined();
      const measured = await waitUntilSettled(ada.page);
      print(
        `${what}: painted ${ms(measured.paintedMs)}, composer ${ms(measured.composerMs)}, welcomed ` +
          `${ms(measured.welcomedMs)}, interactive ${ms(interactiveMs(measured))}`,
      );
      // A digit of the countdown may be wider than the one before it; nothing else moves.
      const moved = measured.shifts.reduce((sum, { value }) => sum + value, 0);
      expect(moved).toBeLessThan(0.001);
      expect(await ada.problems()).toEqual([]);
      await ada.page.context().close();
    }
  });

  test("S2: the lobby opens, and nothing moves", async () => {
    const ada = await open(app.lobby, SLOWDOWN);
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    const measured = await waitUntilSettled(ada.page);
    print(`the lobby: painted ${ms(measured.paintedMs)}`);
    expect(measured.shifts).toEqual([]);
    expect(await ada.problems()).toEqual([]);
  });
});

test("S10: little is fetched for the lobby, and not much more for a room", async () => {
  const { url } = await app.server.post("rooms");
  for (const { what, address, last, most } of [
    { what: "the lobby", address: app.lobby, last: "/api/me/rooms", most: 79_000 },
    { what: "an empty room", address: url, last: "/message-parts-", most: 110_000 },
  ]) {
    let bytes = 0;
    const ada = await app.visit(address, {}, async (page) => {
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Network.enable");
      devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
    });
    // It is among the last to be asked for, once the browser has nothing else to do.
    const wasFetched = (part: string) =>
      performance.getEntriesByType("resource").some(({ name }) => name.includes(part));
    await ada.page.waitForFunction(wasFetched, last);
    await ada.page.waitForLoadState("networkidle");
    print(`${what}: ${bytes} bytes`);
    expect(bytes).toBeGreaterThan(30_000);
    expect(bytes).toBeLessThanOrEqual(most);
    await ada.page.context().close();
  }
});

describe("while a crowd talks", () => {
  test(`H1: ${PER_SECOND} messages a second for ${SECONDS} s: all shown, in order, and nothing moves but the talk`, async () => {
    const { url, room } = await app.server.post("rooms", { title: "Crowd" });
    await sendMessages(room.code, 60);
    const ada = await open(url, 1);
    await ada.waitUntilJoined();
    await ada.page.waitForTimeout(1000);
    const before = await readMeasurements(ada.page);
    const { token } = await app.server.post("sessions", { name: "Crowd" });
    const crowd = new WebSocket(`${app.server.url.replace("http", "ws")}/ws/${room.code}?session_id=${token}`);
    await new Promise((resolve) => crowd.addEventListener("message", resolve, { once: true }));
    const count = PER_SECOND * SECONDS;
    const startedAt = performance.now();
    for (let at = 1; at <= count; at++) {
      crowd.send(JSON.stringify({ type: "chat", message: `message ${at}: ${"words ".repeat(at % 20)}` }));
      const dueMs = (at * 1000) / PER_SECOND - (performance.now() - startedAt);
      if (dueMs > 1) await Bun.sleep(dueMs);
    }
    await ada.waitForMessage(`message ${count}:`);
    await ada.page.waitForTimeout(500);
    const { longTasks, shifts } = await readMeasurements(ada.page);
    const during = longTasks.slice(before.longTasks.length).map(({ durationMs }) => durationMs);
    print(
      `long tasks over 50 ms: ${during.length}${during.length > 0 ? `, the longest ${ms(Math.max(...during))}` : ""}`,
    );
    const numbers = (await ada.messageTexts()).map((text) => Number(/message (\d+):/.exec(text)?.[1]));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => count - numbers.length + 1 + at));
    expect(shifts.slice(before.shifts.length)).toEqual([]);
    expect(await ada.problems()).toEqual([]);
    crowd.close();
  });
});
