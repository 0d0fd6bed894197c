// Mayfly as benchmarks run it: the current build, with and without batching clients, and optionally an earlier build.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { STAMPED_MESSAGE } from "../generator/latency-stamps.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { freePort, ROOT, startServerProcess } from "../harness/processes.ts";
import { createPostRequest, createViaApi, repeatConcurrently } from "./create-via-api.ts";

function flagValue(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const builtBinary = join(ROOT, "dist/mayfly");
const chosenBinary = flagValue("binary");
const formerBinary = flagValue("former");
/** What is measured: `--binary=FILE`, or dist/mayfly if it was built, or the source. */
export const mayflyCommand: readonly string[] =
  chosenBinary !== undefined
    ? [chosenBinary]
    : existsSync(builtBinary)
      ? [builtBinary]
      : [process.execPath, join(ROOT, "server/main.ts")];

const CHAT_FRAME = JSON.stringify({ type: "chat", message: STAMPED_MESSAGE });

const startMayfly =
  (command: readonly string[]) =>
  (flags: readonly string[] = []) => {
    const port = freePort();
    return startServerProcess([...command, "--port", `${port}`, "--host", "127.0.0.1", ...flags], port);
  };

async function mayflyConnectionLines(
  url: string,
  rooms: number,
  members: number,
  lineOf: (path: string, token: string) => string,
) {
  const codes = await repeatConcurrently(rooms, async () => (await createViaApi(`${url}/api/rooms`)).room.code);
  return repeatConcurrently(members, async (i) => {
    const { token } = await createViaApi(`${url}/api/sessions`);
    return lineOf(`/ws/${codes[i % rooms]}`, token);
  });
}

/** Mayfly with clients that accept batches, as the web client does. */
export const mayfly: BenchmarkedServer = {
  name: "mayfly",
  start: startMayfly(mayflyCommand),
  messageFrame: CHAT_FRAME,
  takesLines: true,
  connectionLines: (url, rooms, members) =>
    mayflyConnectionLines(
      url,
      rooms,
      members,
      (path, token) => `${path}\t${JSON.stringify({ type: "join", token, batch: true })}`,
    ),
  postRequest: (url) => createPostRequest(url, STAMPED_MESSAGE),
};

/** Mayfly with clients that accept no batches. */
export const mayflyUnbatched: BenchmarkedServer = {
  name: "mayfly, a frame an event",
  start: mayfly.start,
  messageFrame: CHAT_FRAME,
  connectionLines: (url, rooms, members) =>
    mayflyConnectionLines(url, rooms, members, (path, token) => `${path}?session_id=${token}`),
};

/** An earlier build, if `--former=FILE` names one. */
export const formerMayfly: BenchmarkedServer | undefined =
  formerBinary === undefined ? undefined : formerBuild(formerBinary);

function formerBuild(binary: string): BenchmarkedServer {
  const version = Bun.spawnSync([binary, "version"]).stdout.toString();
  return { ...mayfly, name: `mayfly ${version.trim()}`, start: startMayfly([binary]) };
}
