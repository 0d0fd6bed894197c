// What grows in the benchmark of growth, and what is measured at each size.

/** A figure that is measured at each size. Figures are of one unit (a delivery, a room), so a level curve is linear growth. */
export type Quantity = {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** The most that the figure at the largest size may be, as a multiple of that at the size before it. */
  readonly most?: number;
};

export type Figures = Readonly<Record<string, number>>;

export type Dimension = {
  /** What there is more and more of. */
  readonly name: string;
  readonly sizes: readonly number[];
  readonly quantities: readonly Quantity[];
  /** Measures all sizes, from the smallest on. Figures that can't be told at a size are missing or NaN. */
  measure(): AsyncGenerator<readonly [size: number, figures: Figures]>;
};
