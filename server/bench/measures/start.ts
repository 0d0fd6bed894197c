// From exec to the first HTTP 200, against the runtime doing nothing at all.
import { mayflyCommand } from "../baselines.ts";
import { alone, compared, type Measure } from "../measure.ts";
import { freePort, residentBytes } from "../processes.ts";

const SETTLE_MS = 700;
const GIVE_UP_MS = 10_000;

async function start(): Promise<{ ms: number; bytes: number }> {
  const port = freePort();
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([...mayflyCommand, "--port", `${port}`, "--host", "127.0.0.1"], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  try {
    await firstAnswer(port);
    const ms = (Bun.nanoseconds() - begun) / 1e6;
    await Bun.sleep(SETTLE_MS);
    return { ms, bytes: residentBytes(child.pid) };
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

async function firstAnswer(port: number): Promise<void> {
  for (const until = Date.now() + GIVE_UP_MS; Date.now() < until; await Bun.sleep(1)) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.status === 200) return;
  }
  throw new Error("no answer");
}

/** The runtime alone: from exec until it is gone again. */
async function nothing(): Promise<number> {
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([process.execPath, "-e", "0"], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  await child.exited;
  return (Bun.nanoseconds() - begun) / 1e6;
}

export const startUp: Measure = {
  name: "start",
  title: "Start",
  words:
    "From exec to the first 200 of `/healthz`, asked for every millisecond; beside it, `bun -e 0` from exec to its end (without a program it prints its help).",
  rounds: 15,
  async run(rounds) {
    // One of each that is not counted: the first reads the files from disk.
    await start();
    await nothing();
    const starts: Awaited<ReturnType<typeof start>>[] = [];
    const nothings: number[] = [];
    for (let round = 0; round < rounds; round++) {
      starts.push(await start());
      nothings.push(await nothing());
    }
    const ours = { name: "mayfly", values: starts.map(({ ms }) => ms) };
    return [
      compared("start to first 200", "ms", ours, { name: "bun -e 0", values: nothings }),
      alone(
        "start resident",
        "MB",
        starts.map(({ bytes }) => bytes / 1e6),
      ),
    ];
  },
};
