// Writes batches of journal entries into the data file, whole or not at all, and wipes what has been erased from the
// write-ahead log too. Runs inside the journal's worker. Rules J1, J3, J4.
import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import type { Write } from "./journal.ts";

/** What erases something; all else only adds. */
const ERASES: ReadonlySet<Write[0]> = new Set(["change", "rewrite", "trim", "end", "account", "forget"]);
const EVERY_SEQ = Number.MAX_SAFE_INTEGER;

export class Writer {
  readonly #database: Database;
  readonly #path: string;
  readonly #inode: number;
  readonly #apply: (batch: readonly Write[]) => void;
  /** What has been erased since the write-ahead log was last emptied may still stand in it. */
  #hasTraces = false;

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
  write(batch: readonly Write[]): void {
    // A file that was removed can still be written to, and would be lost with the process.
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino;
    if (inode !== this.#inode) throw new Error(`the data file ${inode === undefined ? "is gone" : "was replaced"}`);
    this.#apply(batch);
    this.#hasTraces ||= batch.some(([kind]) => ERASES.has(kind));
  }

  /** Moves all into the file and empties the write-ahead log. @returns whether that could be done now */
  wipe(): boolean {
    const done = this.#database.query("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    if (done.busy === 0) this.#hasTraces = false;
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

function writesOf(database: Database): (batch: readonly Write[]) => void {
  const open = database.query("INSERT INTO rooms (epoch, founding, state) VALUES (?, ?, ?)");
  const event = database.query("INSERT INTO events (epoch, seq, text, nonce_key, timestamp) VALUES (?, ?, ?, ?, ?)");
  const change = database.query("UPDATE rooms SET state = ?2 WHERE epoch = ?1");
  const rewrite = database.query("UPDATE events SET text = ?3 WHERE epoch = ?1 AND seq = ?2");
  // Many in a row: one each would cost as much again as the events did.
  const keepNonces = database.query(
    `INSERT INTO nonces (epoch, last_seq, list)
     SELECT ?1, ?2 - 1, json_group_array(json_array(nonce_key, seq, timestamp) ORDER BY seq) FROM events
     WHERE epoch = ?1 AND seq >= ?3 AND seq < ?2 AND nonce_key IS NOT NULL HAVING count(*) > 0`,
  );
  const forgetEvents = database.query("DELETE FROM events WHERE epoch = ? AND seq < ?");
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

  return (batch) => {
    if (batch.length === 0) probe.run();
    for (const write of batch) {
      switch (write[0]) {
        case "open": {
          const { epoch, founding, state } = write[1];
          open.run(epoch, JSON.stringify(founding), state);
          break;
        }
        case "event":
          event.run(write[1], write[2], write[3], write[4], write[5]);
          break;
        case "change":
          change.run(write[1], write[2]);
          break;
        case "rewrite":
          rewrite.run(write[1], write[2], write[3]);
          break;
        case "trim":
          keepNonces.run(write[1], write[2], write[3]);
          forgetEvents.run(write[1], write[2]);
          forgetNonces.run(write[1], write[3]);
          // The seq of the next event follows from it when none is left.
          note.run(write[1], write[2] - 1);
          break;
        case "end":
          forgetEvents.run(write[1], EVERY_SEQ);
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
