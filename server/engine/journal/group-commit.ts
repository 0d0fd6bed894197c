// Writes in batches: writes requested while one batch is being written go into the next, and are reported once it is saved.
// Invariant: one batch is written at a time, and a failed batch has changed nothing. Rules J1, J4, J7.
import type { Journal, JournalWrite } from "./journal.ts";

/** The writes of a job, in the batch that is being formed. */
export type StagedWrites = {
  readonly writes: readonly JournalWrite[];
  /** Called once all of the writes are saved. */
  onWritten(): void;
  /** Called when none of the writes was saved. */
  onFailed(): void;
};

/** Prepares a job's writes when its batch is formed. @returns undefined when there is nothing left to write */
export type Job = () => StagedWrites | undefined;

/** A job, and about how much memory it takes until it is done. */
type WaitingJob = { readonly job: Job; readonly bytes: number };
type BackgroundWrite = { readonly write: JournalWrite; readonly onResult?: ((isWritten: boolean) => void) | undefined };

export type GroupCommitPorts = {
  /** Runs a function after about a second. */
  readonly runLater: (run: () => void) => void;
  /** Called with the error when writing begins to fail, and without one when it works again. */
  readonly reportTrouble: (error?: unknown) => void;
};

const MAX_BATCH_JOBS = 1024;
/** The longest that a batch waits for further jobs. */
const MAX_GATHER_MS = 1;

export class GroupCommit {
  readonly #journal: Journal;
  readonly #ports: GroupCommitPorts;
  readonly #maxWaitingBytes: number;
  #jobs: WaitingJob[] = [];
  /** What all jobs take that are not done, those of the batch under way included. */
  #waitingBytes = 0;
  /** The writes that nobody waits for. They go with the next batch, and stay here until a batch succeeds. */
  #backgroundWrites: BackgroundWrite[] = [];
  /** Whether background writes are to be written now, even if no job is waiting. */
  #mustFlush = false;
  /** Whether a flush of the background writes is on its way. */
  #isFlushScheduled = false;
  #isWriting = false;
  #isWriteScheduled = false;
  #resolveIdle: (() => void) | undefined;
  isHealthy = true;

  /** @param maxWaitingBytes what may wait for a disk that takes nothing */
  constructor(journal: Journal, ports: GroupCommitPorts, maxWaitingBytes: number) {
    this.#journal = journal;
    this.#ports = ports;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  /**
   * @param bytes about what the job takes until it is done
   * @returns false when too much waits for the disk already; then the job is not done
   */
  add(job: Job, bytes: number): boolean {
    if (this.#waitingBytes > 0 && this.#waitingBytes + bytes > this.#maxWaitingBytes) {
      this.#noteTrouble(new Error("the disk hangs: no more can wait for it"));
      return false;
    }
    this.#waitingBytes += bytes;
    this.#jobs.push({ job, bytes });
    this.#scheduleWrite();
    return true;
  }

  /**
   * Adds a write that need not be made at once. Even a small batch has a fixed cost, so it goes with the next job's batch
   * or after a while.
   * @param onResult if given, the write is made now. It is called once, with whether the first try succeeded; a failed write
   * is tried again
   */
  addBackgroundWrite(write: JournalWrite, onResult?: (isWritten: boolean) => void): void {
    this.#backgroundWrites.push({ write, onResult });
    if (onResult !== undefined) {
      this.#mustFlush = true;
      this.#scheduleWrite();
    } else if (!this.#isFlushScheduled) {
      this.#isFlushScheduled = true;
      this.#ports.runLater(() => {
        this.#isFlushScheduled = false;
        this.flushBackgroundWrites();
      });
    }
  }

  /** Writes the background writes now, even if no job is waiting; while writing fails, once it works again. */
  flushBackgroundWrites(): void {
    if (this.#backgroundWrites.length === 0) return;
    this.#mustFlush = true;
    if (this.isHealthy) this.#scheduleWrite();
  }

  /** Writes everything that waits, or reports that it can't be written, and closes the journal. */
  async close(): Promise<void> {
    // Background writes wait while the disk fails; this is their last chance.
    if (this.#backgroundWrites.length > 0) this.#scheduleWrite();
    if (this.#isWriting || this.#isWriteScheduled) {
      await new Promise<void>((resolve) => {
        this.#resolveIdle = resolve;
      });
    }
    await this.#journal.close();
  }

  // Each batch has its cost, and events of one batch are delivered together. So as long as each turn of the event loop
  // brings more jobs, the batch waits for them, up to MAX_GATHER_MS.
  #scheduleWrite(): void {
    if (this.#isWriting || this.#isWriteScheduled) return;
    this.#isWriteScheduled = true;
    const until = performance.now() + MAX_GATHER_MS;
    let jobsBefore = 0;
    const turn = () => {
      const { length } = this.#jobs;
      if (length > jobsBefore && length < MAX_BATCH_JOBS && performance.now() < until) {
        jobsBefore = length;
        setImmediate(turn);
        return;
      }
      this.#isWriteScheduled = false;
      this.#write();
    };
    setImmediate(turn);
  }

  #write(): void {
    const jobs = this.#jobs.splice(0, MAX_BATCH_JOBS);
    const background = this.#backgroundWrites.splice(0);
    this.#mustFlush = false;
    const staged: StagedWrites[] = [];
    let doneBytes = 0;
    for (const { job, bytes } of jobs) {
      doneBytes += bytes;
      const one = job();
      if (one !== undefined) staged.push(one);
    }
    const batch = [...background.map(({ write }) => write), ...staged.flatMap(({ writes }) => writes)];
    const finish = () => {
      this.#waitingBytes -= doneBytes;
      this.#finishWrite();
    };
    if (batch.length === 0 && this.isHealthy) return finish();
    this.#isWriting = true;
    this.#journal.commit(batch).then(
      () => {
        this.#markHealthy();
        for (const { onResult } of background) onResult?.(true);
        for (const one of staged) one.onWritten();
        finish();
      },
      (error) => {
        this.#backgroundWrites.unshift(...background.map(({ write }) => ({ write })));
        this.#markFailing(error);
        for (const { onResult } of background) onResult?.(false);
        for (const one of staged) one.onFailed();
        finish();
      },
    );
  }

  #finishWrite(): void {
    this.#isWriting = false;
    if (this.#jobs.length > 0) return this.#scheduleWrite();
    const mustFlush = this.#mustFlush || this.#resolveIdle !== undefined;
    if (this.#backgroundWrites.length > 0 && mustFlush && this.isHealthy) return this.#scheduleWrite();
    this.#resolveIdle?.();
  }

  #markHealthy(): void {
    if (this.isHealthy) return;
    this.isHealthy = true;
    this.#ports.reportTrouble();
  }

  #noteTrouble(error: unknown): void {
    if (this.isHealthy) this.#ports.reportTrouble(error);
    this.isHealthy = false;
  }

  #markFailing(error: unknown): void {
    this.#noteTrouble(error);
    this.#ports.runLater(() => {
      // If a batch is scheduled already, that one will show whether writing works again.
      if (!this.#isWriting && !this.#isWriteScheduled && !this.isHealthy) this.#write();
    });
  }
}
