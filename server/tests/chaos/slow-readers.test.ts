// Readers that don't read: what they cost, and what they miss.
import { afterEach, expect, test } from "bun:test";
import { residentBytes } from "../../bench/processes.ts";
import { median } from "../../bench/statistics.ts";
import { Lean } from "./minimal-client.ts";
import { STRUNG, Victim, type VictimOptions } from "./server-under-test.ts";

const SLOW = 100;
const SWIFT = 10;
const TEXT = "x".repeat(3_900);
const MESSAGE_BYTES = 4_100;
const PER_SECOND = 6_000;
/** Messages on their way to the swift at any time. */
const WINDOW = 200;
const EACH_BYTES = 1_500_000;

let victim: Victim;
afterEach(() => victim.crash());

/** A room full of swift readers, one of whom publishes; their latencies are taken. */
async function published(options: VictimOptions) {
  victim = await Victim.started(options);
  const { client, port } = victim;
  const { room } = await client.room();
  const address = `ws://127.0.0.1:${port}/ws/${room.code}`;
  const token = async (name: string) => (await client.session(name)).token;
  let received = 0;
  let latencies: number[] = [];
  const swift = await Promise.all(
    Array.from({ length: SWIFT }, async (_, n) => {
      const socket = new WebSocket(`${address}?token=${await token(`Swift${n}`)}`);
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
    let mostBytes = 0;
    for (let sent = 0; received < count * SWIFT; await Bun.sleep(1)) {
      const due = Math.min(count, ((performance.now() - beganAt) / 1000) * PER_SECOND, received / SWIFT + WINDOW);
      for (; sent < due; sent++) {
        swift[0]?.send(JSON.stringify({ type: "chat", message: `${performance.now()} ${TEXT}` }));
      }
      mostBytes = Math.max(mostBytes, residentBytes(victim.pid));
    }
    latencies.sort((a, b) => a - b);
    return { count, mostBytes, median: median(latencies), late: latencies[Math.floor(latencies.length * 0.99)] ?? 0 };
  };
  const readers = async () => {
    const slow: Lean[] = [];
    for (let n = 0; n < SLOW; n++) slow.push(new Lean(address, await token(`Slow${n}`)));
    for (const reader of slow) {
      await reader.connect();
      reader.pause();
    }
    return slow;
  };
  const sockets = async () => Number(/mayfly_sockets (\d+)/.exec((await client.ask("GET", "metrics")).text)?.[1]);
  return { publish, readers, sockets };
}

test(`W16: ${SLOW} readers that never read 100 MB cost at most 1.5 MB each, and the others don't wait for them`, async () => {
  const { publish, readers, sockets } = await published({});
  await publish(20e6);
  const alone = await publish(100e6);
  const slow = await readers();
  const among = await publish(100e6);
  const eachBytes = (among.mostBytes - alone.mostBytes) / SLOW;
  expect(eachBytes).toBeLessThan(EACH_BYTES);
  // The server is rid of them long before they notice.
  expect(await sockets()).toBe(SWIFT);
  const ratio = (a: number, b: number) => `${a.toFixed(1)} to ${b.toFixed(1)} ms (× ${(b / a).toFixed(2)})`;
  process.stdout.write(
    `${SLOW} slow readers: ${(eachBytes / 1e6).toFixed(2)} MB each; others' latency without and with them: ` +
      `median ${ratio(alone.median, among.median)}, 99th percentile ${ratio(alone.late, among.late)}\n`,
  );
  for (const reader of slow) reader.resume();
  while (slow.some(({ codes }) => codes.length === 0)) await Bun.sleep(10);
  for (const { codes, holes } of slow) expect([[1006], [4008]]).toContainEqual(holes === 0 ? codes : []);
}, 90_000);

test(`W16, H7: ${SLOW} readers that were cut off come back with their cursor and have missed nothing`, async () => {
  const flags = ["--history", "100000", "--max-memory", "1g"];
  const { publish, readers, sockets } = await published({ command: [...STRUNG, "long"], flags });
  const slow = await readers();
  const { count } = await publish(12e6);
  while ((await sockets()) > SWIFT) await Bun.sleep(100);
  for (const reader of slow) reader.resume();
  while (slow.some(({ codes }) => codes.length === 0)) await Bun.sleep(10);
  await Promise.all(slow.map((reader) => reader.connect()));
  while (slow.some(({ seq }) => seq < count)) await Bun.sleep(20);
  for (const { seq, holes, recovered } of slow) expect([seq, holes, recovered]).toEqual([count, 0, [false, true]]);
}, 90_000);
