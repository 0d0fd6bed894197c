// How a soak's figures are written.
import { formatNumber } from "../../bench/harness/statistics.ts";
import { isComparable, type Latency, type RestFigures } from "./judge.ts";
import type { ServerFigures } from "./server-figures.ts";
import type { SoakOutcome } from "./soak.ts";

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)}`;

/** The columns of the table. */
const COLUMNS: readonly [heading: string, of: (figures: ServerFigures) => string][] = [
  ["memory MB", ({ memoryBytes }) => mb(memoryBytes)],
  ["descriptors", ({ descriptors }) => String(descriptors)],
  ["threads", ({ threads }) => String(threads)],
  ["timers", ({ timers }) => String(timers)],
  ["rooms", ({ rooms }) => String(rooms)],
  ["sockets", ({ sockets }) => String(sockets)],
  ["streams", ({ streams }) => String(streams)],
  ["accounts", ({ accounts }) => String(accounts)],
  ["ended codes", ({ endedCodes }) => String(endedCodes)],
  ["history MB", ({ historyBytes }) => mb(historyBytes)],
  ["file MB", ({ fileBytes }) => mb(fileBytes)],
  ["log MB", ({ logBytes }) => mb(logBytes)],
];

const pad = (cells: readonly string[]) =>
  cells
    .map((cell, at) => (at === 0 ? cell.padEnd(16) : cell.padStart((COLUMNS[at - 1]?.[0].length ?? 0) + 2)))
    .join("");

export const tableHeading = () => pad(["", ...COLUMNS.map(([heading]) => heading)]);
export const tableRow = (label: string, figures: ServerFigures) =>
  pad([label, ...COLUMNS.map(([, of]) => of(figures))]);

/** Returns what the data file holds, on one line. */
export const describeFile = ({ usedBytes, savedRooms, chunks, nonces, savedAccounts, tombs }: RestFigures) =>
  `in the data file: ${formatNumber(usedBytes / 1000)} kB used, ${savedRooms} rooms, ${chunks} chunks, ${nonces} lists of nonces, ${savedAccounts} accounts, ${tombs} ended codes`;

const describeLatency = (minute: string, { p50, p99, waitedShare }: Latency) =>
  `latency in the ${minute} minute: median ${formatNumber(p50)} ms, 99th percentile ${formatNumber(p99)} ms; the server waited for a processor ${formatNumber(waitedShare * 100)} % of the time`;

export function describeOutcome({
  before,
  after,
  latency,
  totals,
  done,
  cpuShare,
  busyShare,
  underLoad,
}: SoakOutcome): string {
  const { deliveries, acknowledged, ended, lost, duplicated, disagreed, cutOff, holes } = totals;
  const events = (underLoad.at(-1)?.events ?? Number.NaN) - before.events;
  const count = (value: number) => value.toLocaleString("en");
  const { second, last } = latency;
  return [
    `${[...done].map(([name, times]) => `${count(times)} × ${name}`).join(", ")}`,
    `${count(events)} events, ${count(deliveries)} deliveries, ${count(acknowledged)} messages acknowledged, ${count(ended)} rooms ended, ${cutOff} slow readers cut off, ${holes} gaps noticed and filled; ${formatNumber(cpuShare * 100)} % of a core, busy ${formatNumber(busyShare * 100)} % of the time`,
    `${lost} lost, ${duplicated} duplicated, ${disagreed} differing`,
    ...(second && last
      ? [
          describeLatency("second", second),
          describeLatency("last", last),
          ...(isComparable(second, last)
            ? []
            : ["In the last minute other programs had more of the machine: not compared."]),
        ]
      : []),
    `before, ${describeFile(before)}`,
    `after, ${describeFile(after)}`,
  ].join("\n");
}
