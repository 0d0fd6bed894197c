// Notices that something on the way cuts quiet sockets: one after the other breaks off after the same time. Rule N51.

/** As many in a row are no chance. */
const MIN_CUTS = 3;
/**
 * So much may their lives differ: more than for the page, which has none cut any more once it has noticed, so that the server
 * would wait for its third in vain.
 */
const MAX_DIFFERENCE_MS = 1_500;
/** So far apart are their ends: sockets that break together have another reason. */
const MIN_APART_MS = 1_000;
/** Nothing on the way cuts sooner; clients that come and go do. */
const MIN_LIFE_MS = 2_500;
/** The server itself asks for a sign of life before that. */
const MAX_LIFE_MS = 60_000;
/** A room in which more happened meanwhile wasn't quiet. What happens at the beginning of a visit doesn't count. */
const MAX_EVENTS = 3;

export class IdleCuts {
  readonly #report: () => void;
  #cuts: { readonly lifeMs: number; readonly endedAt: number }[] = [];

  /** @param report is called when sockets seem to be cut */
  constructor(report: () => void) {
    this.#report = report;
  }

  /**
   * Notes a socket that broke off without a close frame.
   * @param events how many its room had meanwhile
   */
  note(openedAt: number, endedAt: number, events: number): void {
    const lifeMs = endedAt - openedAt;
    if (events > MAX_EVENTS) return;
    if (lifeMs < MIN_LIFE_MS || lifeMs > MAX_LIFE_MS) return;
    const isAlike = this.#cuts.every(
      (cut) => Math.abs(cut.lifeMs - lifeMs) <= MAX_DIFFERENCE_MS && endedAt - cut.endedAt >= MIN_APART_MS,
    );
    this.#cuts = [...(isAlike ? this.#cuts : []), { lifeMs, endedAt }];
    if (this.#cuts.length < MIN_CUTS) return;
    this.#cuts = [];
    this.#report();
  }
}
