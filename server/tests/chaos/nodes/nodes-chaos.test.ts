// A few seconds of chaos over three nodes, then runs with known bugs that the checker must find. SEED in the environment
// selects the run; `bun run chaos --redis single` and `--redis cluster --wait 1` run for as long as you like.
import { describe, expect, test } from "bun:test";
import { redisServer } from "../../../testing/redis-servers.ts";
import { totalFaults } from "../fault-injection.ts";
import { describeNodesOutcome, type NodesChaosOptions, type NodesOutcome, runNodesChaos } from "./nodes-chaos.ts";

const SEED = Number(process.env.SEED ?? 20261130);
const SMALL = { seed: SEED, rooms: 2, members: 6, perSecond: 60, pauseMs: 3_000, seconds: 15 } as const;
const CLEAN = { lost: 0, duplicated: 0, disagreed: 0, misplaced: 0, surprises: [] };

async function run(
  options: Omit<NodesChaosOptions, keyof typeof SMALL> & Partial<NodesChaosOptions>,
): Promise<NodesOutcome> {
  const outcome = await runNodesChaos({ ...SMALL, ...options });
  process.stdout.write(`${describeNodesOutcome(outcome)}\n`);
  return outcome;
}

if (redisServer === undefined) {
  test("D55: there is no redis-server here, so nodes can't share one in bad weather", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  test(`D55, D1, D3, D22, D26: after chaos over three nodes nothing is lost or doubled, all show one log, and nobody is left behind (seed ${SEED})`, async () => {
    const outcome = await run({ redis: "single" });
    expect(outcome).toMatchObject(CLEAN);
    expect(totalFaults(outcome.faults)).toBeGreaterThan(40);
    expect(outcome.acknowledged).toBeGreaterThan(100);
  }, 240_000);

  describe("the checker finds known bugs", () => {
    test("D11: nodes that don't read what they missed lose it", async () => {
      const { disagreed, lost, surprises } = await run({ redis: "single", bug: "deaf", seconds: 6 });
      expect(disagreed + lost + surprises.length).toBeGreaterThan(0);
    }, 120_000);

    test("D3: clients that resend with a new nonce double messages", async () => {
      const { duplicated } = await run({ redis: "single", bug: "new-nonce", seconds: 8 });
      expect(duplicated).toBeGreaterThan(0);
    }, 120_000);
  });
}
