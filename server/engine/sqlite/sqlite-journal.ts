// Keeps the journal in a SQLite file. A thread of its own writes the file; it is read when the server starts. Rules J1 to J6.
import { Database, SQLiteError } from "bun:sqlite";
import { existsSync } from "node:fs";
import type { EndedCode, SavedFile } from "../../chat/lib/ports.ts";
import type {
  Journal,
  JournalWrite,
  Saved,
  SavedAccount,
  SavedEvent,
  SavedNonce,
  SavedRoom,
} from "../journal/journal.ts";
import { decompressTexts, type StoredTexts } from "./compression.ts";
import { type Durability, openDataFile } from "./data-file.ts";
import { checkDataFile, checkHeader } from "./data-file-check.ts";
import { lockDataFile } from "./data-file-lock.ts";
import { createPrivateFile, resolveDataFile } from "./data-file-names.ts";
import { DataFileProblem, toDataFileProblem } from "./data-file-problem.ts";
import { JournalThread } from "./journal-thread.ts";
import { moveRecentChunks } from "./prepare-writes.ts";

export { DataFileProblem };

export type SqliteJournalOptions = {
  readonly path: string;
  readonly durability: Durability;
  /** The current time in epoch ms. Whatever was to be remembered only until an earlier time is deleted. */
  readonly now: number;
  /** 64 random bytes, for a new file. */
  readonly newSecret: () => Uint8Array;
};

/** @property path of the file itself, with no symbolic link in it */
export type OpenedJournal = { readonly journal: Journal; readonly saved: Saved; readonly path: string };

/**
 * Opens a data file, creates it if there is none, and reads its contents.
 * @throws DataFileProblem when the file can't be used
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<OpenedJournal> {
  const path = resolveDataFile(options.path);
  const { durability } = options;
  const lock = lockOnceChecked(path);
  const thread = new JournalThread();
  try {
    checkDataFile(path);
    const saved = openAndLoad({ ...options, path });
    await thread.request({ open: path, durability });
    const journal: Journal = {
      commit: (batch: readonly JournalWrite[]) => thread.commit(batch),
      async close() {
        try {
          await thread.request({ close: true });
        } finally {
          thread.terminate();
          lock.release();
        }
      },
    };
    return { journal, saved, path };
  } catch (error) {
    thread.terminate();
    lock.release();
    throw toDataFileProblem(error, path);
  }
}

function lockOnceChecked(path: string): { release(): void } {
  checkHeader(path);
  const isNew = !existsSync(path);
  if (isNew) checkDataFile(path);
  try {
    createPrivateFile(path);
  } catch (error) {
    throw toDataFileProblem(error, path);
  }
  return lockDataFile(path);
}

function openAndLoad(options: SqliteJournalOptions): Saved {
  const database = openDataFile(options.path, options.durability);
  try {
    moveRecentChunks(database);
    return load(database, options);
  } finally {
    database.close();
  }
}

function load(database: Database, { path, now, newSecret }: SqliteJournalOptions): Saved {
  let row = database.query("SELECT bytes FROM secret").get() as { bytes: Uint8Array } | null;
  if (row === null) {
    row = { bytes: newSecret() };
    database.query("INSERT INTO secret VALUES (?)").run(row.bytes);
  }
  for (const table of ["tombs", "retired", "invitations"]) {
    database.query(`DELETE FROM ${table} WHERE until <= ?`).run(now);
  }
  return {
    secret: row.bytes,
    accounts: (database.query("SELECT record FROM accounts").all() as { record: string }[]).map(
      ({ record }) => JSON.parse(record) as SavedAccount,
    ),
    retired: database.query("SELECT digest, until FROM retired").all() as EndedCode[],
    settings: Object.fromEntries(database.query("SELECT name, value FROM settings").values() as [string, string][]),
    tombs: database.query("SELECT digest, until FROM tombs").all() as EndedCode[],
    rooms: { [Symbol.iterator]: () => readRooms(path) },
  };
}

/** Reads rooms one by one: all histories at once would take several times the memory they need in the end. */
function* readRooms(path: string): Generator<SavedRoom, void, void> {
  const database = new Database(path, { readonly: true });
  try {
    const rooms = database.query("SELECT epoch, founding, state, gone AS lastDroppedSeq FROM rooms");
    const chunks = database.query(
      "SELECT first_seq AS firstSeq, texts, nonces FROM chunks WHERE epoch = ? ORDER BY first_seq",
    );
    const nonces = database.query("SELECT list FROM nonces WHERE epoch = ? ORDER BY last_seq");
    const files = database.query("SELECT id, record FROM files WHERE epoch = ?");
    for (const room of rooms.all() as (Omit<SavedRoom, "founding"> & { founding: string })[]) {
      const kept = chunks.all(room.epoch) as SavedChunk[];
      const savedFiles = files.all(room.epoch) as SavedFile[];
      yield {
        ...room,
        ...(savedFiles.length > 0 && { files: savedFiles }),
        founding: JSON.parse(room.founding) as object,
        events: assertContiguous(kept.flatMap(readChunk), room.lastDroppedSeq),
        // A chunk still has all of its nonces after history has dropped some of its events.
        nonces: [...nonces.values(room.epoch).map(([list]) => String(list)), `[${kept[0]?.nonces ?? ""}]`]
          .flatMap((list) => JSON.parse(list) as SavedNonce[])
          .filter(([, seq]) => seq <= room.lastDroppedSeq),
      };
    }
  } catch (error) {
    throw error instanceof SQLiteError ? toDataFileProblem(error, path) : error;
  } finally {
    database.close();
  }
}

type SavedChunk = { readonly firstSeq: number; readonly texts: StoredTexts; readonly nonces: string };

function readChunk({ firstSeq, texts }: SavedChunk): SavedEvent[] {
  return decompressTexts(texts)
    .split("\n")
    .map((text, at) => ({ seq: firstSeq + at, text }));
}

/** Returns the events. @throws DataFileProblem when they are not all events after the last dropped one */
function assertContiguous(events: SavedEvent[], lastDroppedSeq: number): SavedEvent[] {
  if (events.some(({ seq }, at) => seq !== lastDroppedSeq + 1 + at)) throw new DataFileProblem("is damaged");
  return events;
}
