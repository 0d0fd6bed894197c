// How many things of one kind each visitor has open (sockets, streams, uploads, files that wait), which is bounded.
// Rules W22, A5, F12, F45.

/** What one visitor has open. All of it shares the object, so that a socket keeps no text of its own. */
export type VisitorCount = { readonly visitor: string; count: number };

export class OpenPerVisitor {
  readonly #most: number;
  readonly #counts = new Map<string, VisitorCount>();

  /** @param most that a visitor may have open at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param visitor undefined where nobody is limited */
  isFull(visitor: string | undefined): boolean {
    return visitor !== undefined && (this.#counts.get(visitor)?.count ?? 0) >= this.#most;
  }

  /** Counts one more. @returns what `remove` takes once it is closed */
  add(visitor: string | undefined): VisitorCount | undefined {
    if (visitor === undefined) return undefined;
    const counted = this.#counts.get(visitor) ?? { visitor, count: 0 };
    counted.count++;
    this.#counts.set(visitor, counted);
    return counted;
  }

  remove(counted: VisitorCount | undefined): void {
    if (counted !== undefined && --counted.count === 0) this.#counts.delete(counted.visitor);
  }
}
