// The cost of a data file: deliveries per second with and without one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { Result } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { deliveryRate } from "./fanout.ts";
import { compareSides, describeSaturation, type Measure, runInRounds, WARM_MS } from "./measure.ts";

const MEASURE_MS = 2_000;
/** `window` is the number of messages in flight in all rooms together. */
const CASES = [
  { rooms: 1, members: 100, window: 512 },
  { rooms: 100, members: 10, window: 400 },
];
const DURABILITIES: Readonly<Record<string, readonly string[]>> = {
  "in memory": [],
  "--data": ["--durability", "normal"],
  "--data, full": ["--durability", "full"],
};

async function compareCase({ rooms, members, window }: (typeof CASES)[number], rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  let files = 0;
  const once = async (way: string): Promise<GeneratorResult> => {
    const flags = DURABILITIES[way] ?? [];
    const server = await mayfly.start(flags.length > 0 ? ["--data", join(folder, `${files++}.db`), ...flags] : []);
    try {
      const lines = await mayfly.connectionLines(server.url, rooms, rooms * members);
      return await runGenerator(server, mayfly, lines, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
    } finally {
      await server.stop();
    }
  };
  try {
    const found = await runInRounds(rounds, Object.keys(DURABILITIES), once);
    const side = (name: string) => {
      const sideResults = found.get(name) ?? [];
      return { name, values: sideResults.map(deliveryRate), saturated: describeSaturation(sideResults) };
    };
    const name = `journal ${rooms} × ${formatNumber(members)}`;
    return [
      compareSides(name, "deliveries/s", side("--data"), side("in memory")),
      compareSides(`${name}, durability full`, "deliveries/s", side("--data, full"), side("in memory")),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const journal: Measure = {
  name: "journal",
  title: "With a data file",
  explanation: `Rows are rooms × members. They compare a server that saves everything (\`--data\`) with one that saves nothing; with *durability
full*, each write waits for the disk. The thread that writes shares the server's one core. All messages have the same text, which
compresses faster: with random words, a message takes that thread 0.4 µs more.`,
  rounds: 5,
  async run(rounds) {
    const results: Result[] = [];
    for (const one of CASES) results.push(...(await compareCase(one, rounds)));
    return results;
  },
};
