// Writes batches into the data file, each whole or not at all, and removes erased texts from the write-ahead log too. Runs
// in the journal's thread. Rules J1, J3, J4.
import type { Database } from "bun:sqlite";
import { open } from "node:fs/promises";
import type { BatchWrite } from "../journal/batch-encoding.ts";
import { NEXT_GENERATION, readPragma, readRow } from "./data-file.ts";
import { FileWatch } from "./file-watch.ts";
import { LogWatch } from "./log-watch.ts";
import { prepareWrites } from "./prepare-writes.ts";
import { RecentChunks } from "./recent-chunks.ts";

/** The kinds of writes that erase a text; all others only add. */
const ERASING_WRITES: ReadonlySet<BatchWrite[0]> = new Set([
  "change",
  "rewrite",
  "trim",
  "unfile",
  "end",
  "account",
  "forget",
]);

/** When so much was written without that, because the disk wouldn't take the log, it is moved at once. */
const MAX_WAITING_LOG_LENGTH = 32 << 20;
/** The log is moved into the file after this many UTF-16 units: about twice as many bytes on disk, or fewer if compressed. */
const MAX_LOG_LENGTH = 8 << 20;
/** The least that each write is counted with, in the same units. */
const MIN_WRITE_LENGTH = 1024;

export class SqliteWriter {
  readonly #database: Database;
  readonly #path: string;
  readonly #watch: FileWatch;
  readonly #logWatch: LogWatch;
  readonly #apply: (batch: readonly BatchWrite[], beginsLog: boolean) => void;
  readonly #recent: RecentChunks;
  /** Whether the recent chunks are to be read from the file, because a transaction failed or there was none yet. */
  #mustLoadRecent = true;
  /** Whether the next batch is the first of a write-ahead log. */
  #beginsLog = false;
  /** Whether a text was erased since the write-ahead log was last emptied. The log may still contain that text. */
  #hasErasedText = false;
  /** How much was written since the write-ahead log was last moved into the file, in UTF-16 units. */
  #logLength = 0;

  constructor(database: Database, path: string) {
    this.#database = database;
    this.#path = path;
    this.#recent = new RecentChunks(database);
    const applyWrites = prepareWrites(database, this.#recent);
    const beginGeneration = database.query(NEXT_GENERATION);
    this.#apply = database.transaction((batch: readonly BatchWrite[], beginsLog: boolean) => {
      if (beginsLog) beginGeneration.run();
      applyWrites(batch);
    }).immediate;
    this.#watch = new FileWatch(path, database);
    this.#logWatch = new LogWatch(path, readPragma(database, "page_size"));
    this.checkpoint();
  }

  get hasErasedText(): boolean {
    return this.#hasErasedText;
  }

  /** Writes a batch or nothing. @throws SQLite's error, or an error if the file or its log was removed or overwritten */
  write(batch: readonly BatchWrite[]): void {
    // What is written to a file that was removed or overwritten would be lost with the process.
    const trouble = this.#watch.trouble;
    if (trouble !== undefined) throw new Error(`the data file ${trouble}`);
    if (this.#logWatch.trouble === "gone") this.#beginLogAnew();
    const logTrouble = this.#logWatch.trouble;
    if (logTrouble !== undefined) throw new Error(`the data file's write-ahead log is ${logTrouble}`);
    if (this.#logLength > MAX_WAITING_LOG_LENGTH) this.checkpoint();
    if (this.#mustLoadRecent) this.#recent.load();
    this.#mustLoadRecent = true;
    this.#apply(batch, this.#beginsLog);
    this.#mustLoadRecent = false;
    this.#logWatch.acceptChange();
    if (this.#beginsLog) this.#watch.rememberGeneration();
    this.#beginsLog = false;
    for (const write of batch) {
      this.#hasErasedText ||= ERASING_WRITES.has(write[0]);
      this.#logLength += MIN_WRITE_LENGTH + (write[0] === "chunk" ? write[3].length : 0);
    }
  }

  /** Whether the write-ahead log is long enough to be moved into the file. */
  get shouldCheckpoint(): boolean {
    return this.#logLength > MAX_LOG_LENGTH;
  }

  /** Syncs the write-ahead log to the disk while writing goes on, so that moving it afterwards need not wait for the disk. */
  async syncLog(): Promise<void> {
    const log = await open(`${this.#path}-wal`);
    await log.datasync().finally(() => log.close());
  }

  /** Moves the write-ahead log into the file; the next batch begins a new one. */
  checkpoint(): void {
    if (this.#moveLog("PASSIVE")) this.#logLength = 0;
  }

  /** Moves the whole write-ahead log into the file and overwrites it. @returns whether that could be done now */
  emptyLog(): boolean {
    const done = this.#moveLog("TRUNCATE");
    if (done) {
      this.#hasErasedText = false;
      this.#logLength = 0;
    }
    return done;
  }

  close(): void {
    // Closing would move the log into whatever the file holds now. The process ends anyway.
    if (this.#isOverwritten) return;
    try {
      this.emptyLog();
    } finally {
      // SQLite would remove the log by its name, whosever it is now.
      if (this.#logWatch.trouble !== "replaced") {
        this.#database.close();
        this.#watch.close();
        this.#logWatch.close();
      }
    }
  }

  get #isOverwritten(): boolean {
    return this.#watch.isOverwritten || this.#logWatch.trouble === "overwritten";
  }

  /** Moves a log whose name is gone into the file, for SQLite still has it open, and makes another one. */
  #beginLogAnew(): void {
    try {
      const { journal_mode } = readRow(this.#database, "PRAGMA journal_mode = DELETE");
      if (journal_mode !== "delete") return;
      readRow(this.#database, "PRAGMA journal_mode = WAL");
    } finally {
      // This reads, and only then SQLite makes the other log.
      this.#watch.acceptChange();
    }
    this.#logWatch.reopen();
    this.#beginsLog = true;
    this.#logLength = 0;
    this.#hasErasedText = false;
  }

  /** @returns whether all of the log was moved */
  #moveLog(mode: "PASSIVE" | "TRUNCATE"): boolean {
    if (this.#isOverwritten) return false;
    try {
      const { busy, log, checkpointed } = readRow(this.#database, `PRAGMA wal_checkpoint(${mode})`) as Checkpoint;
      const done = busy === 0 && log === checkpointed;
      this.#beginsLog ||= done;
      return done;
    } finally {
      this.#watch.acceptChange();
    }
  }
}

/** In pages; -1 where there is no log. */
type Checkpoint = { readonly busy: number; readonly log: number; readonly checkpointed: number };
