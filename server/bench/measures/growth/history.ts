// The cost of a join, of reading, of a message and of a start, in rooms that keep more and more messages.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiTalker } from "../../../../web/e2e/api-talker.ts";
import { runGenerator, runRequestGenerator } from "../../generator/run-generator.ts";
import { type RunningServer, residentBytes } from "../../harness/processes.ts";
import { median } from "../../harness/statistics.ts";
import { createPostRequest, createViaApi, repeatConcurrently } from "../../servers/create-via-api.ts";
import { mayfly } from "../../servers/mayfly-server.ts";
import type { Dimension, Figures } from "./dimension.ts";
import { variedText } from "./varied-text.ts";

const SIZES = [0, 100, 1_000, 10_000, 100_000];
const LENGTH = 100;
const BURST = 500;
const JOINS = 500;
const WRITERS = 8;
const WARM_REQUESTS = 20_000;
const READS = 50;
const PAGE = 100;
const SETTLE_MS = 1_500;
/** Fewer messages take too little memory to be told from what else the process does. */
const MIN_TOLD = 1_000;

/** Sends messages from one member. @returns the code of the room they are in */
export async function fillRoom(server: RunningServer, count: number, length: number): Promise<string> {
  const { code } = (await createViaApi(`${server.url}/api/rooms`)).room;
  const post = (path: "sessions") => createViaApi(`${server.url}/api/${path}`);
  const writer = await startApiTalker({ url: server.url, post }, code, "BraveWolf");
  for (let at = 0; at < count; at += BURST) {
    await writer.say(...Array.from({ length: Math.min(BURST, count - at) }, (_, i) => variedText(at + i, length)));
  }
  writer.leave();
  return code;
}

/** Reads the oldest page again and again. @returns the median in ms */
async function measureOldestPage(url: string, code: string): Promise<number> {
  const { token } = await createViaApi(`${url}/api/sessions`);
  const times: number[] = [];
  for (let i = 0; i < READS; i++) {
    const begunAt = performance.now();
    const response = await fetch(`${url}/api/rooms/${code}/messages?after=0&limit=${PAGE}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`the oldest page: ${response.status}`);
    await response.text();
    times.push(performance.now() - begunAt);
  }
  return median(times);
}

async function measureInMemory(size: number): Promise<Figures> {
  const server = await mayfly.start(["--history", `${size}`]);
  try {
    await Bun.sleep(SETTLE_MS);
    const fresh = residentBytes(server.pid);
    const code = await fillRoom(server, size, LENGTH);
    await Bun.sleep(SETTLE_MS);
    const bytes = size < MIN_TOLD ? Number.NaN : (residentBytes(server.pid) - fresh) / size;
    const lines = await repeatConcurrently(JOINS, async () => {
      const { token } = await createViaApi(`${server.url}/api/sessions`);
      return `/ws/${code}\t${JSON.stringify({ type: "join", token, batch: true })}`;
    });
    const { connecting } = await runGenerator(server, mayfly, lines, { rooms: 1, warmMs: 0, measureMs: 10 });
    const oldestMs = await measureOldestPage(server.url, code);
    const request = await createPostRequest(server.url, variedText(0, LENGTH), code);
    const posts = await runRequestGenerator(server, {
      requests: Array.from({ length: WRITERS }, () => request),
      expected: "HTTP/1.1 201",
      warmRequests: WARM_REQUESTS,
      measureMs: SETTLE_MS,
    });
    const joinUs = (connecting.serverMs * 1000) / JOINS;
    return { bytes, joinUs, oldestMs, postUs: (posts.serverMs * 1000) / posts.requests };
  } finally {
    await server.stop();
  }
}

/** Returns the time until a server answers that finds so many messages in its data file. */
async function measureRestart(size: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  const flags = ["--data", join(folder, "growth.db"), "--history", `${size}`];
  try {
    const first = await mayfly.start(flags);
    await fillRoom(first, size, LENGTH).finally(() => first.stop());
    const again = await mayfly.start(flags);
    await again.stop();
    return again.startMs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const history: Dimension = {
  name: "messages kept",
  sizes: SIZES,
  quantities: [
    { key: "bytes", label: "resident memory of a message", unit: "bytes", most: 1.5 },
    { key: "joinUs", label: `CPU of a join, ${JOINS} of them`, unit: "µs", most: 1.5 },
    { key: "oldestMs", label: `reading the oldest ${PAGE}`, unit: "ms", most: 2 },
    { key: "postUs", label: "CPU of one more message", unit: "µs", most: 1.5 },
    { key: "restartMs", label: "start with them in the data file", unit: "ms", most: 15 },
  ],
  async *measure() {
    for (const size of SIZES) yield [size, { ...(await measureInMemory(size)), restartMs: await measureRestart(size) }];
  },
};
