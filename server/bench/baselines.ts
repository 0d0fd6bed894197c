// Who is measured: Mayfly in its ways, and what it is held against. Each says how it starts, who comes to it, and in
// which words they talk.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { STAMPED } from "./latency-stamps.ts";
import { made, many } from "./load.ts";
import { freePort, ROOT, type Running, serve } from "./processes.ts";

export type Contestant = {
  readonly name: string;
  start(flags?: readonly string[]): Promise<Running>;
  /** What the generator connects to, a line for each member; the i-th is in room i mod `rooms`. */
  seats(url: string, rooms: number, members: number): Promise<string[]> | string[];
  /** A frame that says something, stamped with when it was sent. */
  readonly talk: string;
  /** Its clients take several events in one frame, a line each. */
  readonly takesLines?: true;
};

function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const built = join(ROOT, "dist/mayfly");
const former = option("former");
/** What is measured: `--binary=FILE`, dist/mayfly when it was built, otherwise the source. */
export const mayflyCommand: readonly string[] =
  option("binary") !== undefined
    ? [option("binary") as string]
    : existsSync(built)
      ? [built]
      : [process.execPath, join(ROOT, "server/main.ts")];

const CHAT = JSON.stringify({ type: "chat", message: STAMPED });
const roomOf = (i: number, rooms: number) => `${i % rooms}`.padStart(8, "r");
const range = <T>(count: number, each: (i: number) => T) => Array.from({ length: count }, (_, i) => each(i));

const startMayfly =
  (command: readonly string[]) =>
  (flags: readonly string[] = []) => {
    const port = freePort();
    return serve([...command, "--port", `${port}`, "--host", "127.0.0.1", ...flags], port);
  };

async function mayflySeats(url: string, rooms: number, members: number, seat: (path: string, token: string) => string) {
  const codes = await many(rooms, async () => (await made(`${url}/api/rooms`)).room.code);
  return many(members, async (i) => seat(`/ws/${codes[i % rooms]}`, (await made(`${url}/api/sessions`)).token));
}

/** Its own client's way: several events in a frame where a room is busy. */
export const mayfly: Contestant = {
  name: "mayfly",
  start: startMayfly(mayflyCommand),
  talk: CHAT,
  takesLines: true,
  seats: (url, rooms, members) =>
    mayflySeats(
      url,
      rooms,
      members,
      (path, token) => `${path}\t${JSON.stringify({ type: "join", token, batch: true })}`,
    ),
};

/** Clients that know nothing of gathering. */
export const plain: Contestant = {
  name: "mayfly, a frame an event",
  start: mayfly.start,
  talk: CHAT,
  seats: (url, rooms, members) => mayflySeats(url, rooms, members, (path, token) => `${path}?session_id=${token}`),
};

/** An earlier build, where one is given: `--former=FILE`. */
export const earlier: Contestant | undefined = former === undefined ? undefined : asOf(former);

function asOf(binary: string): Contestant {
  const version = Bun.spawnSync([binary, "version"]).stdout.toString();
  return { ...mayfly, name: `mayfly ${version.trim()}`, start: startMayfly([binary]) };
}

function rival(name: string, program: string, rest: Pick<Contestant, "seats" | "talk">): Contestant {
  const runtime = program.endsWith(".ts") ? process.execPath : node;
  const start = () => {
    const port = freePort();
    return serve([runtime, join(import.meta.dir, "rivals", program), `${port}`], port);
  };
  return { name, start, ...rest };
}

/** What servers written for Node run on. */
const node = Bun.which("node") ?? process.execPath;
export const nodeVersion =
  node === process.execPath ? `Bun ${Bun.version}` : `Node ${Bun.spawnSync([node, "--version"]).stdout}`.trim();

const named = (i: number) => `BraveWolf%20${i + 1}`;
const path = (i: number, rooms: number) => `/ws/${roomOf(i, rooms)}?name=${named(i)}`;

export const bun = rival("bare Bun", "bun.ts", {
  talk: CHAT,
  seats: (_, rooms, members) => range(members, (i) => path(i, rooms)),
});

export const ws = rival("ws", "ws.mjs", { talk: CHAT, seats: bun.seats });

export const socketio = rival("socket.io", "socketio.mjs", {
  talk: `42["chat",${JSON.stringify({ message: STAMPED })}]`,
  seats: (_, rooms, members) =>
    range(members, (i) => `/socket.io/?EIO=4&transport=websocket&room=${roomOf(i, rooms)}&name=${named(i)}\t40`),
});

export const hackchat = rival("hack.chat", "hackchat.mjs", {
  talk: JSON.stringify({ cmd: "chat", text: STAMPED }),
  seats: (_, rooms, members) =>
    range(
      members,
      (i) => `/\t${JSON.stringify({ cmd: "join", channel: roomOf(i, rooms), nick: `BraveWolf${i + 1}` })}`,
    ),
});
