// A journal that holds every batch until the test says what becomes of it, and time that passes when it is told to.
import type { CommitterPorts } from "../engine/journal/group-commit.ts";
import type { Journal, Write } from "../engine/journal/journal.ts";

type Held = { readonly batch: readonly Write[]; resolve(): void; reject(error: Error): void };

export class FakeJournal implements Journal {
  /** What was written, batch by batch. */
  readonly written: (readonly Write[])[] = [];
  readonly #held: Held[] = [];
  isClosed = false;

  commit(batch: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => this.#held.push({ batch, resolve, reject }));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** What is on its way now; undefined when nothing is. */
  get underWay(): readonly Write[] | undefined {
    return this.#held[0]?.batch;
  }

  async succeed(): Promise<void> {
    await turn();
    const held = this.#held.shift();
    if (held === undefined) throw new Error("nothing is under way");
    this.written.push(held.batch);
    held.resolve();
    await turn();
  }

  async fail(error = new Error("disk full")): Promise<void> {
    await turn();
    const held = this.#held.shift();
    if (held === undefined) throw new Error("nothing is under way");
    held.reject(error);
    await turn();
  }
}

export class FakeCommitterPorts implements CommitterPorts {
  /** What trouble was told of, in order; undefined is its end. */
  readonly told: unknown[] = [];
  readonly #due: (() => void)[] = [];

  readonly later = (run: () => void) => void this.#due.push(run);
  readonly trouble = (error?: unknown) => void this.told.push(error);

  /** "Later" is now. */
  async pass(): Promise<void> {
    for (const run of this.#due.splice(0)) run();
    await turn();
  }
}

/** Lets the event loop turn until what was asked for in this turn is on its way: once to see that more came, once that no more does. */
export async function turn(): Promise<void> {
  for (let n = 0; n < 2; n++) await new Promise<void>((resolve) => setImmediate(resolve));
}
