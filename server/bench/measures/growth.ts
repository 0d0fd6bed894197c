// How cost grows: with members, rooms, history, the length of messages, and sockets. Each result is one point of a curve.

import type { Result, Threshold } from "../harness/result.ts";
import type { Spread } from "../harness/statistics.ts";
import type { Dimension, Figures } from "./growth/dimension.ts";
import { history } from "./growth/history.ts";
import { members } from "./growth/members.ts";
import { messageLength } from "./growth/message-length.ts";
import { rooms } from "./growth/rooms.ts";
import { sockets } from "./growth/sockets.ts";
import { compareSides, type Measure, singleFigure } from "./measure.ts";

export const DIMENSIONS: readonly Dimension[] = [members, rooms, history, messageLength, sockets];

/** Returns the name of a point's result: "growth rooms: idle; 100". */
const pointName = ({ name }: Dimension, label: string, size: number) =>
  `growth ${name}: ${label}; ${size.toLocaleString("en")}`;

/** The points of a curve, by the size. */
export function pointsOf(results: readonly Result[], dimension: Dimension, label: string): [size: number, Spread][] {
  return results.flatMap(({ measure, ours }): [number, Spread][] => {
    const start = `growth ${dimension.name}: ${label}; `;
    const size = Number(measure.startsWith(start) ? measure.slice(start.length).replaceAll(",", "") : Number.NaN);
    return ours === null || Number.isNaN(size) ? [] : [[size, ours]];
  });
}

const SIZE_BEFORE = "the size before";

/** How much a figure may grow from the size before the largest to the largest, by the id of that result. */
export const GROWTH_THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = Object.fromEntries(
  DIMENSIONS.flatMap(({ name, quantities }) =>
    quantities.flatMap(({ label, most }) =>
      most === undefined
        ? []
        : [[`growth ${name}: ${label}; last step / ${SIZE_BEFORE}`, [{ of: "ratio", most } as const]]],
    ),
  ),
);

async function measureDimension(dimension: Dimension, rounds: number): Promise<Result[]> {
  const found = new Map<number, Figures[]>();
  for (let round = 0; round < rounds; round++) {
    for await (const [size, figures] of dimension.measure()) found.set(size, [...(found.get(size) ?? []), figures]);
  }
  const values = (key: string, size: number) => (found.get(size) ?? []).map((figures) => figures[key] ?? Number.NaN);
  const [before = Number.NaN, last = Number.NaN] = dimension.sizes.slice(-2);
  return dimension.quantities.flatMap(({ key, label, unit }) => {
    const points = dimension.sizes.map((size) =>
      singleFigure(pointName(dimension, label, size), unit, values(key, size)),
    );
    const [ours, theirs] = [
      { name: "", values: values(key, last) },
      { name: SIZE_BEFORE, values: values(key, before) },
    ] as const;
    const step = compareSides(`growth ${dimension.name}: ${label}; last step`, unit, ours, theirs);
    return [...points.filter(({ ours }) => ours !== null), step];
  });
}

export const growth: Measure = {
  name: "growth",
  title: "How cost grows",
  explanation: `Each curve is the cost of one thing (a delivery, a join, a room) while there is more and more of something else. Sizes
are on a logarithmic scale, costs on a linear one that begins at zero. **A level curve means that the whole grows linearly**; a falling
one, that a fixed part is shared by more. The rows named *last step* compare the largest size with the one before, and have the
thresholds. \`bun run bench growth\` measures this, which takes some minutes, and is not part of \`bun run bench\`.`,
  rounds: 1,
  runsOnlyByName: true,
  async run(rounds) {
    const results: Result[] = [];
    for (const dimension of DIMENSIONS) results.push(...(await measureDimension(dimension, rounds)));
    return results;
  },
};
