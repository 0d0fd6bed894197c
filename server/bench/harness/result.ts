import type { Spread } from "./statistics.ts";

/** The outcome of one case of a benchmark; docs/benchmarks.json stores results in this shape. */
export type Result = {
  /** The benchmark's name and the case: "fanout 1 × 100". Together with `against`, it identifies the result. */
  readonly measure: string;
  readonly against: string | null;
  readonly unit: string;
  readonly ours: Spread | null;
  readonly theirs: Spread | null;
  /** Our figure divided by theirs, within the same round. */
  readonly ratio: Spread | null;
  /** Why the other side was not measured. No threshold applies then. */
  readonly missing?: string;
  readonly bound?: readonly Threshold[];
  /** For each side, which core was saturated: the server's, the generator's or neither. */
  readonly saturated: string | null;
};

/** A limit for a median: of the ratio, of our own figure, or of our figure minus theirs (`more`). */
export type Threshold = {
  readonly of: "ratio" | "ours" | "more";
  readonly least?: number;
  readonly most?: number;
};
