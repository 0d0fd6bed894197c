// A journal whose writes succeed or fail when the test decides, and group-commit ports whose timers the test runs.
import type { GroupCommitPorts } from "../engine/journal/group-commit.ts";
import type { Journal, JournalWrite } from "../engine/journal/journal.ts";

type PendingCommit = { readonly batch: readonly JournalWrite[]; resolve(): void; reject(error: Error): void };

export class FakeJournal implements Journal {
  /** The batches that were written. */
  readonly written: (readonly JournalWrite[])[] = [];
  readonly #pending: PendingCommit[] = [];
  isClosed = false;

  commit(batch: readonly JournalWrite[]): Promise<void> {
    return new Promise((resolve, reject) => this.#pending.push({ batch, resolve, reject }));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** The batch being written now; undefined if there is none. */
  get pendingBatch(): readonly JournalWrite[] | undefined {
    return this.#pending[0]?.batch;
  }

  async succeed(): Promise<void> {
    await turnEventLoop();
    const commit = this.#pending.shift();
    if (commit === undefined) throw new Error("no batch is being written");
    this.written.push(commit.batch);
    commit.resolve();
    await turnEventLoop();
  }

  async fail(error = new Error("disk full")): Promise<void> {
    await turnEventLoop();
    const commit = this.#pending.shift();
    if (commit === undefined) throw new Error("no batch is being written");
    commit.reject(error);
    await turnEventLoop();
  }
}

export class FakeCommitterPorts implements GroupCommitPorts {
  /** The errors reported so far, in order; undefined stands for a recovery. */
  readonly reported: unknown[] = [];
  readonly #scheduled: (() => void)[] = [];

  readonly runLater = (run: () => void) => void this.#scheduled.push(run);
  readonly reportTrouble = (error?: unknown) => void this.reported.push(error);

  /** Runs everything that was scheduled for later. */
  async runScheduled(): Promise<void> {
    for (const run of this.#scheduled.splice(0)) run();
    await turnEventLoop();
  }
}

/** Waits two turns of the event loop: in the first, the group commit sees new writes; in the second, that no more come. */
export async function turnEventLoop(): Promise<void> {
  for (let n = 0; n < 2; n++) await new Promise<void>((resolve) => setImmediate(resolve));
}
