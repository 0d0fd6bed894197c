// A chat with FastAPI, uvicorn and Redis as a server to compare with. Its program is in baseline-servers/.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOrInstall } from "../../../web/e2e/install-packages.ts";
import { postRequestText } from "../generator/http-request.ts";
import { STAMPED_MESSAGE } from "../generator/latency-stamps.ts";
import type { Peer } from "../harness/benchmarked-server.ts";
import { builtOnce, runToEnd } from "../harness/peer-cache.ts";
import { freePort, pinToCore, type RunningServer, startServerProcess } from "../harness/processes.ts";
import { bun } from "./baselines.ts";

/** What `pip install fastapi "uvicorn[standard]" redis` brings, as far as it matters for speed. */
const PACKAGES = ["fastapi==0.165.0", "uvicorn==0.54.0", "websockets==17.4", "httptools==0.9.0", "redis==8.1.0"];
const UVLOOP = "uvloop==0.23.0";
const STARTED_WITHIN_MS = 5_000;

let python = "";
let redisServer = "";

async function prepare(): Promise<string | undefined> {
  const found = Bun.which("python3");
  if (found === null) return "no Python";
  const redis = await findOrInstall(() => Bun.which("redis-server") ?? undefined, "redis-server");
  if (redis === undefined) return "no redis-server";
  try {
    const folder = await builtOnce(`fastapi-${PACKAGES[0]?.split("==")[1]}`, async (target) => {
      await runToEnd([found, "-m", "venv", target]);
      const install = [join(target, "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
      await runToEnd([...install, ...PACKAGES, UVLOOP]);
    });
    python = join(folder, "bin/python");
    redisServer = redis;
    return undefined;
  } catch (error) {
    return `FastAPI can't be installed (${error instanceof Error ? error.message : error})`;
  }
}

/** Starts a Redis that keeps everything in memory, on the server's core. @returns its port, and how to stop it */
async function startRedis(): Promise<{ port: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  const port = freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const child = Bun.spawn(pinToCore("server", [redisServer, ...settings]), { stdio: ["ignore", "ignore", "ignore"] });
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + STARTED_WITHIN_MS; ; await Bun.sleep(10)) {
    const isUp = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } }).then(
      (socket) => {
        socket.end();
        return true;
      },
      () => false,
    );
    if (isUp) return { port, stop };
    if (Date.now() > until) {
      await stop();
      throw new Error("redis-server does not answer");
    }
  }
}

/** The figures are those of the Python process: what its Redis takes is not in them, though it shares the core. */
async function start(): Promise<RunningServer> {
  const redis = await startRedis();
  const port = freePort();
  const program = join(import.meta.dir, "../baseline-servers/fastapi_chat.py");
  try {
    const server = await startServerProcess([python, program, `${port}`, `${redis.port}`], port);
    const stop = async () => {
      await server.stop();
      await redis.stop();
    };
    return { ...server, stop };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

export const fastapi: Peer = {
  name: "FastAPI",
  prepare,
  start,
  messageFrame: bun.messageFrame,
  connectionLines: bun.connectionLines,
  postRequest: () => postRequestText("/rooms/rrrrrrr0/messages", {}, { message: STAMPED_MESSAGE }),
};
