// Writes batches of journal entries into the data file, whole or not at all, and wipes what has been erased from the
// write-ahead log too. Runs inside the journal's worker. Rules J1, J3, J4.
import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";
import { NONCES } from "../chat/log.ts";
import type { Write } from "./journal.ts";

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
    if (statSync(this.#path).ino !== this.#inode) throw new Error("the data file was replaced");
    this.#apply(batch);
    this.#hasTraces ||= batch.some(([kind]) => kind === "end" || kind === "rewrite");
  }

  /** Moves all into the file and empties the write-ahead log. @returns whether that could be done now */
  wipe(): boolean {
    const done = this.#database.query("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    if (done.busy === 0) this.#hasTraces = false;
    return done.busy === 0;
  }

  close(): void {
    this.wipe();
    this.#database.close();
  }
}

function writesOf(database: Database): (batch: readonly Write[]) => void {
  const open = database.prepare("INSERT INTO rooms VALUES (?, ?, ?, ?)");
  const event = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?)");
  const change = database.prepare(
    "UPDATE rooms SET title = coalesce(?2, title), expires_at = coalesce(?3, expires_at) WHERE epoch = ?1",
  );
  const rewrite = database.prepare("UPDATE events SET text = ?3 WHERE epoch = ?1 AND seq = ?2 AND text <> ''");
  const forgetTexts = database.prepare("UPDATE events SET text = '' WHERE epoch = ? AND seq < ? AND text <> ''");
  const forgetEvents = database.prepare(
    "DELETE FROM events WHERE epoch = ?1 AND text = '' AND seq < ?2 AND (nonce_key IS NULL OR seq <= ?2 - ?3)",
  );
  const endEvents = database.prepare("DELETE FROM events WHERE epoch = ?");
  const endRoom = database.prepare("DELETE FROM rooms WHERE epoch = ?");
  const bury = database.prepare("INSERT OR REPLACE INTO tombs VALUES (?, ?)");
  const probe = database.prepare("UPDATE probe SET count = count + 1");

  return (batch) => {
    if (batch.length === 0) probe.run();
    for (const write of batch) {
      switch (write[0]) {
        case "open": {
          const { epoch, founding, title, expiresAt } = write[1];
          open.run(epoch, JSON.stringify(founding), title, expiresAt);
          break;
        }
        case "event":
          event.run(write[1], write[2], write[3], write[4], write[5]);
          break;
        case "change":
          change.run(write[1], write[2], write[3]);
          break;
        case "rewrite":
          rewrite.run(write[1], write[2], write[3]);
          break;
        case "trim":
          forgetTexts.run(write[1], write[2]);
          // The newest event stays even so: the next one's seq follows from it.
          forgetEvents.run(write[1], write[3], NONCES);
          break;
        case "end":
          endEvents.run(write[1]);
          endRoom.run(write[1]);
          bury.run(write[2].digest, write[2].until);
          break;
      }
    }
  };
}
