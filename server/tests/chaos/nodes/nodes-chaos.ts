// Runs three nodes that share a Redis, and a crowd that is on all of them, under random faults, in rounds. After each round
// every node's log and every user's screen must be the same, with everything that was acknowledged, and the rosters right.
import type { ApiClient } from "../../../testing/api-client.ts";
import { seededRandom } from "../../../testing/seeded-random.ts";
import { createFaultPicker, describeFaults, type Fault, type FaultCounts, totalFaults } from "../fault-injection.ts";
import { INSTRUMENTED_COMMAND, ServerUnderTest } from "../server-under-test.ts";
import { NODES_BUGS, type NodesBug } from "./nodes-bugs.ts";
import { NodesCrowd, type NodesViolations } from "./nodes-crowd.ts";
import { type RedisDeployment, startCluster, startSingle } from "./redis-deployments.ts";

export type NodesChaosOptions = {
  readonly seed: number;
  readonly seconds: number;
  readonly redis: "single" | "cluster";
  /** `MAYFLY_REDIS_WAIT`. */
  readonly wait?: number;
  readonly rooms?: number;
  readonly members?: number;
  readonly perSecond?: number;
  readonly pauseMs?: number;
  readonly atLeast?: { readonly faults: number; readonly deliveries: number };
  readonly binary?: string | undefined;
  readonly bug?: NodesBug | undefined;
  readonly afterRound?: (outcome: NodesOutcome) => void;
};

export type NodesOutcome = NodesViolations & {
  readonly deliveries: number;
  readonly acknowledged: number;
  readonly snapshots: number;
  readonly faults: FaultCounts;
  readonly surprises: readonly string[];
  /** What was found, in words. */
  readonly details: readonly string[];
};

const NODES = 3;
const ROUND_MS = 45_000;
const SETTLED_WITHIN_MS = 60_000;
/** With a known bug, whatever has not settled by then never will. */
const BUG_SETTLED_WITHIN_MS = 4_000;
const SAY_INTERVAL_MS = 50;
const CUT_INTERVAL_MS = 250;
const LEAVE_INTERVAL_MS = 4_000;
const FAULT_MS = 1_000;
const MAX_SKEW_MS = 120_000;
/** What a node says that couldn't start. */
const NO_REDIS = "MAYFLY_REDIS: can't be used";
const STARTED_AGAIN_MS = 500;

export async function runNodesChaos(options: NodesChaosOptions): Promise<NodesOutcome> {
  const { seed, seconds, redis, wait = 0, rooms = 2, members = 18, perSecond = 100, pauseMs = 10_000, bug } = options;
  const { atLeast = { faults: 0, deliveries: 0 }, binary } = options;
  const random = seededRandom(seed);
  const { variant, fault, ...clientBug }: Partial<(typeof NODES_BUGS)[NodesBug]> =
    bug === undefined ? {} : NODES_BUGS[bug];
  const command = binary === undefined ? [...INSTRUMENTED_COMMAND, ...(variant ? [variant] : [])] : [binary];
  const deployment: RedisDeployment =
    redis === "single" ? await startSingle(NODES, random, pauseMs) : await startCluster(random, pauseMs);
  const nodes: ServerUnderTest[] = [];
  const faults: Record<string, number> = {};
  const surprises: string[] = [];
  const details: string[] = [];
  const total = { lost: 0, duplicated: 0, disagreed: 0, misplaced: 0, deliveries: 0, acknowledged: 0, snapshots: 0 };
  const withinMs = bug === undefined ? SETTLED_WITHIN_MS : BUG_SETTLED_WITHIN_MS;
  const count = (name: string) => {
    faults[name] = (faults[name] ?? 0) + 1;
  };
  const outcome = (): NodesOutcome => {
    const exits = nodes.flatMap((node) => node.surprises).filter((exit) => !exit.includes(NO_REDIS));
    const all = [...surprises, ...exits, ...faultsLogged(nodes)];
    return { ...total, faults: { ...faults }, surprises: all, details };
  };

  const round = async (lastsMs: number) => {
    const running = () => nodes.filter(({ isRunning }) => isRunning);
    const pickPort = () => running()[Math.floor(random() * running().length)]?.port ?? 1;
    const crowd = new NodesCrowd({ rooms, members, random, pickPort, ...clientBug });
    await crowd.join((nodes[0] as ServerUnderTest).client);
    const beganAt = performance.now();
    const passedMs = () => performance.now() - beganAt;
    let said = 0;
    const timers = [
      setInterval(() => {
        const due = Math.floor((passedMs() / 1_000) * perSecond) - said;
        crowd.say(Math.min(due, perSecond / 4));
        said += due;
      }, SAY_INTERVAL_MS),
      setInterval(() => {
        count("user cut off");
        crowd.cutOne();
      }, CUT_INTERVAL_MS),
      setInterval(() => crowd.letOneGo(), LEAVE_INTERVAL_MS),
    ];
    const isEnough = () =>
      totalFaults(faults) >= atLeast.faults && total.deliveries + crowd.deliveries >= atLeast.deliveries;
    while (passedMs() < lastsMs || (passedMs() < 3 * lastsMs && !isEnough())) {
      await Bun.sleep(FAULT_MS * (0.5 + random()));
      const { name, inject } = pickFault();
      count(name);
      await inject();
    }
    for (const timer of timers) clearInterval(timer);
    surprises.push(...(await crowd.waitUntilSaid(withinMs)));
    const clients: readonly ApiClient[] = nodes.map(({ client }) => client);
    surprises.push(...(await readinessProblems(clients, withinMs)));
    const found = await crowd.check(clients, withinMs);
    for (const kind of ["lost", "duplicated", "disagreed", "misplaced"] as const) total[kind] += found[kind];
    details.push(...crowd.details);
    for (const kind of ["deliveries", "acknowledged", "snapshots"] as const) total[kind] += crowd[kind];
    if (bug === undefined) surprises.push(...(await crowd.endRooms(clients)));
    crowd.leave();
  };

  const allFaults = [...deployment.faults, ...nodeFaults(nodes, random, binary === undefined)];
  const pickFault = createFaultPicker(
    allFaults.filter(({ name }) => fault === undefined || name === fault),
    random,
  );
  try {
    for (let n = 0; n < NODES; n++) {
      const flags = ["--redis", deployment.urlOf(n), "--redis-wait", `${wait}`, "--history", "100000"];
      const node = new ServerUnderTest({ command, flags: [...flags, "--max-memory", "1g"] });
      nodes.push(node);
      await start(node);
    }
    for (let left = seconds * 1_000; left > 0; left -= ROUND_MS) {
      await round(Math.min(ROUND_MS, left));
      options.afterRound?.(outcome());
    }
    for (const node of nodes) {
      const code = await node.stop();
      if (code !== 0) surprises.push(`a node exited with ${code}`);
    }
    return outcome();
  } finally {
    for (const node of nodes) await node.crash();
    await deployment.stop();
  }
}

/** Starts a node as a supervisor does: again, where its Redis can't be used just then. */
async function start(node: ServerUnderTest): Promise<void> {
  for (;;) {
    try {
      return await node.start();
    } catch (error) {
      if (!/MAYFLY_REDIS|did not start/.test(String(error))) throw error;
      await Bun.sleep(STARTED_AGAIN_MS);
    }
  }
}

function nodeFaults(nodes: readonly ServerUnderTest[], random: () => number, isInstrumented: boolean): Fault[] {
  const pick = () => nodes[Math.floor(random() * nodes.length)] as ServerUnderTest;
  const restart = async (node: ServerUnderTest) => {
    const code = await node.stop();
    if (code !== 0) node.surprises.push(`it exited with ${code} after SIGTERM`);
    await start(node);
  };
  const faults: Fault[] = [
    {
      name: "node killed",
      weight: 4,
      async inject() {
        const node = pick();
        await node.crash();
        await Bun.sleep(random() * 2_000);
        await start(node);
      },
    },
    { name: "node restarted", weight: 2, inject: () => restart(pick()) },
    {
      name: "rolling restart",
      weight: 1,
      async inject() {
        for (const node of nodes) await restart(node);
      },
    },
    {
      name: "node frozen",
      weight: 1,
      async inject() {
        const node = pick();
        node.freeze();
        await Bun.sleep(500 + random() * 6_500);
        node.thaw();
      },
    },
  ];
  if (isInstrumented) {
    faults.push({
      name: "clock skewed",
      weight: 2,
      inject: () => pick().control({ jumpMs: Math.floor((random() - 0.5) * MAX_SKEW_MS) }),
    });
  }
  return faults;
}

/** Waits until all nodes are ready. @returns which are not */
async function readinessProblems(clients: readonly ApiClient[], withinMs: number): Promise<string[]> {
  const problems: string[] = [];
  for (const [at, client] of clients.entries()) {
    const status = async () => (await client.ask("GET", "readyz")).status;
    const until = performance.now() + withinMs;
    while ((await status()) !== 200 && performance.now() < until) await Bun.sleep(50);
    if ((await status()) !== 200) problems.push(`node ${at} is not ready`);
  }
  return problems;
}

/** Returns what the nodes have logged as faults of their own. */
const faultsLogged = (nodes: readonly ServerUnderTest[]) =>
  nodes.flatMap(({ log }) => log.split("\n").filter((line) => / error /.test(line) && !line.includes(NO_REDIS)));

export function describeNodesOutcome(outcome: NodesOutcome): string {
  const { faults, deliveries, acknowledged, snapshots, lost, duplicated, disagreed, misplaced, surprises } = outcome;
  return [
    describeFaults(faults),
    `${deliveries.toLocaleString("en")} deliveries, ${acknowledged.toLocaleString("en")} messages acknowledged, ${snapshots} snapshots`,
    `${lost} lost, ${duplicated} duplicated, ${disagreed} disagreements, ${misplaced} wrong rosters`,
    ...surprises.map((surprise) => `surprise: ${surprise}`),
    ...outcome.details.slice(0, 30).map((detail) => `found: ${detail}`),
  ].join("\n");
}
