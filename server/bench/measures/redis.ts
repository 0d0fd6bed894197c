// Rooms that several nodes share in one Redis: what that adds to a message's way, and what Redis can take. Beside Centrifugo
// with Redis.
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { pinToCore } from "../harness/processes.ts";
import { catchUp, GATHERED, MOST, masterDeath, measureCore } from "../harness/redis-load.ts";
import { LOSS_LOAD, measureLoss } from "../harness/redis-loss.ts";
import type { Result, Threshold } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { bunRedis } from "../servers/baselines.ts";
import { centrifugo } from "../servers/centrifugo.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import {
  compareSides,
  EXTRA_ROUNDS,
  type Measure,
  runInRounds,
  singleFigure,
  timedMs,
  unmeasuredSide,
  WARM_MS,
} from "./measure.ts";

const MEMBERS = 100;
const MEASURE_MS = 1_500;
/** A load at which nothing waits: what is measured is the way of one message. */
const CALM = 10_000;
/** A load that both servers can sustain. */
const STEADY = 50_000;
const WINDOW = 256;
const KILLS_A_ROUND = 7;

const [LATENCY, CORE, TOGETHER, MOST_TOGETHER, CATCH_UP, DEATH, LOSS, LAST_LOSS, RATE, COST] = [
  `redis p50 at ${formatNumber(CALM)} deliveries/s, two nodes`,
  "redis room messages a Redis core, one a call",
  `redis room messages a Redis core, ${GATHERED} a call`,
  `redis room messages a Redis core, ${MOST} a call`,
  "redis catch-up of 50 missed",
  "redis all rooms live after a master's death",
  `redis acknowledged events lost by a master's death, at ${formatNumber(LOSS_LOAD)} a second`,
  "redis the same, of rooms whose only node dies with it",
  "redis fanout 1 × 100, two nodes",
  `redis CPU at ${formatNumber(STEADY)} deliveries/s, two nodes`,
] as const;
const ONE_NODE = "one node without Redis";
const PLAIN_SET = "a SET of the same text";
const BARE_SCRIPT = "a script with XADD and SPUBLISH";
const BARE = bunRedis.name;
const PEER = "Centrifugo with Redis";

export const REDIS_THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = {
  [`${LATENCY} / ${ONE_NODE}`]: [{ of: "more", most: 0.5 }],
  [`${LATENCY} / ${BARE}`]: [{ of: "ratio", most: 1.5 }],
  [`${CORE} / ${BARE_SCRIPT}`]: [{ of: "ratio", least: 0.4 }],
  [`${TOGETHER} / ${BARE_SCRIPT}`]: [{ of: "ratio", least: 0.8 }],
  [`${MOST_TOGETHER} / ${BARE_SCRIPT}`]: [
    { of: "ours", least: 100_000 },
    { of: "ratio", least: 1 },
  ],
  [CATCH_UP]: [{ of: "ours", most: 0.5 }],
  [DEATH]: [{ of: "ours", most: 6 }],
  [`${RATE} / ${PEER}`]: [{ of: "ratio", least: 1 }],
  [`${COST} / ${PEER}`]: [{ of: "ratio", most: 1 }],
};

type Load = { readonly perSecond: number } | { readonly window: number };

const timesOf = (load: Load) => ({
  warmMs: WARM_MS,
  measureMs: "perSecond" in load ? timedMs(load.perSecond, MEASURE_MS) : MEASURE_MS,
});

async function measureOneNode(load: Load): Promise<GeneratorResult> {
  const server = await mayfly.start();
  try {
    const lines = await mayfly.connectionLines(server.url, 1, MEMBERS);
    return await runGenerator(server, mayfly, lines, { rooms: 1, ...load, ...timesOf(load) });
  } finally {
    await server.stop();
  }
}

/** Measures two nodes of a server that share a Redis, with a room whose members are on both. Redis's CPU time counts, too. */
async function measureTwoNodes(target: BenchmarkedServer, load: Load): Promise<GeneratorResult> {
  const redis = await new RedisServer([], (command) => pinToCore("server", command)).start();
  const nodes = [await target.start(["--redis", redis.url]), await target.start(["--redis", redis.url])] as const;
  const [first, second] = nodes;
  try {
    const lines = await target.connectionLines(first.url, 1, MEMBERS);
    return await runGenerator(first, target, lines, {
      rooms: 1,
      ...load,
      otherPorts: [second.port],
      otherPids: [second.pid, redis.pid],
      ...timesOf(load),
    });
  } finally {
    for (const node of nodes) await node.stop();
    await redis.stop();
  }
}

/** Runs something with an empty Redis on the servers' core. */
async function withRedis<T>(action: (redis: RedisServer) => Promise<T>): Promise<T> {
  const redis = await new RedisServer([], (command) => pinToCore("server", command)).start();
  try {
    return await action(redis);
  } finally {
    await redis.stop();
  }
}

const p50 = ({ latencyMs }: GeneratorResult) => latencyMs[0];
const rate = ({ deliveries, seconds }: GeneratorResult) => deliveries / seconds;
const cost = ({ serverMs, deliveries }: GeneratorResult) => (serverMs * 1e6) / deliveries;

async function compareWithPeer(rounds: number): Promise<Result[]> {
  const names = ["mayfly", PEER];
  const targetOf = (name: string) => (name === PEER ? centrifugo : mayfly);
  const reason = await centrifugo.prepare();
  const measured = reason === undefined ? names : names.slice(0, 1);
  const compare = async (measure: string, unit: string, load: Load, figure: (result: GeneratorResult) => number) => {
    const found = await runInRounds(rounds, measured, (name) => measureTwoNodes(targetOf(name), load));
    const side = (name: string) => ({ name, values: (found.get(name) ?? []).map(figure) });
    if (reason !== undefined) return unmeasuredSide(measure, unit, side("mayfly"), { name: PEER, reason });
    return compareSides(measure, unit, side("mayfly"), side(PEER));
  };
  return [
    await compare(RATE, "deliveries/s", { window: WINDOW }, rate),
    await compare(COST, "ns each", { perSecond: STEADY / MEMBERS }, cost),
  ];
}

export const redis: Measure = {
  name: "redis",
  title: "Two nodes and a Redis",
  explanation: `Two nodes, the Redis they share and nothing else are on the servers' core. A room of ${MEMBERS} has every other member on the
second node. *p50*: at members of both nodes, each of which half of the messages come from, after
${WARM_MS / 1000} s of as many messages as go.
*Room messages a Redis core*: what Redis's own CPU time for a message allows, with messages to 300 rooms in pipelines, and two
nodes subscribed to each: one message in each call, ${GATHERED}, as they gather in a busy room, and ${MOST}, the most that go together. A script
that only adds a text to a stream and publishes it, one a call, is what any server pays there at least. *Catch-up*: a node that has
taken in 50,000 messages before reads and delivers what it has missed of a room. *A master's death*: a Cluster of
three masters, each with a replica, with a \`cluster-node-timeout\` of two seconds; one master is killed. *Lost*: nothing waits
for replicas, and of the events to 120 rooms a third is on that master; with the most and the least of ${KILLS_A_ROUND} deaths a round. *CPU*: of both nodes and
Redis together, for a delivery.`,
  rounds: 3,
  runsOnlyByName: true,
  async run(rounds) {
    if (redisServer === undefined) throw new Error("no redis-server on this machine");
    const calm = { perSecond: CALM / MEMBERS };
    const found = await runInRounds(rounds + EXTRA_ROUNDS, ["mayfly", ONE_NODE, BARE], (name) =>
      name === ONE_NODE ? measureOneNode(calm) : measureTwoNodes(name === BARE ? bunRedis : mayfly, calm),
    );
    const side = (name: string) => ({ name, values: (found.get(name) ?? []).map(p50) });
    const repeat = async <T>(action: () => Promise<T>) => {
      const values: T[] = [];
      for (let round = 0; round < rounds; round++) values.push(await action());
      return values;
    };
    const cores = await repeat(() => withRedis(measureCore));
    const messages = { name: "mayfly", values: cores.map((core) => core.messages) };
    const together = { name: "mayfly", values: cores.map((core) => core.together) };
    const most = { name: "mayfly", values: cores.map((core) => core.most) };
    const bare = { name: BARE_SCRIPT, values: cores.map((core) => core.scripts) };
    const losses = await measureLoss(rounds * KILLS_A_ROUND);
    return [
      compareSides(LATENCY, "ms", side("mayfly"), side(ONE_NODE)),
      compareSides(LATENCY, "ms", side("mayfly"), side(BARE)),
      compareSides(CORE, "messages/s", messages, { name: PLAIN_SET, values: cores.map(({ sets }) => sets) }),
      compareSides(CORE, "messages/s", messages, bare),
      compareSides(TOGETHER, "messages/s", together, bare),
      compareSides(MOST_TOGETHER, "messages/s", most, bare),
      singleFigure(CATCH_UP, "ms", await repeat(() => withRedis(catchUp))),
      singleFigure(DEATH, "s", await repeat(masterDeath)),
      singleFigure(
        LOSS,
        "events",
        losses.map(({ alive }) => alive),
      ),
      singleFigure(
        LAST_LOSS,
        "events",
        losses.map(({ gone }) => gone),
      ),
      ...(await compareWithPeer(rounds)),
    ];
  },
};
