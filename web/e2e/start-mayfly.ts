// Runs the compiled server as its own process.
import { join } from "node:path";
import { spawnServerProcess } from "../../server/testing/server-process.ts";

export const BINARY = join(import.meta.dir, "../../dist", process.platform === "win32" ? "mayfly.exe" : "mayfly");

export type MayflyServer = Awaited<ReturnType<typeof startMayfly>>;

/** Set by `bun run test:e2e --two-nodes`. */
const isTwoNodes = process.env.E2E_TWO_NODES === "1";

/** Starts the compiled server on a free port. Its `stop` ends it by its pid. */
export async function startMayfly(...flags: string[]): ReturnType<typeof spawnServerProcess> {
  if (isTwoNodes) {
    const { canShare, startTwoNodes } = await import("./start-two-nodes.ts");
    if (canShare(flags)) return startTwoNodes(flags, [BINARY]);
  }
  return spawnServerProcess(flags, [BINARY]);
}
