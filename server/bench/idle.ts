// What an idle socket weighs in rooms of ten, and what it costs to keep: resident bytes and CPU, against bare Bun.
import { generate, seats } from "./load.ts";
import { mayfly, pinning, residentBytes, serve } from "./processes.ts";
import { short, spread, table } from "./table.ts";

const PAIRS = Number(process.argv.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length) ?? 3);
const SIZES = [5_000, 10_000] as const;
const IN_A_ROOM = 10;
const SETTLE_MS = 3_000;
const MEASURE_MS = 5_000;

/** `bytes` for each socket over what the server had before they came. */
type Idle = { readonly bytes: number; readonly total: number; readonly cpuShare: number };

async function measure(which: "bare" | "mayfly", sockets: number): Promise<Idle> {
  const server = await serve(which);
  try {
    const rooms = sockets / IN_A_ROOM;
    const paths = await seats(which, server.url, rooms, sockets);
    await Bun.sleep(SETTLE_MS);
    const before = residentBytes(server.pid);
    const got = await generate(server, paths, { rooms, window: 0, warmMs: SETTLE_MS, measureMs: MEASURE_MS });
    return {
      bytes: (got.residentBytes - before) / sockets,
      total: got.residentBytes,
      cpuShare: got.serverMs / got.seconds / 10,
    };
  } finally {
    await server.stop();
  }
}

const rows: string[][] = [];
const found: Record<"bare" | "mayfly", Idle[][]> = { bare: [], mayfly: [] };
for (const [index, sockets] of SIZES.entries()) {
  for (const which of ["bare", "mayfly"] as const) found[which][index] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    for (const which of pair % 2 === 0 ? (["bare", "mayfly"] as const) : (["mayfly", "bare"] as const)) {
      found[which][index]?.push(await measure(which, sockets));
    }
  }
  const [bare, ours] = [found.bare[index] ?? [], found.mayfly[index] ?? []];
  rows.push([
    short(sockets),
    spread(bare.map((idle) => idle.bytes)),
    spread(ours.map((idle) => idle.bytes)),
    spread(ours.map((idle, pair) => idle.bytes - (bare[pair]?.bytes ?? Number.NaN))),
    `${spread(bare.map((idle) => idle.cpuShare))} / ${spread(ours.map((idle) => idle.cpuShare))}`,
  ]);
}
// From the smaller to the larger number: without what the first sockets cost once and for all.
const slope = (which: "bare" | "mayfly") =>
  (found[which][1] ?? []).map((large, pair) => {
    const small = found[which][0]?.[pair]?.total ?? Number.NaN;
    return (large.total - small) / (SIZES[1] - SIZES[0]);
  });
const [bare, ours] = [slope("bare"), slope("mayfly")];
const more = ours.map((bytes, pair) => bytes - (bare[pair] ?? Number.NaN));
rows.push([`each of the last ${short(SIZES[1] - SIZES[0])}`, spread(bare), spread(ours), spread(more), ""]);

process.stdout.write(
  `Idle sockets in rooms of ${IN_A_ROOM}: ${mayfly.join(" ")} against bare Bun; ${PAIRS} pairs; ${pinning}\n` +
    `${table(["sockets", "bare, bytes each", "mayfly, bytes each", "more than bare", "idle CPU, % of a core"], rows)}\n` +
    "The last row has each socket's share of its room and its session in it.\n",
);
