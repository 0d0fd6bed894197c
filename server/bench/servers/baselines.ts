// The servers that Mayfly is compared with. Their programs are in baseline-servers/.
import { join } from "node:path";
import { STAMPED_MESSAGE } from "../generator/latency-stamps.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { freePort, startServerProcess } from "../harness/processes.ts";
import { createPostRequest } from "./create-via-api.ts";

const CHAT_FRAME = JSON.stringify({ type: "chat", message: STAMPED_MESSAGE });
const roomName = (i: number, rooms: number) => `${i % rooms}`.padStart(8, "r");
const linesFor = (members: number, lineOf: (i: number) => string) =>
  Array.from({ length: members }, (_, i) => lineOf(i));

/** Runs servers that are written for Node; Bun if Node is not installed. */
const node = Bun.which("node") ?? process.execPath;
export const nodeVersion =
  node === process.execPath ? `Bun ${Bun.version}` : `Node ${Bun.spawnSync([node, "--version"]).stdout}`.trim();

function baseline(
  name: string,
  program: string,
  protocol: Pick<BenchmarkedServer, "connectionLines" | "messageFrame" | "postRequest">,
): BenchmarkedServer {
  const runtime = program.endsWith(".ts") ? process.execPath : node;
  const start = () => {
    const port = freePort();
    return startServerProcess([runtime, join(import.meta.dir, "../baseline-servers", program), `${port}`], port);
  };
  return { name, start, ...protocol };
}

const encodedName = (i: number) => `BraveWolf%20${i + 1}`;

export const bun = baseline("bare Bun", "bun.ts", {
  messageFrame: CHAT_FRAME,
  connectionLines: (_, rooms, members) => linesFor(members, (i) => `/ws/${roomName(i, rooms)}?name=${encodedName(i)}`),
  postRequest: (url) => createPostRequest(url, STAMPED_MESSAGE),
});

/** Bare Bun on nodes that share a Redis. It is started with the flags that name it. */
export const bunRedis: BenchmarkedServer = {
  ...bun,
  name: "bare Bun with Redis",
  start([, redis = ""] = []) {
    const port = freePort();
    const program = join(import.meta.dir, "../baseline-servers/bun-redis.ts");
    return startServerProcess([process.execPath, program, `${port}`, redis], port);
  },
};

export const ws = baseline("ws", "ws.mjs", { messageFrame: CHAT_FRAME, connectionLines: bun.connectionLines });

export const socketio = baseline("socket.io", "socketio.mjs", {
  // 42 is Engine.IO's "message" and Socket.IO's "event"; a client first sends 40, "connect".
  messageFrame: `42["chat",${JSON.stringify({ message: STAMPED_MESSAGE })}]`,
  connectionLines: (_, rooms, members) =>
    linesFor(
      members,
      (i) => `/socket.io/?EIO=4&transport=websocket&room=${roomName(i, rooms)}&name=${encodedName(i)}\t40`,
    ),
});

export const hackchat = baseline("hack.chat", "hackchat.mjs", {
  messageFrame: JSON.stringify({ cmd: "chat", text: STAMPED_MESSAGE }),
  connectionLines: (_, rooms, members) =>
    linesFor(
      members,
      (i) => `/\t${JSON.stringify({ cmd: "join", channel: roomName(i, rooms), nick: `BraveWolf${i + 1}` })}`,
    ),
});
