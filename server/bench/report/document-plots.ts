// The plots of docs/BENCHMARKS.md: which results they show, and how.

import type { Result } from "../harness/result.ts";
import type { Spread } from "../harness/statistics.ts";
import { formatNumber } from "../harness/statistics.ts";
import { GROWTH_PLOTS } from "./growth-plots.ts";
import { drawSvgPlot, type Mark, type Row } from "./svg-plot.ts";

const mark = (one: Spread, shape: Mark["shape"], isOurs: boolean): Mark => ({
  at: one.median,
  range: [one.least, one.most],
  shape,
  isOurs,
});

const bar = (label: string, one: Spread, isOurs: boolean): Row => ({
  label,
  marks: [mark(one, "bar", isOurs)],
  text: formatNumber(one.median),
});

/** Draws the deliveries per second of all servers in a room of 100. */
function drawDeliveries(results: readonly Result[]): string | undefined {
  const all = results.filter(({ measure }) => measure === "fanout 1 × 100");
  const plain = results.find(({ measure }) => measure === "fanout 1 × 100, a frame an event");
  const ours = all[0]?.ours;
  if (!ours) return undefined;
  const rows = [
    bar("mayfly", ours, true),
    ...(plain?.ours ? [bar("mayfly, a frame an event", plain.ours, true)] : []),
    ...all.flatMap(({ against, theirs }) =>
      theirs ? [bar(against ?? "", theirs, against?.startsWith("mayfly") ?? false)] : [],
    ),
  ];
  return drawSvgPlot({ title: "A room of 100, saturated", unit: "deliveries per second on one core", rows });
}

/** Draws the ratio to bare Bun for each size of room. */
function drawRooms(results: readonly Result[]): string | undefined {
  const rows = results
    .filter(({ measure, against }) => measure.startsWith("fanout ") && against === "bare Bun")
    .flatMap(({ measure, ratio, bound }): Row[] => {
      if (ratio === null) return [];
      const min = bound?.[0]?.least;
      const limit: Mark[] = min === undefined ? [] : [{ at: min, shape: "tick", isOurs: false }];
      return [
        {
          label: measure.replace("fanout ", ""),
          marks: [...limit, mark(ratio, "dot", true)],
          text: `${formatNumber(ratio.median)} ×`,
        },
      ];
    });
  if (rows.length === 0) return undefined;
  return drawSvgPlot({
    title: "Compared with bare Bun, rooms × members",
    unit: "ratio of deliveries per second; ticks are thresholds",
    rows,
    line: 1,
  });
}

/** Draws latencies: p50 as a ring, p99 as a dot, p99.9 as a tick. */
function drawLatency(results: readonly Result[]): string | undefined {
  const loads = [...new Set(results.flatMap(({ measure }) => /^latency p50 at (.*)$/.exec(measure)?.[1] ?? []))];
  const of = (percentile: string, load: string) =>
    results.find(({ measure }) => measure === `latency ${percentile} at ${load}`);
  const rows = loads.flatMap((load): Row[] => {
    const found = (["p50", "p99", "p99.9"] as const).map((percentile) => of(percentile, load));
    return (["ours", "theirs"] as const).map((side, at) => {
      const isOurs = side === "ours";
      const shapes = ["ring", "dot", "tick"] as const;
      const marks = found.flatMap((one, which) =>
        one?.[side] ? [{ at: one[side].median, shape: shapes[which] as Mark["shape"], isOurs }] : [],
      );
      const name = load.endsWith(", a frame an event") ? "mayfly, a frame an event" : "mayfly";
      const label = isOurs ? name : "bare Bun";
      return {
        label,
        marks,
        text: load.replace(/ (?:deliveries|of ).*$/, ""),
        ...(at === 0 && { gap: true }),
      };
    });
  });
  if (rows.length === 0) return undefined;
  return drawSvgPlot({
    title: "Latency in a room of 100",
    unit: "ms: ○ p50, ● p99, | p99.9; deliveries/s, or % of bare Bun’s most",
    rows,
    isLogarithmic: true,
  });
}

/** Draws the resident bytes of an idle socket. */
function drawIdle(results: readonly Result[]): string | undefined {
  const rows = results
    .filter(({ measure }) => /^idle [\d,]+ sockets$/.test(measure))
    .flatMap(({ measure, against, ours, theirs }): Row[] => {
      if (!ours || !theirs) return [];
      const sockets = measure.replace("idle ", "");
      return [{ ...bar(`mayfly, ${sockets}`, ours, true), gap: true }, bar(`${against}, ${sockets}`, theirs, false)];
    });
  return rows.length === 0
    ? undefined
    : drawSvgPlot({ title: "An idle socket, ten in a room", unit: "resident bytes each", rows });
}

/** The plots of each benchmark, by its name. */
export const PLOTS: Readonly<Record<string, readonly { file: string; alt: string; draw: typeof drawDeliveries }[]>> = {
  fanout: [
    { file: "bench-deliveries.svg", alt: "Deliveries per second in a room of 100", draw: drawDeliveries },
    {
      file: "bench-rooms.svg",
      alt: "Deliveries per second compared with bare Bun in rooms of several sizes",
      draw: drawRooms,
    },
  ],
  latency: [{ file: "bench-latency.svg", alt: "Latency at several loads", draw: drawLatency }],
  idle: [{ file: "bench-idle.svg", alt: "Resident bytes of an idle socket", draw: drawIdle }],
  growth: GROWTH_PLOTS,
};
