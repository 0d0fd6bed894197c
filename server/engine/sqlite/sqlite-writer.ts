// Writes batches into the data file, each whole or not at all, and removes erased texts from the write-ahead log too. Runs
// in the journal's thread. Rules J1, J3, J4.
import type { Database } from "bun:sqlite";
import { open } from "node:fs/promises";
import type { BatchWrite } from "../journal/batch-encoding.ts";
import { compressTexts, decompressTexts, type StoredTexts } from "./compression.ts";
import { NEXT_GENERATION, readPragma, readRow } from "./data-file.ts";
import { FileWatch } from "./file-watch.ts";
import { LogWatch } from "./log-watch.ts";

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
const EVERY_SEQ = Number.MAX_SAFE_INTEGER;

/** When so much was written without that, because the disk wouldn't take the log, it is moved at once. */
const MAX_WAITING_LOG_LENGTH = 32 << 20;
/** The log is moved into the file after this many UTF-16 units: about twice as many bytes on disk, or fewer if compressed. */
const MAX_LOG_LENGTH = 8 << 20;
/** The least that each write is counted with, in the same units. */
const MIN_WRITE_LENGTH = 1024;

/** Events written one by one are added to a chunk until its texts or its nonces have this many bytes. */
const MAX_APPEND_BYTES = 1024;

export class SqliteWriter {
  readonly #database: Database;
  readonly #path: string;
  readonly #watch: FileWatch;
  readonly #logWatch: LogWatch;
  readonly #apply: (batch: readonly BatchWrite[], beginsLog: boolean) => void;
  /** Whether the next batch is the first of a write-ahead log. */
  #beginsLog = false;
  /** Whether a text was erased since the write-ahead log was last emptied. The log may still contain that text. */
  #hasErasedText = false;
  /** How much was written since the write-ahead log was last moved into the file, in UTF-16 units. */
  #logLength = 0;

  constructor(database: Database, path: string) {
    this.#database = database;
    this.#path = path;
    const applyWrites = prepareWrites(database);
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
    this.#apply(batch, this.#beginsLog);
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

function prepareWrites(database: Database): (batch: readonly BatchWrite[]) => void {
  const openRoom = database.query("INSERT INTO rooms (epoch, founding, state) VALUES (?, ?, ?)");
  const addChunk = database.query("INSERT INTO chunks (epoch, first_seq, texts, nonces) VALUES (?, ?, ?, ?)");
  // Only consecutive events may be added: the lines of a chunk are counted, so a gap would go unnoticed. Nothing can be added
  // to a compressed chunk.
  const appendToChunk = database.query(
    `UPDATE chunks SET texts = texts || char(10) || ?2, nonces = nonces || iif(nonces = '' OR ?3 = '', '', ',') || ?3
     WHERE epoch = ?1 AND first_seq = (SELECT max(first_seq) FROM chunks WHERE epoch = ?1)
     AND typeof(texts) = 'text' AND octet_length(texts) < ?4 AND octet_length(nonces) < ?4
     AND first_seq + length(texts) - length(replace(texts, char(10), '')) + 1 = ?5`,
  );
  const chunkOf = database.query(
    "SELECT first_seq AS firstSeq, texts FROM chunks WHERE epoch = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1",
  );
  const rewriteChunk = database.query(
    "UPDATE chunks SET first_seq = ?3, texts = ?4 WHERE epoch = ?1 AND first_seq = ?2",
  );
  const changeState = database.query("UPDATE rooms SET state = ?2 WHERE epoch = ?1");
  // The nonces share one row, because a row for each would cost as much as the events did.
  const keepNonces = database.query(
    `INSERT INTO nonces (epoch, last_seq, list)
     SELECT ?1, ?2 - 1, '[' || group_concat(nonces, ',' ORDER BY first_seq) || ']' FROM chunks
     WHERE epoch = ?1 AND first_seq < ?2 AND nonces <> '' HAVING count(*) > 0`,
  );
  const forgetChunks = database.query("DELETE FROM chunks WHERE epoch = ? AND first_seq < ?");
  const forgetNonces = database.query("DELETE FROM nonces WHERE epoch = ? AND last_seq < ?");
  const setLastDropped = database.query("UPDATE rooms SET gone = ?2 WHERE epoch = ?1");
  const keepFile = database.query("INSERT OR REPLACE INTO files (epoch, id, record) VALUES (?, ?, ?)");
  const forgetFile = database.query("DELETE FROM files WHERE epoch = ? AND id = ?");
  const forgetFiles = database.query("DELETE FROM files WHERE epoch = ?");
  const endRoom = database.query("DELETE FROM rooms WHERE epoch = ?");
  const addTomb = database.query("INSERT OR REPLACE INTO tombs VALUES (?, ?)");
  const keepAccount = database.query(
    "INSERT INTO accounts (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
  );
  const forgetAccount = database.query("DELETE FROM accounts WHERE id = ?");
  const retire = database.query("INSERT OR REPLACE INTO retired VALUES (?, ?)");
  const setSetting = database.query("INSERT OR REPLACE INTO settings VALUES (?, ?)");
  const spendAdminCode = database.query("DELETE FROM invitations WHERE digest = ?");
  const probe = database.query("UPDATE probe SET count = count + 1");

  /** Returns the chunk that has the event of this seq: its lines, and the index of the event among them. */
  const findChunk = (epoch: string, seq: number) => {
    const found = chunkOf.get(epoch, seq) as { firstSeq: number; texts: StoredTexts } | null;
    if (found === null) return undefined;
    const lines = decompressTexts(found.texts).split("\n");
    const at = seq - found.firstSeq;
    return at < lines.length ? { firstSeq: found.firstSeq, lines, at } : undefined;
  };

  return (batch) => {
    if (batch.length === 0) probe.run();
    for (const write of batch) {
      switch (write[0]) {
        case "open": {
          const { epoch, founding, state } = write[1];
          openRoom.run(epoch, JSON.stringify(founding), state);
          break;
        }
        case "chunk":
          if (
            write[3].length < MAX_APPEND_BYTES &&
            appendToChunk.run(write[1], write[3], write[4], MAX_APPEND_BYTES, write[2]).changes > 0
          )
            break;
          addChunk.run(write[1], write[2], compressTexts(write[3]), write[4]);
          break;
        case "change":
          changeState.run(write[1], write[2]);
          break;
        case "rewrite": {
          const found = findChunk(write[1], write[2]);
          if (found === undefined) break;
          const { firstSeq, lines, at } = found;
          rewriteChunk.run(write[1], firstSeq, firstSeq, compressTexts(lines.with(at, write[3]).join("\n")));
          break;
        }
        case "trim": {
          const found = findChunk(write[1], write[2]);
          const first = found?.firstSeq ?? write[2];
          keepNonces.run(write[1], first);
          forgetChunks.run(write[1], first);
          // The chunk keeps its nonces until it is deleted as a whole.
          if (found !== undefined && found.at > 0) {
            rewriteChunk.run(write[1], first, write[2], compressTexts(found.lines.slice(found.at).join("\n")));
          }
          forgetNonces.run(write[1], write[3]);
          // When no event is left, the next one's seq follows from this.
          setLastDropped.run(write[1], write[2] - 1);
          break;
        }
        case "file":
          keepFile.run(write[1], write[2].id, write[2].record);
          break;
        case "unfile":
          for (const id of write[2]) forgetFile.run(write[1], id);
          break;
        case "end":
          forgetFiles.run(write[1]);
          forgetChunks.run(write[1], EVERY_SEQ);
          forgetNonces.run(write[1], EVERY_SEQ);
          endRoom.run(write[1]);
          addTomb.run(write[2].digest, write[2].until);
          break;
        case "account":
          keepAccount.run(write[1].id, JSON.stringify(write[1]));
          break;
        case "forget":
          forgetAccount.run(write[1]);
          if (write[2] !== null) retire.run(write[2].digest, write[2].until);
          break;
        case "setting":
          setSetting.run(write[1], write[2]);
          break;
        case "spend":
          spendAdminCode.run(write[1]);
          break;
      }
    }
  };
}
