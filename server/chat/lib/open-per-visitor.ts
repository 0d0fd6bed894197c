// How many things of one kind each visitor has open (sockets, streams, uploads, files that wait), which is bounded.
// Rules W22, N48, A5, F12, F45.

/** What one visitor has open. All of it shares the object, so that a socket keeps no text of its own. */
export type VisitorCount = { readonly visitor: string; count: number };

/** While so many are open in all that it is crowded, each visitor may have this part of what they may have otherwise. */
const CROWDED_SHARE = 1 / 8;
/** From so many on, nearly all being one visitor's is no chance. */
const MIN_TELLING = 100;
const NEARLY_ALL = 0.9;

export class OpenPerVisitor {
  readonly #most: number;
  readonly #crowdedFrom: number;
  readonly #counts = new Map<string, VisitorCount>();
  #total = 0;

  /**
   * @param most that a visitor may have open at a time
   * @param crowdedFrom how many all visitors together have open when it is crowded
   */
  constructor(most: number, crowdedFrom = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#crowdedFrom = crowdedFrom;
  }

  /**
   * @param visitor undefined where nobody is limited
   * @param most that this visitor may have open
   */
  isFull(visitor: string | undefined, most = this.#most): boolean {
    const allowed = this.#total >= this.#crowdedFrom ? Math.ceil(most * CROWDED_SHARE) : most;
    return visitor !== undefined && (this.#counts.get(visitor)?.count ?? 0) >= allowed;
  }

  /** Counts one more. @returns what `remove` takes once it is closed */
  add(visitor: string | undefined): VisitorCount | undefined {
    if (visitor === undefined) return undefined;
    const counted = this.#counts.get(visitor) ?? { visitor, count: 0 };
    counted.count++;
    this.#total++;
    this.#counts.set(visitor, counted);
    return counted;
  }

  remove(counted: VisitorCount | undefined): void {
    if (counted === undefined) return;
    this.#total--;
    if (--counted.count === 0) this.#counts.delete(counted.visitor);
  }

  /** Whether one visitor has nearly all that are open, so that it may be many behind one address. */
  hasNearlyAll(counted: VisitorCount): boolean {
    return counted.count >= MIN_TELLING && counted.count >= this.#total * NEARLY_ALL;
  }
}
