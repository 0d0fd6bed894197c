// Runs the tasks of the same key one after another, so that each builds on the result of the one before.
import type { MaybePromise } from "./ports.ts";

export class KeyedQueue<Key> {
  /** The last unfinished task of each key that has any. */
  readonly #last = new Map<Key, Promise<unknown>>();
  /** How many tasks wait for earlier ones. */
  waitingCount = 0;

  /** Runs the task after the key's earlier ones; at once, without a promise, when none of them is under way. */
  run<T>(key: Key, task: () => MaybePromise<T>): MaybePromise<T> {
    const before = this.#last.get(key);
    const outcome = before === undefined ? task() : this.#runAfter(before, task);
    if (!(outcome instanceof Promise)) return outcome;
    const settled: Promise<void> = outcome.then(
      () => this.#forget(key, settled),
      () => this.#forget(key, settled),
    );
    this.#last.set(key, settled);
    return outcome;
  }

  #runAfter<T>(before: Promise<unknown>, task: () => MaybePromise<T>): Promise<T> {
    this.waitingCount++;
    return before.then(() => {
      this.waitingCount--;
      return task();
    });
  }

  #forget(key: Key, settled: Promise<unknown>): void {
    if (this.#last.get(key) === settled) this.#last.delete(key);
  }
}
