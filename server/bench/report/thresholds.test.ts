import { describe, expect, test } from "bun:test";
import type { Result } from "../harness/result.ts";
import { formatNumber, formatSpread, spread } from "../harness/statistics.ts";
import { MEASURES } from "../measures/all-measures.ts";
import { compareSides, describeSaturation, runInRounds, singleFigure, unmeasuredSide } from "../measures/measure.ts";
import { renderDocument, resultTable } from "./document.ts";
import { withSpeed } from "./readme-speed.ts";
import { judgeThresholds, resultId, THRESHOLDS, thresholdText } from "./thresholds.ts";

const result = (measure: string, ours: number[], theirs: number[], against = "bare Bun") =>
  compareSides(measure, "x", { name: "mayfly", values: ours }, { name: against, values: theirs });

describe("thresholds", () => {
  const verdictsOn = (results: Result[], name: string) =>
    judgeThresholds(results, [name]).map(({ id, bound, holds }) => `${id} ${thresholdText(bound)} ${holds}`);

  test("apply to the median ratio of the rounds, to our own figure, or to our figure minus theirs", () => {
    expect(verdictsOn([result("cost at 1,000,000 deliveries/s", [100, 90, 300], [200, 200, 200])], "cost")).toEqual([
      "cost at 1,000,000 deliveries/s / bare Bun ≤ 0.5 × true",
    ]);
    expect(verdictsOn([result("idle 10,000 sockets", [3_000], [2_499])], "idle").slice(0, 2)).toEqual([
      "idle 10,000 sockets / bare Bun ≤ 3,000 true",
      "idle 10,000 sockets / bare Bun ≤ 500 more false",
    ]);
    expect(verdictsOn([singleFigure("wheel longest tick", "ms", [10.1])], "wheel").at(-1)).toBe(
      "wheel longest tick ≤ 10 false",
    );
  });

  test("fail without a result, and only those of benchmarks that ran are checked", () => {
    expect(verdictsOn([], "storm")).toEqual(["storm 50 missed each / none missed ≥ 0.8 × false"]);
    expect(judgeThresholds([], [])).toEqual([]);
  });

  test("against a server that this machine doesn't have are left out, and the table says why", () => {
    const missing = { name: "Centrifugo", reason: "no Go" };
    const row = unmeasuredSide("fanout 1 × 100", "x", { name: "mayfly", values: [3] }, missing);
    const ids = judgeThresholds([row], ["fanout"]).map(({ id }) => id);
    expect(ids).not.toContain("fanout 1 × 100 / Centrifugo");
    expect(ids).toContain("fanout 1 × 100 / ws");
    expect(resultTable([row])).toContain("not measured: no Go");
  });

  test("all belong to existing benchmarks", () => {
    const names = MEASURES.map(({ name }) => name);
    expect(Object.keys(THRESHOLDS).filter((id) => !names.includes(id.split(" ", 1)[0] ?? ""))).toEqual([]);
    expect(judgeThresholds([], names).length).toBeGreaterThanOrEqual(Object.keys(THRESHOLDS).length);
  });
});

describe("figures", () => {
  test("are written with three digits", () => {
    expect([1_234_567, 999.4, 12.34, 1.234, 0.1234, 0.01234, Number.NaN].map(formatNumber)).toEqual([
      "1,230,000",
      "999",
      "12.3",
      "1.23",
      "0.12",
      "0.012",
      "-",
    ]);
  });

  test("are a median and a range of the finite values", () => {
    expect(formatSpread(spread([3, 1, 2, Number.NaN]))).toBe("2 (1 to 3)");
    expect(formatSpread(spread([2]))).toBe("2");
    expect(formatSpread(spread([]))).toBe("-");
  });

  test("are compared within a round", () => {
    expect(result("fanout", [1, 9], [2, 3]).ratio).toEqual({ median: 1.75, least: 0.5, most: 3 });
    expect(resultId(result("fanout", [], []))).toBe("fanout / bare Bun");
  });

  test("name the saturated core", () => {
    const spent = (serverMs: number, generatorMs: number) => [{ seconds: 1, serverMs, serverUserMs: 0, generatorMs }];
    expect(describeSaturation(spent(990, 400))).toBe("server (99 % / 40 %)");
    expect(describeSaturation(spent(500, 980))).toBe("generator (50 % / 98 %)");
    expect(describeSaturation(spent(500, 500))).toBe("neither (50 % / 50 %)");
  });
});

test("each server goes first in turn", async () => {
  const order: string[] = [];
  const found = await runInRounds(3, ["a", "b"], async (name) => order.push(name));
  expect(order.join("")).toBe("abbaab");
  expect(found.get("b")).toEqual([2, 3, 6]);
});

test("the document has every figure, names missed thresholds, and has plots", () => {
  const fanout = [result("fanout 1 × 100", [90, 80], [100, 100]), result("fanout 1 × 100", [90, 80], [5, 5], "ws")];
  const { markdown, plots } = renderDocument({
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

test("growth is drawn from its points, the size zero too", () => {
  const points = [0, 100, 1_000].map((size) =>
    singleFigure(`growth messages kept: start with them in the data file; ${size.toLocaleString("en")}`, "ms", [
      size + 10,
    ]),
  );
  const { plots } = renderDocument({
    build: "Mayfly 1",
    text: "a machine",
    writtenAt: "2030-01-01",
    measures: { growth: points },
  });
  const svg = plots["bench-growth-messages-kept.svg"] ?? "";
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).not.toMatch(/NaN|Infinity/);
});

describe("the README's paragraph on speed", () => {
  const measures = {
    fanout: ["bare Bun", "ws", "socket.io", "Centrifugo"].map((name, at) =>
      result("fanout 1 × 100", [9_000_000], [[4_500_000, 150_000, 100_000, 2_000_000][at] as number], name),
    ),
    cost: [result("cost at 1,000,000 deliveries/s", [150], [600])],
    idle: [result("idle 10,000 sockets", [2_900], [3_400])],
    journal: [result("journal 1 × 100", [9], [10], "in memory")],
  };
  const readme = "# It\n\n## How fast\n\nVery.\n\n![Deliveries a second](a.svg)\n\n## Next\n";

  test("has the last run's figures, and is the same when it is written again", () => {
    const written = withSpeed(readme, { measures });
    expect(written).toContain("9 million deliveries a second");
    expect(written.replaceAll("\n", " ")).toContain(
      "2 times what bare `Bun.serve` does, 4.5 times Centrifugo with history, 60 times `ws`",
    );
    expect(written).not.toContain("Very.");
    expect(written).toEndWith("![Deliveries a second](a.svg)\n\n## Next\n");
    expect(withSpeed(written, { measures })).toBe(written);
  });

  test("stays as it was where a figure is missing", () => {
    expect(withSpeed(readme, { measures: { ...measures, cost: [] } })).toBe(readme);
  });
});
