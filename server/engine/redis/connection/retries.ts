// Does again what must be done in the end, as long as it fails: Redis may be away for a while.

const RETRY_MS = 1_000;

export class Retries {
  readonly #timers = new Set<Timer>();
  #isClosed = false;

  /** Runs an action now, and every second until it succeeds. @returns whether it succeeded at once */
  async run(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch {
      if (this.#isClosed) return false;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.run(action);
      }, RETRY_MS);
      this.#timers.add(timer);
      return false;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
