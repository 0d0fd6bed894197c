// From exec to the first HTTP 200, and what the process weighs then, against the runtime doing nothing at all.
import { freePort, mayfly, residentBytes } from "./processes.ts";
import { spread, table } from "./table.ts";

const RUNS = Number(process.argv.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length) ?? 15);
const SETTLE_MS = 1_000;
const GIVE_UP_MS = 10_000;

type Start = { readonly firstMs: number; readonly residentBytes: number; readonly settledBytes: number };

async function start(): Promise<Start> {
  const port = freePort();
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([...mayfly, "--port", `${port}`, "--host", "127.0.0.1"], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  try {
    await firstAnswer(port);
    const firstMs = (Bun.nanoseconds() - begun) / 1e6;
    const atOnce = residentBytes(child.pid);
    await Bun.sleep(SETTLE_MS);
    return { firstMs, residentBytes: atOnce, settledBytes: residentBytes(child.pid) };
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
async function nothing(): Promise<{ ms: number; residentBytes: number }> {
  const begun = Bun.nanoseconds();
  const child = Bun.spawn([process.execPath, "-e", "0"], { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  await child.exited;
  return { ms: (Bun.nanoseconds() - begun) / 1e6, residentBytes: child.resourceUsage()?.maxRSS ?? Number.NaN };
}

const starts: Start[] = [];
const nothings: Awaited<ReturnType<typeof nothing>>[] = [];
// One of each that is not counted: the first reads the files from disk.
for (let run = 0; run <= RUNS; run++) {
  const [one, other] = [await start(), await nothing()];
  if (run > 0) {
    starts.push(one);
    nothings.push(other);
  }
}

const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
process.stdout.write(
  `Start: ${mayfly.join(" ")}; ${RUNS} runs, alternating with bun -e 0\n` +
    `${table(
      ["", "ms", "resident MiB", "a second later"],
      [
        [
          "mayfly, to the first 200",
          spread(starts.map((one) => one.firstMs)),
          spread(
            starts.map((one) => one.residentBytes),
            mebibytes,
          ),
          spread(
            starts.map((one) => one.settledBytes),
            mebibytes,
          ),
        ],
        [
          "bun -e 0, to its end",
          spread(nothings.map((one) => one.ms)),
          spread(
            nothings.map((one) => one.residentBytes),
            mebibytes,
          ),
          "",
        ],
        ["ratio", spread(starts.map((one, run) => one.firstMs / (nothings[run]?.ms ?? Number.NaN))), "", ""],
      ],
    )}\n`,
);
