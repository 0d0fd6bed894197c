// Renders docs/BENCHMARKS.md from the results.

import type { Result } from "../harness/result.ts";
import { formatNumber, formatSpread } from "../harness/statistics.ts";
import { MEASURES } from "../measures/all-measures.ts";
import { CENTRIFUGO_VERSION } from "../servers/centrifugo.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { PLOTS } from "./document-plots.ts";
import type { BenchmarkResults, RenderedDocument } from "./results-store.ts";
import { judgeThresholds, thresholdText } from "./thresholds.ts";

const COLUMNS: readonly [head: string, cellOf: (result: Result) => string][] = [
  ["", ({ measure }) => measure.slice(measure.indexOf(" ") + 1)],
  ["mayfly", ({ ours }) => formatSpread(ours ?? undefined)],
  ["unit", ({ unit }) => unit],
  ["against", ({ against }) => against ?? ""],
  ["theirs", ({ theirs, missing }) => missing ?? (theirs === null ? "" : formatSpread(theirs))],
  ["ratio", ({ ratio }) => (ratio === null ? "" : formatSpread(ratio))],
  ["must be", ({ bound }) => (bound ?? []).map(thresholdText).join(", ")],
  ["saturated core (server / generator)", ({ saturated }) => saturated ?? ""],
];

/** Returns the table of a benchmark's results, without columns that are empty in every row. */
export function resultTable(results: readonly Result[]): string {
  const columns = COLUMNS.filter(([head, cellOf]) => head === "" || results.some((result) => cellOf(result) !== ""));
  return markdownTable(
    columns.map(([head]) => head),
    results.map((result) => columns.map(([, cellOf]) => cellOf(result))),
  );
}

/** Returns the document and its plots, by file name. */
export function renderDocument(results: BenchmarkResults): RenderedDocument {
  const measured = MEASURES.filter(({ name }) => results.measures[name] !== undefined);
  const verdicts = judgeThresholds(
    Object.values(results.measures).flat(),
    measured.map(({ name }) => name),
  );
  const missed = verdicts.filter(({ holds }) => !holds);
  const plots: Record<string, string> = {};
  const chapters = measured.map(({ name, title, explanation }) => {
    const ofMeasure = results.measures[name] ?? [];
    const images = (PLOTS[name] ?? []).flatMap(({ file, alt, draw }) => {
      const svg = draw(ofMeasure);
      if (svg === undefined) return [];
      plots[file] = svg;
      return [`![${alt}](${file})`];
    });
    const annotation = ANNOTATIONS[name];
    return [
      `## ${title}`,
      explanation,
      ...images,
      resultTable(ofMeasure),
      ...(annotation === undefined ? [] : [annotation]),
    ].join("\n\n");
  });
  const markdown = [
    "# Benchmarks",
    `\`bun run bench\` wrote this document on ${results.writtenAt}; [benchmarks.json](benchmarks.json) has the same figures.
Each figure is the median of all rounds, with the minimum and maximum in brackets. A ratio is our figure divided by theirs within the
same round; thresholds apply to its median. The servers take turns, and each measurement starts a server of its own.`,
    `- Measured: Mayfly ${results.build}\n- On: ${results.text}`,
    `Absolute figures depend on this machine; ratios depend on it less. If the generator's core was saturated and Mayfly is ahead,
the ratio is a lower bound: the server had time left. All servers do the same work: they parse and check a frame, number the message,
encode it once, and send it to everybody in the room, including its sender.`,
    BASELINES_TEXT,
    "## Thresholds",
    `\`bun run bench --check\` measures again and reports which of these thresholds are missed. ${verdicts.length - missed.length} of ${verdicts.length} hold.`,
    markdownTable(
      ["", "found", "must be", ""],
      verdicts.map(({ id, bound, found, holds }) => [
        id,
        formatNumber(found),
        thresholdText(bound),
        holds ? "holds" : "**missed**",
      ]),
    ),
    ...missed.map(({ id }) => `**${id}**: ${ANNOTATIONS[id] ?? "missed; the cause is not known yet."}`),
    ...chapters,
  ];
  return { markdown: `${markdown.join("\n\n")}\n`, plots };
}

const BASELINES_TEXT = `The baselines are in \`server/bench/baseline-servers/\`: bare Bun (only \`Bun.serve\` and
\`server.publish\`); the \`ws\` package, which sends to many sockets in a loop; \`socket.io\` with only the WebSocket transport; and
hack.chat's server from npm (\`hackchat-server\`). That package contains no chat commands, so its two commands are written like
hack.chat's own. Its rate limit is lifted by its configuration, and it encodes a message again for each member, as it always does.

Two servers are not from npm. Centrifugo ${CENTRIFUGO_VERSION} is built from its source where Go is installed; its channels keep 500 messages for
recovery, and know who is there, as our rooms do. FastAPI is a chat as a first one with uvicorn and Redis's publish and subscribe is
built; it is installed from PyPI, and needs Debian's \`redis-server\`, which shares the server's core and isn't counted. Both are kept
in this system's cache folder. Where one can't be had, its rows say why.`;

/** Returns a Markdown table with aligned columns. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => ""), ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = " ") =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [line(head), line([], "-"), ...rows.map((row) => line(row))].join("\n");
}
