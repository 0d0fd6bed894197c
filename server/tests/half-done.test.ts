// Thousands that begin something and fall silent, and a process without descriptors: others go on talking meanwhile.
import { afterAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { ApiClient } from "../testing/api-client.ts";
import { halfRequests, sendHalf, sendHalfFrame } from "../testing/half-done.ts";
import { SOURCE_COMMAND } from "../testing/source-command.ts";
import { startTestServer } from "../testing/test-server.ts";

const MIB = 1024 ** 2;
const MAX_DESCRIPTORS = 1_300;
/** With the thousand, more than that, and few enough for the system's queue to take those that the server can't. */
const BEYOND = 500;
const ROUNDS = 3;
/** Of each kind there are as many, so that they are a thousand. */
const OF_EACH_KIND = 200;

/** They all come from one address. */
const EXPECTED_LINES = [
  "file descriptors are free again",
  "nearly all WebSockets come from one address",
  "out of file descriptors",
];

/** Starts a server that may have few descriptors, and reads what it logs. */
async function startWithFewDescriptors() {
  const command = `ulimit -n ${MAX_DESCRIPTORS}; exec "$0" "$@" --host 127.0.0.1 --port 0`;
  const child = Bun.spawn(["/bin/sh", "-c", command, ...SOURCE_COMMAND], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "" },
  });
  let banner = "";
  for await (const chunk of child.stdout) {
    banner += new TextDecoder().decode(chunk);
    if (/:\d+\//.test(banner)) break;
  }
  let log = "";
  let wake = () => {};
  void (async () => {
    for await (const chunk of child.stderr) {
      log += new TextDecoder().decode(chunk);
      wake();
    }
  })();
  const port = Number(/127\.0\.0\.1:(\d+)\//.exec(banner)?.[1]);
  const client = new ApiClient(`http://127.0.0.1:${port}`);
  return {
    port,
    client,
    lines: () => log.split("\n").filter((line) => line !== ""),
    async hasLogged(words: string): Promise<void> {
      while (!log.includes(words)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    /** The bytes of memory that the system counts for the process. */
    async memory(): Promise<number> {
      const { text } = await client.ask("GET", "metrics");
      return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
    },
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

// They wait from the beginning, while the other test runs.
const quick = await startTestServer({}, { idleSeconds: 4 });
afterAll(quick.stop);
const { room } = await quick.client.room();
const silent = Object.values(halfRequests(room.code)).map(async (text) => (await sendHalf(quick.port, text)).closed);

test.skipIf(process.platform !== "linux")(
  "N62, C7: a chat goes on among a thousand half requests, frames and handshakes and without descriptors; after that all is as before",
  async () => {
    await using server = await startWithFewDescriptors();
    const { client, port } = server;
    const { code } = (await client.room()).room;
    const [{ socket: ann }, { socket: bob }] = [await client.join(code, "Ann"), await client.join(code, "Bob")];
    let said = 0;
    /** They take turns, because each may talk only so fast. */
    const talk = async () => {
      const message = `message ${++said}`;
      const [speaker, listener] = said % 2 === 0 ? [ann, bob] : [bob, ann];
      speaker.send({ type: "chat", message });
      expect((await listener.next("chat")).message).toBe(message);
      await speaker.next("chat");
    };
    const before = server.descriptors();
    const memory: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const halves: { terminate(): void }[] = [];
      for (const text of Object.values(halfRequests(code))) {
        halves.push(...(await Promise.all(Array.from({ length: OF_EACH_KIND }, () => sendHalf(port, text)))));
        await talk();
      }
      halves.push(...(await Promise.all(Array.from({ length: OF_EACH_KIND }, () => sendHalfFrame(port, code)))));
      await talk();
      if (round === ROUNDS) {
        halves.push(...(await Promise.all(Array.from({ length: BEYOND }, () => sendHalf(port, "")))));
        await server.hasLogged("out of file descriptors");
        await talk();
      }
      for (const half of halves) half.terminate();
      if (round === ROUNDS) await server.hasLogged("free again");
      while (server.descriptors() > before + 1) await Bun.sleep(5);
      await talk();
      memory.push(await server.memory());
    }
    await client.join(code, "Cyd");
    const [first = 0, last = 0] = [memory[0], memory.at(-1)];
    expect(last - first).toBeLessThan(16 * MIB);
    const logged = server.lines().map((line) => EXPECTED_LINES.find((words) => line.includes(words)) ?? line);
    expect(logged.toSorted()).toEqual(EXPECTED_LINES);
  },
  60_000,
);

test("N62: whoever falls silent in a request is cut off, whatever came of it", async () => {
  await Promise.all(silent);
}, 30_000);
