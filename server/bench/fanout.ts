// Deliveries a second in rooms of several sizes, against bare Bun doing the same: closed loop, interleaved pairs.
import type { Yield } from "./generator.ts";
import { generate, seats } from "./load.ts";
import { mayfly, pinning, serve } from "./processes.ts";
import { median, short, spread, table } from "./table.ts";

type Case = { readonly rooms: number; readonly members: number; readonly window: number };

const PAIRS = Number(process.argv.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length) ?? 5);
const WARM_MS = 1_500;
const MEASURE_MS = 3_000;
/** `window` messages on their way at any time, in all rooms together. */
const CASES: readonly Case[] = [
  { rooms: 1, members: 32, window: 32 },
  { rooms: 30, members: 32, window: 240 },
  { rooms: 1, members: 100, window: 32 },
  { rooms: 1, members: 1_000, window: 32 },
];

async function measure(which: "bare" | "mayfly", { rooms, members, window }: Case): Promise<Yield> {
  const server = await serve(which);
  try {
    const paths = await seats(which, server.url, rooms, rooms * members);
    return await generate(server, paths, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
  } finally {
    await server.stop();
  }
}

const rate = ({ deliveries, seconds }: Yield) => deliveries / seconds;
/** Server time for one delivery: what a crowded machine changes least. */
const cost = ({ serverMs, deliveries }: Yield) => (serverMs * 1e6) / deliveries;
/** What one message costs in the server's own code, in µs; the rest is the kernel's. */
const work = ({ serverUserMs, messages }: Yield) => (serverUserMs * 1000) / messages;
const share = (ms: number, { seconds }: Yield) => ms / 10 / seconds;

function saturated(yields: readonly Yield[]): string {
  const server = median(yields.map((one) => share(one.serverMs, one)));
  const generator = median(yields.map((one) => share(one.generatorMs, one)));
  const name = server >= 93 && server >= generator ? "server" : generator >= 93 ? "generator" : "neither";
  return `${name} (${short(server)} % / ${short(generator)} %)`;
}

const rows: string[][] = [];
for (const one of CASES) {
  const pairs: { bare: Yield; mayfly: Yield }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    // Each goes first every other time.
    const order = pair % 2 === 0 ? (["bare", "mayfly"] as const) : (["mayfly", "bare"] as const);
    const got: Partial<Record<"bare" | "mayfly", Yield>> = {};
    for (const which of order) got[which] = await measure(which, one);
    pairs.push(got as { bare: Yield; mayfly: Yield });
  }
  const [bare, ours] = [pairs.map((pair) => pair.bare), pairs.map((pair) => pair.mayfly)];
  rows.push([
    `${one.rooms} × ${short(one.members)}`,
    spread(bare.map(rate)),
    spread(ours.map(rate)),
    spread(pairs.map((pair) => rate(pair.mayfly) / rate(pair.bare))),
    `${spread(bare.map(cost))} / ${spread(ours.map(cost))}`,
    spread(pairs.map((pair) => cost(pair.bare) / cost(pair.mayfly))),
    `${spread(bare.map(work))} / ${spread(ours.map(work))}`,
    `bare: ${saturated(bare)}, mayfly: ${saturated(ours)}`,
  ]);
  process.stderr.write(`${rows.at(-1)?.join(" | ")}\n`);
}

const head = [
  "rooms × members",
  "bare, deliveries/s",
  "mayfly, deliveries/s",
  "ratio",
  "server ns a delivery",
  "ratio",
  "user µs a message",
  "saturated (server / generator CPU)",
];
process.stdout.write(
  `Fan-out: ${mayfly.join(" ")} against bare Bun; ${PAIRS} pairs of ${MEASURE_MS / 1000} s; ${pinning}\n` +
    `${table(head, rows)}\nRates compare only where a process was saturated: otherwise others had the cores.\n`,
);
