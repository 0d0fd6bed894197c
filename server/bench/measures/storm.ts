// Ten thousand sockets break and reconnect at once, each with fifty missed messages or with none.

import { runGenerator } from "../generator/run-generator.ts";
import type { RunningServer } from "../harness/processes.ts";
import { createViaApi, repeatConcurrently } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, type Measure } from "./measure.ts";

const SOCKETS = 10_000;
const MEMBERS_PER_ROOM = 10;
const ROOMS = SOCKETS / MEMBERS_PER_ROOM;
const MISSED_MESSAGES = 50;
const MESSAGE = "words ".repeat(16);
const SETTLE_MS = 500;

/** Sends the messages that others will miss. @returns the room's epoch */
async function fillHistory(server: RunningServer, code: string, token: string): Promise<string> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.onerror = () => reject(new Error("a room could not be joined"));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; seq?: number; id: string };
    if (frame.type === "welcome") {
      for (let at = 1; at <= MISSED_MESSAGES; at++)
        socket.send(JSON.stringify({ type: "chat", message: `${MESSAGE}${at}` }));
    } else if (frame.seq === MISSED_MESSAGES) resolve(frame.id.split("-", 1)[0] as string);
  };
  const epoch = await promise;
  socket.close();
  return epoch;
}

async function connectionLines(server: RunningServer): Promise<string[]> {
  const codes = await repeatConcurrently(ROOMS, async () => (await createViaApi(`${server.url}/api/rooms`)).room.code);
  const tokens = await repeatConcurrently(
    SOCKETS,
    async () => (await createViaApi(`${server.url}/api/sessions`)).token,
  );
  const epochs = await repeatConcurrently(ROOMS, (i) => fillHistory(server, codes[i] as string, tokens[i] as string));
  return tokens.map((token, i) => {
    const join = (seq: number) =>
      JSON.stringify({ type: "join", token, batch: true, cursor: { epoch: epochs[i % ROOMS], seq } });
    // The first join has missed nothing; the rejoins have missed nothing or everything.
    return [`/ws/${codes[i % ROOMS]}`, join(MISSED_MESSAGES), join(MISSED_MESSAGES), join(0)].join("\t");
  });
}

export const storm: Measure = {
  name: "storm",
  title: "A reconnect storm",
  explanation: `${SOCKETS.toLocaleString("en")} sockets in rooms of ten break at once, and all reconnect at once with their
cursors, having missed either nothing or ${MISSED_MESSAGES} messages of 100 characters. Figures are per second of the server's CPU time.`,
  rounds: 3,
  async run(rounds) {
    const server = await mayfly.start();
    try {
      const lines = await connectionLines(server);
      // The first storm is not counted, because it warms up the server.
      const order = [0, ...Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? [0, 1] : [1, 0])).flat()];
      const load = { rooms: ROOMS, storms: order, warmMs: SETTLE_MS, measureMs: SETTLE_MS };
      const { storms } = await runGenerator(server, mayfly, lines, load);
      const side = (name: string, which: number) => ({
        name,
        values: storms
          .filter((_, at) => at > 0 && order[at] === which)
          .map(({ serverMs }) => (SOCKETS * 1000) / serverMs),
      });
      return [
        compareSides(
          `storm ${MISSED_MESSAGES} missed each`,
          "reconnects/s and core",
          side("mayfly", 1),
          side("none missed", 0),
        ),
      ];
    } finally {
      await server.stop();
    }
  },
};
