// Group commit: what is asked for while one batch is being written goes into the next, and is told of once it is safe.
// Invariant: one batch at a time; nothing of a batch that failed has happened. Rules J1, J4.
import type { Journal, Write } from "./journal.ts";

/** What a job does once its batch is formed. */
export type Staged = {
  readonly writes: readonly Write[];
  /** All of it is safe. */
  done(): void;
  /** None of it is. */
  failed(): void;
};

/** Forms a job's writes, when its turn comes; undefined when there is nothing left to write. */
export type Job = () => Staged | undefined;

type Chore = { readonly write: Write; readonly told?: ((isDone: boolean) => void) | undefined };

export type CommitterPorts = {
  /** Runs it in a while, about a second. */
  readonly later: (run: () => void) => void;
  /** Told when writing begins to fail, with the error, and without one when it works again. */
  readonly trouble: (error?: unknown) => void;
};

/** Jobs in one batch. */
const BATCH = 1024;
/** Longer than that no batch waits for more. */
const GATHERED_MS = 1;

export class Committer {
  readonly #journal: Journal;
  readonly #ports: CommitterPorts;
  #jobs: Job[] = [];
  /** Writes that must be made some time: they go with the next batch, and stay until one succeeds. */
  #chores: Chore[] = [];
  /** The chores there are must wait no longer for a batch to go with. */
  #isPressed = false;
  /** In a while they must not. */
  #willPress = false;
  #isBusy = false;
  #isDue = false;
  #idle: (() => void) | undefined;
  isHealthy = true;

  constructor(journal: Journal, ports: CommitterPorts) {
    this.#journal = journal;
    this.#ports = ports;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    this.#soon();
  }

  /**
   * @param told is called once: whether the first try wrote it. If not, it will be written later. Without it nobody
   * waits: a batch costs something however little is in it, and for a while another one may come
   */
  chore(write: Write, told?: (isDone: boolean) => void): void {
    this.#chores.push({ write, told });
    if (told !== undefined) {
      this.#isPressed = true;
      this.#soon();
    } else if (!this.#willPress) {
      this.#willPress = true;
      this.#ports.later(() => {
        this.#willPress = false;
        this.press();
      });
    }
  }

  /** Chores wait no longer; in trouble, they go once it is over. */
  press(): void {
    if (this.#chores.length === 0) return;
    this.#isPressed = true;
    if (this.isHealthy) this.#soon();
  }

  /** Writes what waits, or tells it that it can't, and closes the journal. */
  async close(): Promise<void> {
    // Chores wait for better times; now is the last.
    if (this.#chores.length > 0) this.#soon();
    if (this.#isBusy || this.#isDue) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await this.#journal.close();
  }

  // A batch has its cost, and what is told together is sent together: where each turn of the event loop brings more, it
  // waits for them a little.
  #soon(): void {
    if (this.#isBusy || this.#isDue) return;
    this.#isDue = true;
    const until = performance.now() + GATHERED_MS;
    let seen = 0;
    const turn = () => {
      const { length } = this.#jobs;
      if (length > seen && length < BATCH && performance.now() < until) {
        seen = length;
        setImmediate(turn);
        return;
      }
      this.#isDue = false;
      this.#write();
    };
    setImmediate(turn);
  }

  #write(): void {
    const jobs = this.#jobs.splice(0, BATCH);
    const chores = this.#chores.splice(0);
    this.#isPressed = false;
    const staged: Staged[] = [];
    for (const job of jobs) {
      const one = job();
      if (one !== undefined) staged.push(one);
    }
    const batch = [...chores.map(({ write }) => write), ...staged.flatMap(({ writes }) => writes)];
    if (batch.length === 0 && this.isHealthy) return this.#rest();
    this.#isBusy = true;
    this.#journal.commit(batch).then(
      () => {
        this.#recovered();
        for (const { told } of chores) told?.(true);
        for (const one of staged) one.done();
        this.#rest();
      },
      (error) => {
        this.#chores.unshift(...chores.map(({ write }) => ({ write })));
        this.#failed(error);
        for (const { told } of chores) told?.(false);
        for (const one of staged) one.failed();
        this.#rest();
      },
    );
  }

  #rest(): void {
    this.#isBusy = false;
    if (this.#jobs.length > 0) return this.#soon();
    const isPressed = this.#isPressed || this.#idle !== undefined;
    if (this.#chores.length > 0 && isPressed && this.isHealthy) return this.#soon();
    this.#idle?.();
  }

  #recovered(): void {
    if (this.isHealthy) return;
    this.isHealthy = true;
    this.#ports.trouble();
  }

  #failed(error: unknown): void {
    if (this.isHealthy) this.#ports.trouble(error);
    this.isHealthy = false;
    this.#ports.later(() => {
      // A batch that is being gathered tries it, too.
      if (!this.#isBusy && !this.#isDue && !this.isHealthy) this.#write();
    });
  }
}
