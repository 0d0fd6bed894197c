// Tells once that a Redis doesn't do what it is asked, and once that it does again. In a Cluster, one master may be away while the
// others answer: so it counts as well again only after a while in which nothing failed.

/** How many looks in a row must find nothing. */
const QUIET_LOOKS = 5;

export class TroubleWatch {
  readonly #report: (error?: unknown) => void;
  #failure: unknown;
  #isReported = false;
  #quiet = 0;

  /** @param report gets what failed first, and nothing once all is well again */
  constructor(report: (error?: unknown) => void) {
    this.#report = report;
  }

  /** Something has failed. */
  note(error: unknown): void {
    this.#failure ??= error;
  }

  /** Looks what has happened since the last time. */
  look(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) this.#quiet = 0;
    else if (this.#isReported) this.#quiet++;
    if (failure !== undefined && !this.#isReported) {
      this.#isReported = true;
      this.#report(failure);
    } else if (this.#isReported && this.#quiet >= QUIET_LOOKS) {
      this.#isReported = false;
      this.#report();
    }
  }
}
