// Measures what readers that stop reading cost the server, and checks that they miss nothing.
import { afterEach, expect, test } from "bun:test";
import { residentBytes } from "../../bench/harness/processes.ts";
import { median } from "../../bench/harness/statistics.ts";
import { MinimalClient } from "./minimal-client.ts";
import { INSTRUMENTED_COMMAND, ServerUnderTest, type ServerUnderTestOptions } from "./server-under-test.ts";

const SLOW_READERS = 100;
const FAST_READERS = 10;
const TEXT = "x".repeat(3_900);
const MESSAGE_BYTES = 4_100;
const PER_SECOND = 6_000;
/** Messages in flight to the fast readers at any time. */
const WINDOW = 200;
/** How often what is due is sent and memory is read. */
const TICK_MS = 5;
const MAX_BYTES_PER_READER = 1_500_000;

let server: ServerUnderTest;
afterEach(() => server.crash());

/** Opens a room of fast readers, one of whom publishes, and measures their latencies. */
async function openRoom(options: ServerUnderTestOptions) {
  server = await ServerUnderTest.started(options);
  const { client, port } = server;
  const { room } = await client.room();
  const address = `ws://127.0.0.1:${port}/ws/${room.code}`;
  const token = async (name: string) => (await client.session(name)).token;
  let received = 0;
  let latencies: number[] = [];
  const fast = await Promise.all(
    Array.from({ length: FAST_READERS }, async (_, n) => {
      const socket = new WebSocket(`${address}?token=${await token(`Fast${n}`)}`);
      await new Promise((opened) => socket.addEventListener("message", opened, { once: true }));
      socket.onmessage = ({ data }) => {
        const sentAt = /"message":"([\d.]+) /.exec(data)?.[1];
        if (sentAt === undefined) return;
        received++;
        latencies.push(performance.now() - Number(sentAt));
      };
      return socket;
    }),
  );
  const publish = async (bytes: number) => {
    received = 0;
    latencies = [];
    const count = Math.ceil(bytes / MESSAGE_BYTES);
    const beganAt = performance.now();
    let maxBytes = 0;
    for (let sent = 0; received < count * FAST_READERS; await Bun.sleep(TICK_MS)) {
      const due = Math.min(
        count,
        ((performance.now() - beganAt) / 1000) * PER_SECOND,
        received / FAST_READERS + WINDOW,
      );
      for (; sent < due; sent++) {
        fast[0]?.send(JSON.stringify({ type: "chat", message: `${performance.now()} ${TEXT}` }));
      }
      maxBytes = Math.max(maxBytes, residentBytes(server.pid));
    }
    latencies.sort((a, b) => a - b);
    return { count, maxBytes, median: median(latencies), p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0 };
  };
  const readers = async () => {
    const slow: MinimalClient[] = [];
    for (let n = 0; n < SLOW_READERS; n++) slow.push(new MinimalClient(address, await token(`Slow${n}`)));
    for (const reader of slow) {
      await reader.connect();
      reader.pause();
    }
    return slow;
  };
  const sockets = async () => Number(/mayfly_sockets (\d+)/.exec((await client.ask("GET", "metrics")).text)?.[1]);
  return { publish, readers, sockets };
}

test(`W16: ${SLOW_READERS} readers that stop reading while 100 MB are sent cost at most 1.5 MB each, and nobody waits for them`, async () => {
  const { publish, readers, sockets } = await openRoom({});
  await publish(20e6);
  const alone = await publish(100e6);
  const slow = await readers();
  const withSlow = await publish(100e6);
  const eachBytes = (withSlow.maxBytes - alone.maxBytes) / SLOW_READERS;
  expect(eachBytes).toBeLessThan(MAX_BYTES_PER_READER);
  // The server has closed the slow sockets long before their clients notice.
  expect(await sockets()).toBe(FAST_READERS);
  const ratio = (a: number, b: number) => `${a.toFixed(1)} to ${b.toFixed(1)} ms (× ${(b / a).toFixed(2)})`;
  process.stdout.write(
    `${SLOW_READERS} slow readers: ${(eachBytes / 1e6).toFixed(2)} MB each; others' latency without and with them: ` +
      `median ${ratio(alone.median, withSlow.median)}, 99th percentile ${ratio(alone.p99, withSlow.p99)}\n`,
  );
  for (const reader of slow) reader.resume();
  while (slow.some(({ closeCodes: codes }) => codes.length === 0)) await Bun.sleep(10);
  for (const { closeCodes: codes, holes } of slow) expect([[1006], [4008]]).toContainEqual(holes === 0 ? codes : []);
}, 90_000);

test(`W16, H7: ${SLOW_READERS} readers that were cut off reconnect with their cursor and have missed nothing`, async () => {
  const flags = ["--history", "100000", "--max-memory", "1g"];
  const { publish, readers, sockets } = await openRoom({ command: [...INSTRUMENTED_COMMAND, "long-history"], flags });
  const slow = await readers();
  const { count } = await publish(12e6);
  while ((await sockets()) > FAST_READERS) await Bun.sleep(100);
  for (const reader of slow) reader.resume();
  while (slow.some(({ closeCodes: codes }) => codes.length === 0)) await Bun.sleep(10);
  await Promise.all(slow.map((reader) => reader.connect()));
  while (slow.some(({ seq }) => seq < count)) await Bun.sleep(20);
  for (const { seq, holes, recovered } of slow) expect([seq, holes, recovered]).toEqual([count, 0, [false, true]]);
}, 90_000);
