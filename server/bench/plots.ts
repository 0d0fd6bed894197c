// Which figures are drawn, and how.

import type { Result } from "./measure.ts";
import { draw, type Mark, type Row } from "./plot.ts";
import type { Spread } from "./statistics.ts";
import { short } from "./statistics.ts";

const mark = (one: Spread, shape: Mark["shape"], isOurs: boolean): Mark => ({
  at: one.median,
  range: [one.least, one.most],
  shape,
  isOurs,
});

const bar = (label: string, one: Spread, isOurs: boolean): Row => ({
  label,
  marks: [mark(one, "bar", isOurs)],
  text: short(one.median),
});

/** Everybody in the room of 100. */
function deliveries(results: readonly Result[]): string | undefined {
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
  return draw({ title: "A room of 100, saturated", unit: "deliveries a second on one core", rows });
}

/** Against bare Bun, room by room. */
function rooms(results: readonly Result[]): string | undefined {
  const rows = results
    .filter(({ measure, against }) => measure.startsWith("fanout ") && against === "bare Bun")
    .flatMap(({ measure, ratio, bound }): Row[] => {
      if (ratio === null) return [];
      const least = bound?.[0]?.least;
      const limit: Mark[] = least === undefined ? [] : [{ at: least, shape: "tick", isOurs: false }];
      return [
        {
          label: measure.replace("fanout ", ""),
          marks: [...limit, mark(ratio, "dot", true)],
          text: `${short(ratio.median)} ×`,
        },
      ];
    });
  if (rows.length === 0) return undefined;
  return draw({
    title: "Against bare Bun, rooms × members",
    unit: "ratio of deliveries a second; ticks are bounds",
    rows,
    line: 1,
  });
}

/** p50 as a ring, p99 as a dot, p99.9 as a tick. */
function latency(results: readonly Result[]): string | undefined {
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
  return draw({
    title: "Time on the way in a room of 100",
    unit: "ms: ○ p50, ● p99, | p99.9; deliveries/s, or % of bare Bun’s most",
    rows,
    isLogarithmic: true,
  });
}

function idle(results: readonly Result[]): string | undefined {
  const rows = results
    .filter(({ measure }) => /^idle [\d,]+ sockets$/.test(measure))
    .flatMap(({ measure, against, ours, theirs }): Row[] => {
      if (!ours || !theirs) return [];
      const sockets = measure.replace("idle ", "");
      return [{ ...bar(`mayfly, ${sockets}`, ours, true), gap: true }, bar(`${against}, ${sockets}`, theirs, false)];
    });
  return rows.length === 0
    ? undefined
    : draw({ title: "An idle socket, ten in a room", unit: "resident bytes each", rows });
}

/** What is drawn of a measure, by its name. */
export const PLOTS: Readonly<Record<string, readonly { file: string; alt: string; of: typeof deliveries }[]>> = {
  fanout: [
    { file: "bench-deliveries.svg", alt: "Deliveries a second in a room of 100", of: deliveries },
    { file: "bench-rooms.svg", alt: "Deliveries a second against bare Bun in rooms of several sizes", of: rooms },
  ],
  latency: [{ file: "bench-latency.svg", alt: "Time on the way at several loads", of: latency }],
  idle: [{ file: "bench-idle.svg", alt: "Resident bytes of an idle socket", of: idle }],
};
