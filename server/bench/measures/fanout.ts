// The maximum of deliveries per second in rooms of several sizes (closed loop: a fixed number of messages in flight).

import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import type { Result } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { bun, hackchat, socketio, ws } from "../servers/baselines.ts";
import { formerMayfly, mayfly, mayflyUnbatched } from "../servers/mayfly-server.ts";
import { findPeers } from "../servers/peers.ts";
import {
  compareSides,
  describeSaturation,
  type Measure,
  runServersInRounds,
  unmeasuredSide,
  WARM_MS,
} from "./measure.ts";

/** `window` is the number of messages in flight in all rooms together: more than a batch collects within a few ms. */
type Case = { readonly rooms: number; readonly members: number; readonly window: number; readonly label?: string };

const MEASURE_MS = 1_500;
/** The case in which all baselines are measured. */
const ROOM_OF_100: Case = { rooms: 1, members: 100, window: 512 };
const CASES: readonly Case[] = [
  { rooms: 1, members: 32, window: 1_024 },
  ROOM_OF_100,
  { rooms: 1, members: 1_000, window: 128 },
  { rooms: 100, members: 10, window: 400 },
  { rooms: 500, members: 2, window: 1_000 },
  { ...ROOM_OF_100, window: 1, label: "1 × 100, one message in flight" },
];

/** For each number of messages in flight, clients that accept batches are compared with those that don't. */
const BATCHED_WINDOWS = [1, 8, 64, 1_024];

async function measureFanout(target: BenchmarkedServer, { rooms, members, window }: Case): Promise<GeneratorResult> {
  const server = await target.start();
  try {
    const lines = await target.connectionLines(server.url, rooms, rooms * members);
    return await runGenerator(server, target, lines, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
  } finally {
    await server.stop();
  }
}

/** Returns deliveries per second. */
export const deliveryRate = ({ deliveries, seconds }: GeneratorResult) => deliveries / seconds;

/** Measures how many deliveries per second bare Bun manages in a room of 100. Fractions of a full load refer to this. */
export async function bareBunRate(): Promise<number> {
  return deliveryRate(await measureFanout(bun, ROOM_OF_100));
}

async function compareCase(one: Case, rounds: number): Promise<Result[]> {
  const name = `fanout ${one.label ?? `${one.rooms} × ${formatNumber(one.members)}`}`;
  const peers = one === ROOM_OF_100 ? await findPeers() : { ready: [], missing: [] };
  const others = [ws, socketio, hackchat, ...peers.ready, ...(formerMayfly ? [formerMayfly] : [])];
  const baselines = one === ROOM_OF_100 ? [bun, ...others] : [bun];
  const ours = one === ROOM_OF_100 ? [mayfly, mayflyUnbatched] : [mayfly];
  const found = await runServersInRounds(rounds, [...ours, ...baselines], (target) => measureFanout(target, one));
  const side = ({ name }: BenchmarkedServer) => {
    const sideResults = found.get(name) ?? [];
    return { name, values: sideResults.map(deliveryRate), saturated: describeSaturation(sideResults) };
  };
  return [
    ...baselines.map((baseline) => compareSides(name, "deliveries/s", side(mayfly), side(baseline))),
    ...peers.missing.map((peer) => unmeasuredSide(name, "deliveries/s", side(mayfly), peer)),
    ...(one === ROOM_OF_100
      ? [compareSides(`${name}, a frame an event`, "deliveries/s", side(mayflyUnbatched), side(bun))]
      : []),
  ];
}

/** Compares clients that accept batches with those that don't: they must never get less for it. */
async function compareBatching(window: number, rounds: number): Promise<Result> {
  const { rooms, members } = ROOM_OF_100;
  const found = await runServersInRounds(rounds, [mayfly, mayflyUnbatched], (target) =>
    measureFanout(target, { rooms, members, window }),
  );
  const side = ({ name }: BenchmarkedServer) => {
    const sideResults = found.get(name) ?? [];
    return { name, values: sideResults.map(deliveryRate), saturated: describeSaturation(sideResults) };
  };
  const name = `fanout 1 × 100, batches with ${window.toLocaleString("en")} in flight`;
  return compareSides(name, "deliveries/s", side(mayfly), side(mayflyUnbatched));
}

export const fanout: Measure = {
  name: "fanout",
  title: "Deliveries per second",
  explanation: `Rows are rooms × members. A delivery is one message that has arrived at one member. A fixed number of messages is
in flight at any time, and the next is sent when one has arrived at everybody, so that no server is overloaded. ${WARM_MS / 1000} s of it
come before the measurement, until what a message needs is compiled. In all rooms together,
${CASES.slice(0, -1)
  .map(({ window }) => window.toLocaleString("en"))
  .join(
    ", ",
  )} messages are in flight, in the order of the rows, and one in the last row. If neither core is saturated, the server
could have taken more. *A frame an event* is Mayfly with clients that do not accept several events in one frame (SPEC W17);
the rows *batches with … in flight* compare the two with so many messages in flight.`,
  rounds: 3,
  async run(rounds) {
    const results: Result[] = [];
    for (const one of CASES) results.push(...(await compareCase(one, rounds)));
    for (const window of BATCHED_WINDOWS) results.push(await compareBatching(window, rounds));
    return results;
  },
};
