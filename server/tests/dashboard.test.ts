// The dashboard for Grafana asks for what the server has, and for nothing else.
import { describe, expect, test } from "bun:test";
import dashboard from "../../docs/grafana-dashboard.json";
import { startTestServer } from "../testing/test-server.ts";

/** PromQL's own words in the dashboard. */
const FUNCTIONS = ["sum", "min", "by", "rate", "increase", "histogram_quantile", "time"];

const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
const queries = dashboard.templating.list.map((variable) => variable.definition ?? "");

/** Returns the metrics that an expression names: its words outside of label matchers, ranges and lists of labels. */
function metricsIn(expression: string): string[] {
  const bare = expression.replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, " ");
  return (bare.match(/[a-z_]\w*/g) ?? []).filter((word) => !FUNCTIONS.includes(word));
}

/** Returns the names and the types of a server's metrics, as it tells them. */
async function families(): Promise<Map<string, string>> {
  await using server = await startTestServer();
  const { text } = await server.ask("GET", "metrics");
  return new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => [name, type]));
}

describe("docs/grafana-dashboard.json", () => {
  test("N34: every metric it names is there, and every metric of Mayfly's is in it", async () => {
    const types = await families();
    const familyOf = (name: string) =>
      types.has(name) ? name : types.get(name.replace(/_(bucket|sum|count)$/, "")) && name.replace(/_[a-z]+$/, "");
    const named = [...expressions, ...queries.map((query) => query.replace(/^label_values\((\w+), \w+\)$/, "$1"))]
      .flatMap(metricsIn)
      .map((name) => [name, familyOf(name)] as const);
    expect(named.filter(([, family]) => family === undefined)).toEqual([]);
    const shown = new Set(named.map(([, family]) => family));
    expect([...types.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  test("N34: counters are asked for their rate, gauges for their value, histograms for their buckets", async () => {
    const types = await families();
    for (const expression of expressions) {
      for (const name of metricsIn(expression)) {
        const type = types.get(name) ?? "histogram";
        const isRate = new RegExp(`(rate|increase)\\(${name}\\{`).test(expression);
        expect([expression, isRate]).toEqual([expression, type !== "gauge"]);
      }
    }
  });

  test("N34: the check finds a name that isn't there", () => {
    expect(
      metricsIn('sum by (code) (rate(mayfly_nothing_total{instance=~"$instance"}[$__rate_interval])) > 0'),
    ).toEqual(["mayfly_nothing_total"]);
  });

  test("N34: panels have ids of their own, don't overlap, and fit Grafana's 24 columns", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});
