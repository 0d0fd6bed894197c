// Centrifugo as a server to compare with. It is built from its source with Go, with history and recovery as in our rooms.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postRequestText } from "../generator/http-request.ts";
import { STAMPED_MESSAGE } from "../generator/latency-stamps.ts";
import type { Peer } from "../harness/benchmarked-server.ts";
import { builtOnce, runToEnd } from "../harness/peer-cache.ts";
import { freePort, type RunningServer, startServerProcess } from "../harness/processes.ts";

export const CENTRIFUGO_VERSION = "6.9.1";
const MODULE = "github.com/centrifugal/centrifugo/v6";
const SECRET = "a secret of the benchmark alone, on a loopback address";
const DAY_S = 86_400;

let binary = "";

async function prepare(): Promise<string | undefined> {
  const go = Bun.which("go");
  if (go === null) return "no Go";
  try {
    const folder = await builtOnce(`centrifugo-${CENTRIFUGO_VERSION}`, (target) =>
      runToEnd([go, "install", `${MODULE}@v${CENTRIFUGO_VERSION}`], { GOBIN: target }),
    );
    binary = join(folder, process.platform === "win32" ? "centrifugo.exe" : "centrifugo");
    return undefined;
  } catch (error) {
    return `Centrifugo can't be built (${error instanceof Error ? error.message : error})`;
  }
}

/** What a room of ours has as well: history for those who come later, recovery, who is here, joins and leaves. */
const config = (port: number, redis: string | undefined) => ({
  ...(redis !== undefined && { engine: { type: "redis", redis: { address: [redis] } } }),
  http_server: { address: "127.0.0.1", port },
  log: { level: "error" },
  health: { enabled: true, handler_prefix: "/healthz" },
  http_api: { key: SECRET },
  client: {
    allowed_origins: ["*"],
    token: { hmac_secret_key: SECRET },
    // As far apart as those of the other servers.
    ping_interval: "60s",
    pong_timeout: "20s",
  },
  channel: {
    without_namespace: {
      history_size: 500,
      history_ttl: "24h",
      force_recovery: true,
      force_positioning: true,
      presence: true,
      join_leave: true,
      force_push_join_leave: true,
      allow_subscribe_for_client: true,
      allow_publish_for_subscriber: true,
    },
  },
});

/** @param flags as Mayfly's: `--redis URL` */
async function start([, redis]: readonly string[] = []): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-bench-"));
  const port = freePort();
  const file = join(folder, "centrifugo.json");
  writeFileSync(file, JSON.stringify(config(port, redis)));
  const server = await startServerProcess([binary, "--config", file], port);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

const base64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Returns a JSON Web Token of a user, like those of our guests. */
function createToken(user: string): string {
  const claims = { sub: user, exp: Math.floor(Date.now() / 1000) + DAY_S };
  const signed = `${base64Url({ alg: "HS256", typ: "JWT" })}.${base64Url(claims)}`;
  return `${signed}.${new Bun.CryptoHasher("sha256", SECRET).update(signed).digest("base64url")}`;
}

const channelOf = (room: number) => `${room}`.padStart(8, "r");
const MESSAGE = { type: "chat", message: STAMPED_MESSAGE };

/** It knows no rooms of its own in a frame, so the frame of a message is for the first room: there is only one under load. */
export const centrifugo: Peer = {
  name: "Centrifugo",
  prepare,
  start,
  takesLines: true,
  acknowledges: true,
  messageFrame: JSON.stringify({ id: 3, publish: { channel: channelOf(0), data: MESSAGE } }),
  connectionLines: (_, rooms, members) =>
    Array.from({ length: members }, (_, i) => {
      const connect = { id: 1, connect: { token: createToken(`member${i}`) } };
      const subscribe = { id: 2, subscribe: { channel: channelOf(i % rooms) } };
      return `/connection/websocket\t${JSON.stringify(connect)}\n${JSON.stringify(subscribe)}`;
    }),
  postRequest: () => postRequestText("/api/publish", { "X-API-Key": SECRET }, { channel: channelOf(0), data: MESSAGE }),
};
