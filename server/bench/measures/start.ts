// The time from exec to the first HTTP 200, compared with the runtime running an empty program.

import { freePort, residentBytes } from "../harness/processes.ts";
import { mayflyCommand } from "../servers/mayfly-server.ts";
import { compareSides, type Measure, singleFigure } from "./measure.ts";

const SETTLE_MS = 700;
const GIVE_UP_MS = 10_000;

async function measureStart(): Promise<{ ms: number; bytes: number }> {
  const port = freePort();
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([...mayflyCommand, "--port", `${port}`, "--host", "127.0.0.1"], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  try {
    await waitForFirstAnswer(port);
    const ms = (Bun.nanoseconds() - begun) / 1e6;
    await Bun.sleep(SETTLE_MS);
    return { ms, bytes: residentBytes(child.pid) };
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

async function waitForFirstAnswer(port: number): Promise<void> {
  for (const until = Date.now() + GIVE_UP_MS; Date.now() < until; await Bun.sleep(1)) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.status === 200) return;
  }
  throw new Error("the server does not answer");
}

/** Measures the runtime with an empty program, from exec to exit. */
async function measureEmptyRuntime(): Promise<number> {
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([process.execPath, "-e", "0"], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  await child.exited;
  return (Bun.nanoseconds() - begun) / 1e6;
}

export const start: Measure = {
  name: "start",
  title: "Start",
  explanation:
    "The time from exec to the first 200 of `/healthz`, polled every millisecond, compared with `bun -e 0` from exec to exit (without a program, bun prints its help).",
  rounds: 15,
  async run(rounds) {
    // The first run of each is not counted, because it reads the files from disk.
    await measureStart();
    await measureEmptyRuntime();
    const starts: Awaited<ReturnType<typeof measureStart>>[] = [];
    const nothings: number[] = [];
    for (let round = 0; round < rounds; round++) {
      starts.push(await measureStart());
      nothings.push(await measureEmptyRuntime());
    }
    const ours = { name: "mayfly", values: starts.map(({ ms }) => ms) };
    return [
      compareSides("start to first 200", "ms", ours, { name: "bun -e 0", values: nothings }),
      singleFigure(
        "start resident",
        "MB",
        starts.map(({ bytes }) => bytes / 1e6),
      ),
    ];
  },
};
