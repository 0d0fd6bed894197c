// The README's paragraph on speed, made from the results, so that it never tells of another run than the plots.
import { formatNumber } from "../harness/statistics.ts";
import type { BenchmarkResults } from "./results-store.ts";
import { resultId } from "./thresholds.ts";

const HEADING = "## How fast\n";
/** The paragraph ends where the picture begins. */
const END = "\n\n![Deliveries a second";
const MAX_WIDTH = 125;

/** Returns the paragraph; undefined if one of the figures in it was not measured. */
export function describeSpeed({ measures }: Pick<BenchmarkResults, "measures">): string | undefined {
  const byId = new Map(
    Object.values(measures).flatMap((results) => results.map((one) => [resultId(one), one] as const)),
  );
  const ratio = (id: string) => byId.get(id)?.ratio?.median;
  const fastest = byId.get("fanout 1 × 100 / bare Bun");
  const times = (id: string) => {
    const found = ratio(id);
    return found === undefined ? undefined : `${formatNumber(Number(found.toPrecision(2)))} times`;
  };
  const [bun, ws, socketio, centrifugo] = ["bare Bun", "ws", "socket.io", "Centrifugo"].map((name) =>
    times(`fanout 1 × 100 / ${name}`),
  );
  const kept = ratio("journal 1 × 100 / in memory");
  const cost = ratio("cost at 1,000,000 deliveries/s / bare Bun");
  const idle = byId.get("idle 10,000 sockets / bare Bun");
  if (fastest?.ours == null || idle?.ours == null || kept === undefined || cost === undefined) return undefined;
  if (bun === undefined || ws === undefined || socketio === undefined) return undefined;
  const others = [
    `${bun} what bare \`Bun.serve\` does`,
    ...(centrifugo ? [`${centrifugo} Centrifugo with history`] : []),
  ];
  return [
    `On one core, a room of 100 takes ${formatNumber(fastest.ours.median / 1e6)} million deliveries a second (a delivery is one message`,
    `that has come to one member): ${others.join(", ")}, ${ws} \`ws\`, ${socketio} socket.io; with everything kept in a data file,`,
    `${formatNumber(kept)} of that. A million deliveries a second cost ${formatNumber(cost)} of bare Bun's CPU time. An idle socket weighs`,
    `${formatNumber(idle.ours.median / 1e3)} KB, bare Bun's ${formatNumber((idle.theirs?.median ?? Number.NaN) / 1e3)}.`,
    "[docs/BENCHMARKS.md](docs/BENCHMARKS.md) has all figures, how they were come by, and the bounds that are missed.",
  ].join(" ");
}

/** Breaks a paragraph into lines. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > MAX_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

/** Returns the README with the paragraph of these results; the same README where it can't be made. */
export function withSpeed(readme: string, results: Pick<BenchmarkResults, "measures">): string {
  const paragraph = describeSpeed(results);
  const from = readme.indexOf(HEADING) + HEADING.length;
  const to = readme.indexOf(END, from);
  if (paragraph === undefined || from < HEADING.length || to < 0) return readme;
  return `${readme.slice(0, from)}\n${wrap(paragraph)}${readme.slice(to)}`;
}
