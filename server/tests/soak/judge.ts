// Judges from a server's figures whether something grows: at rest before and after the load, and while it goes on.
import { formatNumber, median } from "../../bench/harness/statistics.ts";
import type { FileFigures, ServerFigures } from "./server-figures.ts";

/** The server at rest: all rooms have ended, and nobody is connected. */
export type RestFigures = ServerFigures & FileFigures;

/** The server under load, so long after its load began. */
export type LoadFigures = ServerFigures & { readonly seconds: number };

/** Milliseconds from sending a message to its arrival in a quiet room beside the load. */
export type Latency = {
  readonly p50: number;
  readonly p99: number;
  /** The part of the time that the server meanwhile waited for a processor that other programs had. */
  readonly waitedShare: number;
};

/** These must be exactly as they were: each counts something that has an end. */
const COUNTS = {
  rooms: "rooms",
  sockets: "open sockets",
  streams: "event streams",
  accounts: "accounts",
  timers: "timers",
  descriptors: "file descriptors",
  historyBytes: "bytes of history",
  logBytes: "bytes of write-ahead log",
  savedRooms: "rooms in the data file",
  chunks: "chunks of events in the data file",
  nonces: "lists of nonces in the data file",
  savedAccounts: "accounts in the data file",
} as const satisfies Partial<Record<keyof RestFigures, string>>;

/** Bun keeps a few threads for a while that hash passwords, read files and collect garbage; they come and go. */
const SPARE_THREADS = 4;
/** A row of an ended code takes about 90 bytes; pages that are partly full double that. */
const BYTES_PER_TOMB = 200;
const SPARE_FILE_BYTES = 64 * 1024;

/**
 * The garbage collector runs when it thinks fit, and freed pages stay with the process for a while: at rest, what two
 * servers that did the same have resident differs by tens of megabytes. A leak of a hundredth of what passes through a
 * server in an hour is several times as much.
 */
const SPARE_MEMORY = { share: 0.25, bytes: 48e6 };
/**
 * The most that the trend of memory under load may amount to over the whole time. Real growth is a straight line, while
 * collections only scatter the figures around a level one.
 */
const MEMORY_TREND = { share: 0.2, bytes: 32e6 };
/** The file has to hold the most that the rooms ever were at once; such a maximum rises ever more rarely, not in a line. */
const FILE_TREND = { share: 0.3, bytes: 8e6 };
/** Before that, code is still being compiled, and the rooms fill. */
const TREND_FROM_SECONDS = 120;
/** A trend needs that many seconds of figures; a shorter time shows the collector's moods instead. */
const MIN_TREND_SECONDS = 240;

/** What other programs do to a shared machine moves the median less than the slowest hundredth. */
const MEDIAN_LATENCY = { factor: 1.5, spareMs: 1 };
const P99_LATENCY = { factor: 2, spareMs: 10 };
/** If the server had to wait for others for so much more of the time, the latency tells of them and not of the server. */
const MORE_WAITING = { factor: 1.25, share: 0.05 };

/** Returns a sentence for each figure that isn't back where it was before the load. */
export function judgeRest(before: RestFigures, after: RestFigures): string[] {
  const counts = Object.entries(COUNTS).flatMap(([name, words]) => {
    const [was, is] = [before[name as keyof typeof COUNTS], after[name as keyof typeof COUNTS]];
    return is > was ? [`The number of ${words} is ${is} after the end; before the load it was ${was}.`] : [];
  });
  const ended = after.roomsCreated - before.roomsCreated;
  const problems: string[] = [];
  if (after.threads > before.threads + SPARE_THREADS) {
    problems.push(`There are ${after.threads} threads after the end; there were ${before.threads}.`);
  }
  if (after.endedCodes - before.endedCodes > ended || after.tombs - before.tombs > ended) {
    problems.push(
      `${ended} rooms ended, but ${after.endedCodes - before.endedCodes} more codes are remembered, and ${after.tombs - before.tombs} in the data file.`,
    );
  }
  const usedMore = after.usedBytes - before.usedBytes;
  if (usedMore > ended * BYTES_PER_TOMB + SPARE_FILE_BYTES) {
    problems.push(`The data file uses ${mb(usedMore)} more than before, which ${ended} ended codes don't explain.`);
  }
  return [...counts, ...problems];
}

/** Returns a sentence if the server has more memory at rest than before the load. Only after a long time can that be told. */
export function judgeMemoryAtRest(before: RestFigures, after: RestFigures): string[] {
  const grown = after.memoryBytes - before.memoryBytes;
  if (!(grown > Math.max(SPARE_MEMORY.share * before.memoryBytes, SPARE_MEMORY.bytes))) return [];
  return [
    `At rest the server has ${mb(after.memoryBytes)} of memory; before the load it had ${mb(before.memoryBytes)}.`,
  ];
}

/** Returns a sentence for each figure that grows while the load stays the same. */
export function judgeTrends(samples: readonly LoadFigures[]): string[] {
  const settled = samples.filter(({ seconds }) => seconds >= TREND_FROM_SECONDS);
  const span = (settled.at(-1)?.seconds ?? 0) - (settled[0]?.seconds ?? 0);
  if (span < MIN_TREND_SECONDS) return [];
  const trendOf = (figure: (sample: LoadFigures) => number, spare: { share: number; bytes: number }, words: string) => {
    const points = settled.map((sample): Point => [sample.seconds, figure(sample)]);
    const grown = slope(points) * span;
    const level = median(points.map(([, value]) => value));
    if (!(grown > Math.max(spare.share * level, spare.bytes))) return [];
    return [`${words} under a steady load, by ${mb(grown)} in ${formatNumber(span / 60)} minutes.`];
  };
  const first = settled[0]?.endedCodes ?? 0;
  return [
    ...trendOf(({ memoryBytes }) => memoryBytes, MEMORY_TREND, "Memory grows"),
    ...trendOf(
      ({ fileBytes, endedCodes }) => fileBytes - (endedCodes - first) * BYTES_PER_TOMB,
      FILE_TREND,
      "The data file grows",
    ),
    ...trendOf(({ logBytes }) => logBytes, FILE_TREND, "The write-ahead log grows"),
    ...["timers", "descriptors", "sockets"].flatMap((name) => countTrend(settled, name as "timers", span)),
  ];
}

/** Under load these counts swing around a level, and so does the trend, by a few in a hundred. */
const COUNT_TREND_SHARE = 0.25;

function countTrend(samples: readonly LoadFigures[], name: "timers" | "descriptors" | "sockets", span: number) {
  const points = samples.map((sample): Point => [sample.seconds, sample[name]]);
  const grown = slope(points) * span;
  if (!(grown > COUNT_TREND_SHARE * median(points.map(([, value]) => value)))) return [];
  return [
    `The number of ${COUNTS[name]} grows under a steady load, by ${Math.round(grown)} in ${formatNumber(span / 60)} minutes.`,
  ];
}

/** Returns whether the machine left the server about as much of its time in the last minute as in the second. */
export function isComparable(second: Latency, last: Latency): boolean {
  return !(last.waitedShare > second.waitedShare * MORE_WAITING.factor + MORE_WAITING.share);
}

/** Returns a sentence for each latency that is worse in the last minute than in the second, if they can be compared. */
export function judgeLatency(second: Latency, last: Latency): string[] {
  if (!isComparable(second, last)) return [];
  const worse = (who: string, was: number, is: number, { factor, spareMs }: typeof P99_LATENCY) =>
    is > was * factor + spareMs
      ? [
          `${who} arrived within ${formatNumber(was)} ms in the second minute, and within ${formatNumber(is)} in the last.`,
        ]
      : [];
  return [
    ...worse("Half of all messages", second.p50, last.p50, MEDIAN_LATENCY),
    ...worse("Of 100 messages, 99", second.p99, last.p99, P99_LATENCY),
  ];
}

type Point = readonly [x: number, y: number];

/** Returns the slope of the medians of each minute, which is the median of those between all pairs (Theil and Sen). */
function slope(points: readonly Point[]): number {
  const minutes = Map.groupBy(points, ([seconds]) => Math.floor(seconds / 60));
  const medians = [...minutes].map(([minute, all]): Point => [minute * 60, median(all.map(([, value]) => value))]);
  const slopes = medians.flatMap(([x1, y1], at) => medians.slice(at + 1).map(([x2, y2]) => (y2 - y1) / (x2 - x1)));
  return median(slopes);
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
