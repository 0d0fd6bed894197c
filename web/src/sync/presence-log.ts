// Collects in one line who joined and left since the last message. Somebody who joins and leaves again between two
// messages is not mentioned.

export type PresenceLine = {
  /** The seq of the last visible event before it: its place in the transcript. */
  readonly after: number;
  readonly joined: readonly string[];
  readonly left: readonly string[];
};

/** Older lines are dropped, because they have long scrolled away. */
const MAX_LINES = 100;

/** Adds that somebody joined or left while `seq` was the newest visible event. */
export function addPresence(
  lines: readonly PresenceLine[],
  seq: number,
  name: string,
  change: "joined" | "left",
): readonly PresenceLine[] {
  const last = lines.at(-1);
  const open: PresenceLine = last?.after === seq ? last : { after: seq, joined: [], left: [] };
  const before = last?.after === seq ? lines.slice(0, -1) : lines;
  const opposite = change === "joined" ? "left" : "joined";
  const isUndone = open[opposite].includes(name);
  const line: PresenceLine = isUndone
    ? { ...open, [opposite]: open[opposite].filter((other) => other !== name) }
    : { ...open, [change]: [...open[change].filter((other) => other !== name), name] };
  if (line.joined.length === 0 && line.left.length === 0) return before;
  return [...before, line].slice(-MAX_LINES);
}
