// What keeping everything costs: deliveries a second with a data file against none.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mayfly } from "../baselines.ts";
import type { Yield } from "../generator.ts";
import { generate } from "../load.ts";
import { compared, inRounds, type Measure, type Result, saturated } from "../measure.ts";
import { short } from "../statistics.ts";
import { rateOf } from "./fanout.ts";

/** As many as it takes until what is done once a batch is compiled, too. */
const WARM_MS = 3_000;
const MEASURE_MS = 2_000;
/** `window` messages on their way at any time, in all rooms together. */
const CASES = [
  { rooms: 1, members: 100, window: 512 },
  { rooms: 100, members: 10, window: 400 },
];
const WAYS: Readonly<Record<string, readonly string[]>> = {
  "in memory": [],
  "--data": ["--durability", "normal"],
  "--data, full": ["--durability", "full"],
};

async function compareIn({ rooms, members, window }: (typeof CASES)[number], rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  let files = 0;
  const once = async (way: string): Promise<Yield> => {
    const flags = WAYS[way] ?? [];
    const server = await mayfly.start(flags.length > 0 ? ["--data", join(folder, `${files++}.db`), ...flags] : []);
    try {
      const lines = await mayfly.seats(server.url, rooms, rooms * members);
      return await generate(server, mayfly, lines, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
    } finally {
      await server.stop();
    }
  };
  try {
    const found = await inRounds(rounds, Object.keys(WAYS), once);
    const side = (name: string) => {
      const yields = found.get(name) ?? [];
      return { name, values: yields.map(rateOf), saturated: saturated(yields) };
    };
    const name = `journal ${rooms} × ${short(members)}`;
    return [
      compared(name, "deliveries/s", side("--data"), side("in memory")),
      compared(`${name}, durability full`, "deliveries/s", side("--data, full"), side("in memory")),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const journal: Measure = {
  name: "journal",
  title: "With a data file",
  words: `Rooms × members, everything kept by \`--data\` against nothing kept; *full* waits for the disk each time. The
thread that writes is on the server's one core, too. What is said is the same again and again, which is quicker to
compress: of words drawn at random, a message takes that thread 0.4 µs more.`,
  rounds: 5,
  async run(rounds) {
    const results: Result[] = [];
    for (const one of CASES) results.push(...(await compareIn(one, rounds)));
    return results;
  },
};
