// Writes batches of journal entries into the data file, whole or not at all, and wipes what has been erased from the
// write-ahead log too. Runs inside the journal's worker. Rules J1, J3, J4.
import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { PackedWrite } from "../journal/batch-encoding.ts";
import { compressed, plain, type StoredTexts } from "./compression.ts";

/** What erases something; all else only adds. */
const ERASES: ReadonlySet<PackedWrite[0]> = new Set(["change", "rewrite", "trim", "end", "account", "forget"]);
const EVERY_SEQ = Number.MAX_SAFE_INTEGER;

/** Of what was written, in UTF-16 units: the write-ahead log takes about twice that on the disk, or less if compressed. */
const LONG = 8 << 20;
/** What a write takes there at least. */
const LEAST = 1024;

/** In bytes: what is said one by one is added to a chunk until its texts or its nonces are as long. */
const SMALL = 1024;

export class Writer {
  readonly #database: Database;
  readonly #path: string;
  readonly #inode: number;
  readonly #apply: (batch: readonly PackedWrite[]) => void;
  /** What has been erased since the write-ahead log was last emptied may still stand in it. */
  #hasTraces = false;
  /** What has been written since the write-ahead log was last moved into the file. */
  #logged = 0;

  constructor(database: Database, path: string) {
    this.#database = database;
    this.#path = path;
    this.#inode = statSync(path).ino;
    this.#apply = database.transaction(writesOf(database)).immediate;
  }

  get hasTraces(): boolean {
    return this.#hasTraces;
  }

  /** @throws what SQLite says, or when the file is not where it was: then nothing is written */
  write(batch: readonly PackedWrite[]): void {
    // A file that was removed can still be written to, and would be lost with the process.
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino;
    if (inode !== this.#inode) throw new Error(`the data file ${inode === undefined ? "is gone" : "was replaced"}`);
    this.#apply(batch);
    for (const write of batch) {
      this.#hasTraces ||= ERASES.has(write[0]);
      this.#logged += LEAST + (write[0] === "chunk" ? write[3].length : 0);
    }
  }

  /** Whether it is time to move the write-ahead log into the file. */
  get isLogLong(): boolean {
    return this.#logged > LONG;
  }

  /** Has the disk take the write-ahead log while writing goes on: whoever moves it afterwards need not wait for that. */
  async flushLog(): Promise<void> {
    const log = await open(`${this.#path}-wal`);
    await log.datasync().finally(() => log.close());
  }

  /** Moves the write-ahead log into the file; it is begun anew with the next batch. */
  moveLog(): void {
    this.#database.run("PRAGMA wal_checkpoint(PASSIVE)");
    this.#logged = 0;
  }

  /** Moves all into the file and empties the write-ahead log. @returns whether that could be done now */
  wipe(): boolean {
    const done = this.#database.query("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    if (done.busy === 0) {
      this.#hasTraces = false;
      this.#logged = 0;
    }
    return done.busy === 0;
  }

  close(): void {
    try {
      this.wipe();
    } finally {
      this.#database.close();
    }
  }
}

function writesOf(database: Database): (batch: readonly PackedWrite[]) => void {
  const open = database.query("INSERT INTO rooms (epoch, founding, state) VALUES (?, ?, ?)");
  const add = database.query("INSERT INTO chunks (epoch, first_seq, texts, nonces) VALUES (?, ?, ?, ?)");
  // Only where they follow: a chunk's lines are counted, and would hide a hole. To what is compressed nothing can be added.
  const append = database.query(
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
  const change = database.query("UPDATE rooms SET state = ?2 WHERE epoch = ?1");
  // Many in a row: one each would cost as much again as the events did.
  const keepNonces = database.query(
    `INSERT INTO nonces (epoch, last_seq, list)
     SELECT ?1, ?2 - 1, '[' || group_concat(nonces, ',' ORDER BY first_seq) || ']' FROM chunks
     WHERE epoch = ?1 AND first_seq < ?2 AND nonces <> '' HAVING count(*) > 0`,
  );
  const forgetChunks = database.query("DELETE FROM chunks WHERE epoch = ? AND first_seq < ?");
  const forgetNonces = database.query("DELETE FROM nonces WHERE epoch = ? AND last_seq < ?");
  const note = database.query("UPDATE rooms SET gone = ?2 WHERE epoch = ?1");
  const endRoom = database.query("DELETE FROM rooms WHERE epoch = ?");
  const bury = database.query("INSERT OR REPLACE INTO tombs VALUES (?, ?)");
  const keepAccount = database.query(
    "INSERT INTO accounts (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
  );
  const forgetAccount = database.query("DELETE FROM accounts WHERE id = ?");
  const retire = database.query("INSERT OR REPLACE INTO retired VALUES (?, ?)");
  const set = database.query("INSERT OR REPLACE INTO settings VALUES (?, ?)");
  const spend = database.query("DELETE FROM invitations WHERE digest = ?");
  const probe = database.query("UPDATE probe SET count = count + 1");

  /** The chunk that has the event of this seq: its lines, and where in them the event is. */
  const find = (epoch: string, seq: number) => {
    const found = chunkOf.get(epoch, seq) as { firstSeq: number; texts: StoredTexts } | null;
    if (found === null) return undefined;
    const lines = plain(found.texts).split("\n");
    const at = seq - found.firstSeq;
    return at < lines.length ? { firstSeq: found.firstSeq, lines, at } : undefined;
  };

  return (batch) => {
    if (batch.length === 0) probe.run();
    for (const write of batch) {
      switch (write[0]) {
        case "open": {
          const { epoch, founding, state } = write[1];
          open.run(epoch, JSON.stringify(founding), state);
          break;
        }
        case "chunk":
          if (write[3].length < SMALL && append.run(write[1], write[3], write[4], SMALL, write[2]).changes > 0) break;
          add.run(write[1], write[2], compressed(write[3]), write[4]);
          break;
        case "change":
          change.run(write[1], write[2]);
          break;
        case "rewrite": {
          const found = find(write[1], write[2]);
          if (found === undefined) break;
          const { firstSeq, lines, at } = found;
          rewriteChunk.run(write[1], firstSeq, firstSeq, compressed(lines.with(at, write[3]).join("\n")));
          break;
        }
        case "trim": {
          const found = find(write[1], write[2]);
          const first = found?.firstSeq ?? write[2];
          keepNonces.run(write[1], first);
          forgetChunks.run(write[1], first);
          // Its nonces stay in it until all of it goes.
          if (found !== undefined && found.at > 0) {
            rewriteChunk.run(write[1], first, write[2], compressed(found.lines.slice(found.at).join("\n")));
          }
          forgetNonces.run(write[1], write[3]);
          // The seq of the next event follows from it when none is left.
          note.run(write[1], write[2] - 1);
          break;
        }
        case "end":
          forgetChunks.run(write[1], EVERY_SEQ);
          forgetNonces.run(write[1], EVERY_SEQ);
          endRoom.run(write[1]);
          bury.run(write[2].digest, write[2].until);
          break;
        case "account":
          keepAccount.run(write[1].id, JSON.stringify(write[1]));
          break;
        case "forget":
          forgetAccount.run(write[1]);
          if (write[2] !== null) retire.run(write[2].digest, write[2].until);
          break;
        case "setting":
          set.run(write[1], write[2]);
          break;
        case "spend":
          spend.run(write[1]);
          break;
      }
    }
  };
}
