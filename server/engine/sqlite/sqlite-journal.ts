// The journal in a SQLite file, written by a thread of its own, and read at the start: rooms one by one, and last.
// Rules J1 to J6.
import { Database, SQLiteError } from "bun:sqlite";
import type { Tomb } from "../../chat/lib/ports.ts";
import type { Journal, KeptAccount, Saved, SavedEvent, SavedNonce, SavedRoom, Write } from "../journal/journal.ts";
import { plain, type StoredTexts } from "./compression.ts";
import {
  DataFileProblem,
  type Durability,
  holdFile,
  inspect,
  openDatabase,
  problemOf,
  recognise,
} from "./data-file.ts";
import { JournalThread } from "./journal-thread.ts";

export { DataFileProblem };

export type SqliteJournalOptions = {
  readonly path: string;
  readonly durability: Durability;
  /** epoch ms; tombs whose time is over by then are not told. */
  readonly now: number;
  /** 64 random bytes, for a new file. */
  readonly newSecret: () => Uint8Array;
};

/** @throws DataFileProblem when the file can't be used */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<{ journal: Journal; saved: Saved }> {
  const { path, durability } = options;
  recognise(path);
  const hold = holdFile(path);
  const thread = new JournalThread();
  try {
    inspect(path);
    const saved = loaded(path, options);
    await thread.order({ open: path, durability });
    const journal: Journal = {
      commit: (batch: readonly Write[]) => thread.commit(batch),
      async close() {
        try {
          await thread.order({ close: true });
        } finally {
          thread.end();
          hold.release();
        }
      },
    };
    return { journal, saved };
  } catch (error) {
    thread.end();
    hold.release();
    throw problemOf(error);
  }
}

function loaded(path: string, options: SqliteJournalOptions): Saved {
  const database = openDatabase(path, options.durability);
  try {
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
      ({ record }) => JSON.parse(record) as KeptAccount,
    ),
    retired: database.query("SELECT digest, until FROM retired").all() as Tomb[],
    settings: Object.fromEntries(database.query("SELECT name, value FROM settings").values() as [string, string][]),
    tombs: database.query("SELECT digest, until FROM tombs").all() as Tomb[],
    rooms: { [Symbol.iterator]: () => roomsOf(path) },
  };
}

/** One after the other: all histories at once would take several times what they weigh in the end. */
function* roomsOf(path: string): Generator<SavedRoom, void, void> {
  const database = new Database(path, { readonly: true });
  try {
    const rooms = database.query("SELECT epoch, founding, state, gone FROM rooms");
    const chunks = database.query(
      "SELECT first_seq AS firstSeq, texts, nonces FROM chunks WHERE epoch = ? ORDER BY first_seq",
    );
    const nonces = database.query("SELECT list FROM nonces WHERE epoch = ? ORDER BY last_seq");
    for (const room of rooms.all() as (Omit<SavedRoom, "founding"> & { founding: string })[]) {
      const kept = chunks.all(room.epoch) as SavedChunk[];
      yield {
        ...room,
        founding: JSON.parse(room.founding) as object,
        events: whole(kept.flatMap(eventsOf), room.gone),
        // A chunk that history has lost in part has all of its nonces still.
        nonces: [...nonces.values(room.epoch).map(([list]) => String(list)), `[${kept[0]?.nonces ?? ""}]`]
          .flatMap((list) => JSON.parse(list) as SavedNonce[])
          .filter(([, seq]) => seq <= room.gone),
      };
    }
  } catch (error) {
    throw error instanceof SQLiteError ? problemOf(error) : error;
  } finally {
    database.close();
  }
}

type SavedChunk = { readonly firstSeq: number; readonly texts: StoredTexts; readonly nonces: string };

function eventsOf({ firstSeq, texts }: SavedChunk): SavedEvent[] {
  return plain(texts)
    .split("\n")
    .map((text, at) => ({ seq: firstSeq + at, text }));
}

/** @throws DataFileProblem when they are not every event after that one */
function whole(events: SavedEvent[], gone: number): SavedEvent[] {
  if (events.some(({ seq }, at) => seq !== gone + 1 + at)) throw new DataFileProblem("is damaged");
  return events;
}
