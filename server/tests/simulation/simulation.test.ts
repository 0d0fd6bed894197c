// A few nodes and many faults here; `bun run simulate` takes as many as one has time for.
import { describe, expect, test } from "bun:test";
import { simulate } from "./simulate.ts";

const SMALL = { nodes: 8, talkers: 4, messages: 120, faults: 8 };

describe("many nodes on virtual time", () => {
  test("D66: through faults of every kind, all see one order, nothing twice, and what was acknowledged", async () => {
    const kinds = new Set<string>();
    for (const seed of [1, 2, 3, 5]) {
      const result = await simulate({ ...SMALL, seed });
      expect([seed, result.problems, result.acknowledged]).toEqual([seed, [], SMALL.messages]);
      for (const kind of Object.keys(result.faults)) kinds.add(kind);
    }
    expect(kinds.size).toBe(4);
  }, 60_000);

  test("D66: without faults nobody reconnects, and nothing is lost", async () => {
    const result = await simulate({ ...SMALL, faults: 0, seed: 7 });
    expect(result).toMatchObject({ problems: [], lost: 0, reconnects: 0, epochs: 1 });
    expect(result.deliveries).toBe(SMALL.nodes * SMALL.messages);
  });

  test("D66: a node that loses events is found", async () => {
    const { problems } = await simulate({ ...SMALL, faults: 0, seed: 7, isLossy: true });
    expect(problems.join()).toMatch(/came after/);
  });
});
