// Ten thousand are thrown out and come back at once, with fifty messages missed each or with none.
import { mayfly } from "../baselines.ts";
import { generate, made, many } from "../load.ts";
import { compared, type Measure } from "../measure.ts";
import type { Running } from "../processes.ts";

const SOCKETS = 10_000;
const IN_A_ROOM = 10;
const ROOMS = SOCKETS / IN_A_ROOM;
const MISSED = 50;
const MESSAGE = "words ".repeat(16);
const SETTLE_MS = 500;

/** Has somebody say all that will be missed. @returns the room's epoch */
async function fill(server: Running, code: string, token: string): Promise<string> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.onerror = () => reject(new Error("a room could not be entered"));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; seq?: number; id: string };
    if (frame.type === "welcome") {
      for (let at = 1; at <= MISSED; at++) socket.send(JSON.stringify({ type: "chat", message: `${MESSAGE}${at}` }));
    } else if (frame.seq === MISSED) resolve(frame.id.split("-", 1)[0] as string);
  };
  const epoch = await promise;
  socket.close();
  return epoch;
}

async function seats(server: Running): Promise<string[]> {
  const codes = await many(ROOMS, async () => (await made(`${server.url}/api/rooms`)).room.code);
  const tokens = await many(SOCKETS, async () => (await made(`${server.url}/api/sessions`)).token);
  const epochs = await many(ROOMS, (i) => fill(server, codes[i] as string, tokens[i] as string));
  return tokens.map((token, i) => {
    const join = (seq: number) =>
      JSON.stringify({ type: "join", token, batch: true, cursor: { epoch: epochs[i % ROOMS], seq } });
    // First with nothing missed, and back with nothing or with all of it.
    return [`/ws/${codes[i % ROOMS]}`, join(MISSED), join(MISSED), join(0)].join("\t");
  });
}

export const storm: Measure = {
  name: "storm",
  title: "A reconnect storm",
  words: `${SOCKETS.toLocaleString("en")} sockets in rooms of ten break at once, and all come back at once with their
cursors: having missed nothing, or ${MISSED} messages of 100 characters. Per second of the server's CPU time.`,
  rounds: 3,
  async run(rounds) {
    const server = await mayfly.start();
    try {
      const lines = await seats(server);
      // The first is not counted: nothing was warm.
      const order = [0, ...Array.from({ length: rounds }, (_, round) => (round % 2 === 0 ? [0, 1] : [1, 0])).flat()];
      const load = { rooms: ROOMS, storms: order, warmMs: SETTLE_MS, measureMs: SETTLE_MS };
      const { storms } = await generate(server, mayfly, lines, load);
      const side = (name: string, which: number) => ({
        name,
        values: storms
          .filter((_, at) => at > 0 && order[at] === which)
          .map(({ serverMs }) => (SOCKETS * 1000) / serverMs),
      });
      return [
        compared(`storm ${MISSED} missed each`, "reconnects/s and core", side("mayfly", 1), side("none missed", 0)),
      ];
    } finally {
      await server.stop();
    }
  },
};
