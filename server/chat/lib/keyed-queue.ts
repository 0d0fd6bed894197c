// What changes a room happens one after another: each decides on what the one before it left, also while that is being
// kept. Without anything to wait for, it happens at once.
import type { MaybePromise } from "./ports.ts";

export class Turns<Of> {
  /** The last of those under way, for each that has any. */
  readonly #last = new Map<Of, Promise<unknown>>();

  take<T>(of: Of, run: () => MaybePromise<T>): MaybePromise<T> {
    const before = this.#last.get(of);
    const outcome = before === undefined ? run() : before.then(run);
    if (!(outcome instanceof Promise)) return outcome;
    const over: Promise<void> = outcome.then(
      () => this.#leave(of, over),
      () => this.#leave(of, over),
    );
    this.#last.set(of, over);
    return outcome;
  }

  #leave(of: Of, over: Promise<unknown>): void {
    if (this.#last.get(of) === over) this.#last.delete(of);
  }
}
