// Measures the latency of messages in a room of its own beside the load, with the benchmark's generator.
import { STAMPED_MESSAGE } from "../../bench/generator/latency-stamps.ts";
import { runGenerator } from "../../bench/generator/run-generator.ts";
import type { ServerUnderTest } from "../chaos/server-under-test.ts";
import type { Latency } from "./judge.ts";
import { readLoopTimes } from "./server-figures.ts";

/** The generator times the tenth. */
const MEMBERS = 10;
const PER_SECOND = 50;
/** What the generator takes to start, to connect and to settle. */
const STARTING_SECONDS = 5;

/** @param seconds how long all of it takes */
export async function measureLatency({ client, port, pid }: ServerUnderTest, seconds: number): Promise<Latency> {
  const { room, ownerKey } = await client.room();
  const lines: string[] = [];
  for (let n = 0; n < MEMBERS; n++) {
    const { token } = await client.session();
    lines.push(`/ws/${room.code}\t${JSON.stringify({ type: "join", token })}`);
  }
  const messageFrame = JSON.stringify({ type: "chat", message: STAMPED_MESSAGE });
  const load = { rooms: 1, perSecond: PER_SECOND, warmMs: 0, measureMs: (seconds - STARTING_SECONDS) * 1000 };
  const beganAt = performance.now();
  const before = readLoopTimes(pid);
  const { latencyMs } = await runGenerator({ port, pid }, { messageFrame }, lines, load);
  const waitedShare = (readLoopTimes(pid).waitedMs - before.waitedMs) / (performance.now() - beganAt);
  await client.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  return { p50: latencyMs[0], p99: latencyMs[1], waitedShare };
}
