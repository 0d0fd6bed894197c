// Connecting and joining, on a server that has just started.

import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import { bun } from "../servers/baselines.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, describeSaturation, type Measure, runServersInRounds } from "./measure.ts";

const SOCKETS = 5_000;
const SETTLE_MS = 500;

/** Each has a room of their own, so that nobody is told of anybody else. */
async function measureJoins(target: typeof bun): Promise<GeneratorResult> {
  const server = await target.start();
  try {
    const lines = await target.connectionLines(server.url, SOCKETS, SOCKETS);
    const first = (line: string) => (target === bun ? `${line.split("\t")[0]}\t${target.messageFrame}` : line);
    return await runGenerator(server, target, lines.map(first), {
      rooms: SOCKETS,
      warmMs: SETTLE_MS,
      measureMs: SETTLE_MS,
    });
  } finally {
    await server.stop();
  }
}

export const join: Measure = {
  name: "join",
  title: "Connecting and joining",
  explanation: `${SOCKETS.toLocaleString("en")} sockets connect to a server that has just started, 64 at a time, and each joins a room of its own: its token is
verified, it is told to the room, and it gets the welcome. Bare Bun answers one message of each socket.`,
  rounds: 4,
  async run(rounds) {
    const found = await runServersInRounds(rounds, [mayfly, bun], measureJoins);
    const side = ({ name }: typeof bun, figure: (one: GeneratorResult) => number) => {
      const results = found.get(name) ?? [];
      const saturated = describeSaturation(results.map(({ connecting }) => connecting));
      return { name, values: results.map(figure), saturated };
    };
    const both = (measure: string, unit: string, figure: (one: GeneratorResult) => number) =>
      compareSides(measure, unit, side(mayfly, figure), side(bun, figure));
    return [
      both("join rate", "joins/s", ({ connecting }) => SOCKETS / connecting.seconds),
      both("join CPU", "µs each", ({ connecting }) => (connecting.serverMs * 1000) / SOCKETS),
    ];
  },
};
