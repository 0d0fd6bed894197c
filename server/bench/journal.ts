// What keeping everything costs: deliveries a second with a data file against none, closed loop, interleaved pairs.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Yield } from "./generator.ts";
import { generate, seats } from "./load.ts";
import { mayfly, pinning, serve } from "./processes.ts";
import { short, spread, table } from "./table.ts";

type Case = { readonly rooms: number; readonly members: number; readonly window: number };
type Way = "none" | "normal" | "full";

const PAIRS = Number(process.argv.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length) ?? 3);
const WARM_MS = 1_500;
const MEASURE_MS = 3_000;
const WAYS: readonly Way[] = ["none", "normal", "full"];
/** `window` messages on their way at any time, in all rooms together. */
const CASES: readonly Case[] = [
  { rooms: 30, members: 32, window: 240 },
  { rooms: 1, members: 100, window: 64 },
  { rooms: 1, members: 1_000, window: 64 },
];

const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
let files = 0;

async function measure(way: Way, { rooms, members, window }: Case): Promise<Yield & { readonly fileBytes: number }> {
  const data = join(folder, `${files++}.db`);
  const server = await serve("mayfly", way === "none" ? [] : ["--data", data, "--durability", way]);
  try {
    const paths = await seats("mayfly", server.url, rooms, rooms * members);
    const got = await generate(server, paths, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
    return { ...got, fileBytes: way === "none" ? 0 : statSync(data).size };
  } finally {
    await server.stop();
  }
}

const rate = ({ deliveries, seconds }: Yield) => deliveries / seconds;
const messageRate = ({ messages, seconds }: Yield) => messages / seconds;

const rows: string[][] = [];
for (const one of CASES) {
  const rounds: Record<Way, Yield>[] = [];
  for (let round = 0; round < PAIRS; round++) {
    const got: Partial<Record<Way, Yield>> = {};
    // Each goes first every third time.
    for (const at of WAYS.keys()) {
      const way = WAYS[(at + round) % WAYS.length] as Way;
      got[way] = await measure(way, one);
    }
    rounds.push(got as Record<Way, Yield>);
  }
  const of = (way: Way) => rounds.map((round) => round[way]);
  const ratio = (way: Way) => spread(rounds.map((round) => rate(round[way]) / rate(round.none)));
  rows.push([
    `${one.rooms} × ${short(one.members)}`,
    spread(of("none").map(rate)),
    spread(of("normal").map(rate)),
    ratio("normal"),
    spread(of("full").map(rate)),
    ratio("full"),
    spread(of("normal").map(messageRate)),
  ]);
  process.stderr.write(`${rows.at(-1)?.join(" | ")}\n`);
}
rmSync(folder, { recursive: true, force: true });

const head = ["rooms × members", "in memory, deliveries/s", "--data", "ratio", "--durability full", "ratio"];
process.stdout.write(
  `Journal: ${mayfly.join(" ")} with a data file against without; ${PAIRS} rounds of ${MEASURE_MS / 1000} s; ${pinning}\n` +
    `${table([...head, "messages/s with --data"], rows)}\n`,
);
