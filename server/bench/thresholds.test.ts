// What holds and what fell, and how figures are written down.
import { describe, expect, test } from "bun:test";
import { document } from "./document.ts";
import { alone, compared, inRounds, type Result, saturated } from "./measure.ts";
import { MEASURES } from "./measures.ts";
import { short, shown, spread } from "./statistics.ts";
import { BOUNDS, boundText, idOf, judge } from "./thresholds.ts";

const result = (measure: string, ours: number[], theirs: number[], against = "bare Bun") =>
  compared(measure, "x", { name: "mayfly", values: ours }, { name: against, values: theirs });

describe("bounds", () => {
  const verdictsOn = (results: Result[], name: string) =>
    judge(results, [name]).map(({ id, bound, holds }) => `${id} ${boundText(bound)} ${holds}`);

  test("are held to the median of the ratios of each round, to our own figure, or to what is more than theirs", () => {
    expect(verdictsOn([result("cost at 1,000,000 deliveries/s", [100, 90, 300], [200, 200, 200])], "cost")).toEqual([
      "cost at 1,000,000 deliveries/s / bare Bun ≤ 0.5 × true",
    ]);
    expect(verdictsOn([result("idle 10,000 sockets", [3_000], [2_499])], "idle").slice(0, 2)).toEqual([
      "idle 10,000 sockets / bare Bun ≤ 3,000 true",
      "idle 10,000 sockets / bare Bun ≤ 500 more false",
    ]);
    expect(verdictsOn([alone("wheel longest tick", "ms", [10.1])], "wheel").at(-1)).toBe(
      "wheel longest tick ≤ 10 false",
    );
  });

  test("fall where nothing was found, and only those of what was run are asked for", () => {
    expect(verdictsOn([], "storm")).toEqual(["storm 50 missed each / none missed ≥ 0.8 × false"]);
    expect(judge([], [])).toEqual([]);
  });

  test("are all of measures there are", () => {
    const names = MEASURES.map(({ name }) => name);
    expect(Object.keys(BOUNDS).filter((id) => !names.includes(id.split(" ", 1)[0] ?? ""))).toEqual([]);
    expect(judge([], names).length).toBeGreaterThanOrEqual(Object.keys(BOUNDS).length);
  });
});

describe("figures", () => {
  test("have three digits", () => {
    expect([1_234_567, 999.4, 12.34, 1.234, 0.1234, 0.01234, Number.NaN].map(short)).toEqual([
      "1,230,000",
      "999",
      "12.3",
      "1.23",
      "0.12",
      "0.012",
      "-",
    ]);
  });

  test("are a median and its range, of what is known", () => {
    expect(shown(spread([3, 1, 2, Number.NaN]))).toBe("2 (1 to 3)");
    expect(shown(spread([2]))).toBe("2");
    expect(shown(spread([]))).toBe("-");
  });

  test("of a round are compared with each other", () => {
    expect(result("fanout", [1, 9], [2, 3]).ratio).toEqual({ median: 1.75, least: 0.5, most: 3 });
    expect(idOf(result("fanout", [], []))).toBe("fanout / bare Bun");
  });

  test("say whose core was at its limit", () => {
    const spent = (serverMs: number, generatorMs: number) => [{ seconds: 1, serverMs, serverUserMs: 0, generatorMs }];
    expect(saturated(spent(990, 400))).toBe("server (99 % / 40 %)");
    expect(saturated(spent(500, 980))).toBe("generator (50 % / 98 %)");
    expect(saturated(spent(500, 500))).toBe("neither (50 % / 50 %)");
  });
});

test("each goes first in its turn", async () => {
  const order: string[] = [];
  const found = await inRounds(3, ["a", "b"], async (name) => order.push(name));
  expect(order.join("")).toBe("abbaab");
  expect(found.get("b")).toEqual([2, 3, 6]);
});

test("the document has every figure, says what was missed, and draws", () => {
  const fanout = [result("fanout 1 × 100", [90, 80], [100, 100]), result("fanout 1 × 100", [90, 80], [5, 5], "ws")];
  const { markdown, plots } = document({
    build: "Mayfly 1",
    text: "a machine & more",
    writtenAt: "2030-01-01",
    measures: { fanout },
  });
  expect(markdown).toContain("85 (80 to 90)");
  expect(markdown).toMatch(/\*\*fanout 1 × 100 \/ bare Bun\*\*: /);
  expect(markdown).toContain("(bench-deliveries.svg)");
  expect(plots["bench-deliveries.svg"]).toContain("prefers-color-scheme:dark");
  for (const svg of Object.values(plots)) expect(svg).not.toContain("NaN");
});
