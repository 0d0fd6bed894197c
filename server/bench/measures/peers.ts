// Mayfly beside the other servers in everything but their fan-out: latency, idle sockets, joining, posting, starting.

import { runGenerator, runRequestGenerator } from "../generator/run-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { residentBytes } from "../harness/processes.ts";
import type { Result, Threshold } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { bun, hackchat, socketio, ws } from "../servers/baselines.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { findPeers } from "../servers/peers.ts";
import { measureAtRate } from "./latency.ts";
import { type ComparedSide, compareSides, type Measure, runServersInRounds, unmeasuredSide } from "./measure.ts";

/** A load that every server can sustain. */
const DELIVERIES_PER_SECOND = 10_000;
const SOCKETS = 5_000;
const MEMBERS_PER_ROOM = 10;
const SETTLE_MS = 1_500;
const CONNECTIONS = 32;
/** Enough until what is called often is compiled. */
const WARM_REQUESTS = 20_000;

/** The figures of one server in one round; those it can't have are missing. */
type Figures = Record<string, number>;

type Aspect = {
  readonly label: string;
  readonly unit: string;
  readonly key: string;
  /** What our figure divided by theirs must be, where they are a chat server and not only a library for one. */
  readonly bound?: Omit<Threshold, "of">;
};

const RATE = `${formatNumber(DELIVERIES_PER_SECOND)} deliveries/s`;
/** Both are far from busy, and differ by what else the machine does at that moment. */
const NOISE = 1.2;

/** What is compared, in the order of the table. */
const ASPECTS: readonly Aspect[] = [
  { label: `p50 at ${RATE}`, unit: "ms", key: "p50", bound: { most: NOISE } },
  { label: `p99 at ${RATE}`, unit: "ms", key: "p99", bound: { most: NOISE } },
  { label: "idle socket, from a fresh start", unit: "bytes each", key: "idleBytes", bound: { most: 1 } },
  { label: "join", unit: "joins/s", key: "joins", bound: { least: 1 } },
  { label: "join, CPU", unit: "µs each", key: "joinUs", bound: { most: 1 } },
  { label: "post", unit: "posts/s", key: "posts", bound: { least: 1 } },
  { label: "post, CPU", unit: "µs each", key: "postUs", bound: { most: 1 } },
  { label: "start", unit: "ms", key: "startMs", bound: { most: 1 } },
  { label: "resident after the start", unit: "MB", key: "startMb" },
];

const CHAT_SERVERS = ["Centrifugo", "FastAPI", "hack.chat"];

/** No chat server may be ahead in anything. */
export const PEER_THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = Object.fromEntries(
  ASPECTS.flatMap(({ label, key, bound }) =>
    bound === undefined
      ? []
      : CHAT_SERVERS.filter((name) => name !== "hack.chat" || !key.startsWith("post")).map((name) => [
          `peers ${label} / ${name}`,
          [{ of: "ratio", ...bound } as const],
        ]),
  ),
);

async function measureSockets(target: BenchmarkedServer): Promise<Figures> {
  const server = await target.start();
  try {
    await Bun.sleep(SETTLE_MS);
    const fresh = residentBytes(server.pid);
    const rooms = SOCKETS / MEMBERS_PER_ROOM;
    const lines = await target.connectionLines(server.url, rooms, SOCKETS);
    const { connecting, residentBytes: bytes } = await runGenerator(server, target, lines, {
      rooms,
      warmMs: SETTLE_MS,
      measureMs: SETTLE_MS,
    });
    return {
      startMs: server.startMs,
      startMb: fresh / 1e6,
      idleBytes: (bytes - fresh) / SOCKETS,
      joins: SOCKETS / connecting.seconds,
      joinUs: (connecting.serverMs * 1000) / SOCKETS,
    };
  } finally {
    await server.stop();
  }
}

async function measurePosts(target: BenchmarkedServer): Promise<Figures> {
  if (target.postRequest === undefined) return {};
  const server = await target.start();
  try {
    const request = await target.postRequest(server.url);
    const { requests, seconds, serverMs } = await runRequestGenerator(server, {
      requests: Array.from({ length: CONNECTIONS }, () => request),
      expected: "HTTP/1.1 2",
      warmRequests: WARM_REQUESTS,
      measureMs: SETTLE_MS,
    });
    return { posts: requests / seconds, postUs: (serverMs * 1000) / requests };
  } finally {
    await server.stop();
  }
}

async function measureServer(target: BenchmarkedServer): Promise<Figures> {
  const { latencyMs } = await measureAtRate(target, DELIVERIES_PER_SECOND);
  const [sockets, posts] = [await measureSockets(target), await measurePosts(target)];
  return { p50: latencyMs[0], p99: latencyMs[1], ...sockets, ...posts };
}

export const peers: Measure = {
  name: "peers",
  title: "Beside other servers",
  explanation: `What else the other servers can be compared in. Latency: a room of 100 with ${formatNumber(DELIVERIES_PER_SECOND)} deliveries per second. Idle
and *join*: ${formatNumber(SOCKETS)} sockets in rooms of ten, 64 of them connecting at any time; resident memory is counted from before anything was
created. A join is the handshake, a token that is verified (Mayfly, Centrifugo), and the answer with what the room is. *Post*: a
message into an empty room with an HTTP request, ${CONNECTIONS} connections; \`ws\`, socket.io and hack.chat have nothing of the kind.
Centrifugo verifies an API key there, Mayfly the member's token. *Start*: from exec to the first answer.`,
  rounds: 3,
  async run(rounds) {
    const { ready, missing } = await findPeers();
    const others = [bun, ws, socketio, hackchat, ...ready];
    const found = await runServersInRounds(rounds, [mayfly, ...others], measureServer);
    const side = ({ name }: BenchmarkedServer, key: string): ComparedSide => ({
      name,
      values: (found.get(name) ?? []).map((figures) => figures[key] ?? Number.NaN),
    });
    return ASPECTS.flatMap(({ label, unit, key }): Result[] => {
      const [name, ours] = [`peers ${label}`, side(mayfly, key)];
      return [
        ...others
          .map((other) => compareSides(name, unit, ours, side(other, key)))
          .filter(({ theirs }) => theirs !== null),
        ...missing.map((peer) => unmeasuredSide(name, unit, ours, peer)),
      ];
    });
  },
};
