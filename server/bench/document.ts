// docs/BENCHMARKS.md as it is written from the figures.

import { REMARKS } from "./annotations.ts";
import type { Result } from "./measure.ts";
import { MEASURES } from "./measures.ts";
import { PLOTS } from "./plots.ts";
import type { Book, Written } from "./results-store.ts";
import { short, shown, table } from "./statistics.ts";
import { boundText, judge } from "./thresholds.ts";

const COLUMNS: readonly [head: string, of: (result: Result) => string][] = [
  ["", ({ measure }) => measure.slice(measure.indexOf(" ") + 1)],
  ["mayfly", ({ ours }) => shown(ours ?? undefined)],
  ["unit", ({ unit }) => unit],
  ["against", ({ against }) => against ?? ""],
  ["theirs", ({ theirs }) => (theirs === null ? "" : shown(theirs))],
  ["ratio", ({ ratio }) => (ratio === null ? "" : shown(ratio))],
  ["must be", ({ bound }) => (bound ?? []).map(boundText).join(", ")],
  ["core at its limit (server / generator)", ({ saturated }) => saturated ?? ""],
];

/** Columns nobody has anything for are left out. */
export function resultTable(results: readonly Result[]): string {
  const columns = COLUMNS.filter(([head, of]) => head === "" || results.some((result) => of(result) !== ""));
  return table(
    columns.map(([head]) => head),
    results.map((result) => columns.map(([, of]) => of(result))),
  );
}

export function document(book: Book): Written {
  const known = MEASURES.filter(({ name }) => book.measures[name] !== undefined);
  const verdicts = judge(
    Object.values(book.measures).flat(),
    known.map(({ name }) => name),
  );
  const fallen = verdicts.filter(({ holds }) => !holds);
  const plots: Record<string, string> = {};
  const chapters = known.map(({ name, title, words }) => {
    const results = book.measures[name] ?? [];
    const images = (PLOTS[name] ?? []).flatMap(({ file, alt, of }) => {
      const svg = of(results);
      if (svg === undefined) return [];
      plots[file] = svg;
      return [`![${alt}](${file})`];
    });
    const remark = REMARKS[name];
    return [`## ${title}`, words, ...images, resultTable(results), ...(remark ? [remark] : [])].join("\n\n");
  });
  const markdown = [
    "# Benchmarks",
    `Made by \`bun run bench\` on ${book.writtenAt}; [benchmarks.json](benchmarks.json) has the same figures. A figure is the
median of all rounds, with the least and the most in brackets; a ratio is taken within a round, of ours to theirs, and its
median is what bounds are held to. All take turns, each with a server of its own.`,
    `- Measured: Mayfly ${book.build}\n- On: ${book.text}`,
    `Absolute figures are this machine's; ratios travel better. Where the generator's core was at its limit and ours is ahead,
the ratio is the least it could be: the server had time left. Everybody does the same work: a frame is parsed and checked, the
message numbered, encoded once and sent to everybody in the room, its sender too.`,
    RIVALS,
    "## What must hold",
    `\`bun run bench --check\` measures anew and says which of these fell. ${verdicts.length - fallen.length} of ${verdicts.length} hold.`,
    table(
      ["", "found", "must be", ""],
      verdicts.map(({ id, bound, found, holds }) => [
        id,
        short(found),
        boundText(bound),
        holds ? "holds" : "**missed**",
      ]),
    ),
    ...fallen.map(({ id }) => `**${id}**: ${REMARKS[id] ?? "missed, and nobody has said yet why."}`),
    ...chapters,
  ];
  return { markdown: `${markdown.join("\n\n")}\n`, plots };
}

const RIVALS = `Beside it stand, in \`server/bench/rivals/\`: bare Bun (\`Bun.serve\` and \`server.publish\`, nothing else);
the \`ws\` package, whose way to send to many is a loop; \`socket.io\` with the WebSocket transport alone; and hack.chat's
server from npm (\`hackchat-server\`). That package has no chat in it, so its two commands are written as hack.chat's own
are; its limit is lifted by its configuration, and it encodes a message anew for each member, as it always does.`;
