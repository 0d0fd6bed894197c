// Who came and went since the last message, folded into one line. Coming and going again leaves no trace.

export type Presence = {
  /** The seq of the last event to see before it: its place in the transcript. */
  readonly after: number;
  readonly joined: readonly string[];
  readonly left: readonly string[];
};

/** Lines kept: what came before them has scrolled away. */
const KEPT = 100;

/** The lines after one more person joined or left while `seq` was the newest event to see. */
export function folded(
  lines: readonly Presence[],
  seq: number,
  name: string,
  what: "joined" | "left",
): readonly Presence[] {
  const last = lines.at(-1);
  const open: Presence = last?.after === seq ? last : { after: seq, joined: [], left: [] };
  const before = last?.after === seq ? lines.slice(0, -1) : lines;
  const opposite = what === "joined" ? "left" : "joined";
  const undone = open[opposite].includes(name);
  const line: Presence = undone
    ? { ...open, [opposite]: open[opposite].filter((one) => one !== name) }
    : { ...open, [what]: [...open[what].filter((one) => one !== name), name] };
  if (line.joined.length === 0 && line.left.length === 0) return before;
  return [...before, line].slice(-KEPT);
}
