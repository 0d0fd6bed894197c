// The journal in a SQLite file: read once at the start, then written by a thread of its own. Rules J1 to J6.
import type { Database } from "bun:sqlite";
import { type Durability, holdFile, openDatabase } from "./database.ts";
import type { Journal, Saved, SavedEvent, SavedRoom, Write } from "./journal.ts";
import type { Answer, Order } from "./journal.worker.ts";

export { DataFileProblem } from "./database.ts";

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
  const hold = holdFile(path);
  let saved: Saved;
  try {
    const database = openDatabase(path, durability);
    saved = load(database, options);
    database.close();
  } catch (error) {
    hold.release();
    throw error;
  }
  const thread = new Thread();
  await thread.order({ open: path, durability });
  const journal: Journal = {
    commit: (batch: readonly Write[]) => thread.order({ commit: batch }),
    async close() {
      await thread.order({ close: true });
      thread.end();
      hold.release();
    },
  };
  return { journal, saved };
}

function load(database: Database, { now, newSecret }: SqliteJournalOptions): Saved {
  let row = database.query("SELECT bytes FROM secret").get() as { bytes: Uint8Array } | null;
  if (row === null) {
    row = { bytes: newSecret() };
    database.query("INSERT INTO secret VALUES (?)").run(row.bytes);
  }
  database.query("DELETE FROM tombs WHERE until <= ?").run(now);
  const events = database.query(
    "SELECT seq, text, nonce_key AS nonceKey, timestamp FROM events WHERE epoch = ? ORDER BY seq",
  );
  const rooms = database.query("SELECT epoch, founding, title, expires_at AS expiresAt FROM rooms").all() as (Omit<
    SavedRoom,
    "founding"
  > & { founding: string })[];
  return {
    secret: row.bytes,
    tombs: database.query("SELECT digest, until FROM tombs").all() as { digest: string; until: number }[],
    rooms: rooms.map((room) => ({
      ...room,
      founding: JSON.parse(room.founding) as object,
      events: events.all(room.epoch) as SavedEvent[],
    })),
  };
}

/** The worker, as a function that answers: it takes one order after the other. */
class Thread {
  readonly #worker = new Worker(new URL("./journal.worker.ts", import.meta.url).href);
  readonly #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const next = this.#waiting.shift();
      if (data.error === undefined) next?.resolve();
      else next?.reject(new Error(data.error));
    };
    this.#worker.onerror = (event) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(event.message));
    };
  }

  order(order: Order): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(order);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}
