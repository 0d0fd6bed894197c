// Runs the compiled server as its own process.
import { join } from "node:path";
import { spawnServerProcess } from "../../server/testing/server-process.ts";

export const BINARY = join(import.meta.dir, "../../dist", process.platform === "win32" ? "mayfly.exe" : "mayfly");

export type MayflyServer = Awaited<ReturnType<typeof startMayfly>>;

/** Starts the compiled server on a free port. Its `stop` ends it by its pid. */
export const startMayfly = (...flags: string[]) => spawnServerProcess(flags, [BINARY]);
