// Opens the data file for writing, and brings it up to date. Rules J5, J6.
import { Database } from "bun:sqlite";
import { createPrivateFile } from "./data-file-names.ts";
import { toDataFileProblem } from "./data-file-problem.ts";

/** "MAYF": marks a SQLite file as ours (sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x4d415946;

// SQLite moves the first bytes of a row from page to page as rows come and go, and leaves copies where they were. What
// doesn't fit there lies in overflow pages, which are never moved, and are overwritten whole when they are let go
// (sqlite.org/fileformat.html#cell_payload, secure_delete). So whatever must be erasable comes after a filler that is
// longer than what a page takes of a row: (2048 - 12) * 64 / 255 - 23 bytes. Small pages keep that cheap.
const PAGE_BYTES = 2048;
const FILLER = "filler BLOB NOT NULL DEFAULT (zeroblob(489))";

/** Each migration brings a file from the version that is its index to the next. Released ones are never changed. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE secret (bytes BLOB NOT NULL) STRICT;
   CREATE TABLE rooms (
     epoch TEXT PRIMARY KEY, ${FILLER}, founding TEXT NOT NULL, title TEXT NOT NULL, expires_at INTEGER NOT NULL,
     gone INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE events (
     epoch TEXT NOT NULL, seq INTEGER NOT NULL, ${FILLER}, text TEXT NOT NULL, nonce_key TEXT, timestamp TEXT NOT NULL,
     PRIMARY KEY (epoch, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE nonces (
     epoch TEXT NOT NULL, last_seq INTEGER NOT NULL, ${FILLER}, list TEXT NOT NULL,
     PRIMARY KEY (epoch, last_seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE tombs (digest TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE probe (count INTEGER NOT NULL) STRICT;
   INSERT INTO probe VALUES (0);`,
  // A room's state becomes one text, in the format of server/chat/room-model/room-state.ts.
  `ALTER TABLE rooms RENAME TO old_rooms;
   CREATE TABLE rooms (
     epoch TEXT PRIMARY KEY, ${FILLER}, founding TEXT NOT NULL, state TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   INSERT INTO rooms (epoch, founding, state, gone) SELECT
     epoch,
     json_remove(founding, '$.visibility', '$.ownerId', '$.ownerKeyDigest', '$.maxMembers'),
     json_object(
       'title', title, 'expiresAt', expires_at, 'visibility', founding ->> '$.visibility',
       'ownerId', founding ->> '$.ownerId', 'ownerKeyDigest', founding ->> '$.ownerKeyDigest',
       'ownerGoneAt', iif(founding ->> '$.ownerId' IS NULL, founding ->> '$.createdAt', NULL),
       'maxMembers', founding ->> '$.maxMembers'
     ),
     gone FROM old_rooms;
   DROP TABLE old_rooms;`,
  `CREATE TABLE accounts (id TEXT PRIMARY KEY, ${FILLER}, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE retired (digest TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE invitations (digest TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  // Events that were written together share a row, with one line each. An event that had its own row becomes a chunk of one.
  `CREATE TABLE chunks (
     epoch TEXT NOT NULL, first_seq INTEGER NOT NULL, ${FILLER}, texts TEXT NOT NULL, nonces TEXT NOT NULL,
     PRIMARY KEY (epoch, first_seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO chunks (epoch, first_seq, texts, nonces)
     SELECT epoch, seq, text, iif(nonce_key IS NULL, '', json_array(nonce_key, seq, timestamp)) FROM events;
   DROP TABLE events;`,
  // The column `texts` holds text or compressed bytes (compression.ts).
  `ALTER TABLE chunks RENAME TO old_chunks;
   CREATE TABLE chunks (
     epoch TEXT NOT NULL, first_seq INTEGER NOT NULL, ${FILLER}, texts ANY NOT NULL, nonces TEXT NOT NULL,
     PRIMARY KEY (epoch, first_seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO chunks (epoch, first_seq, texts, nonces) SELECT epoch, first_seq, texts, nonces FROM old_chunks;
   DROP TABLE old_chunks;`,
  // Tells whose write-ahead log belongs to whose file (data-file-check.ts).
  `CREATE TABLE generation (previous BLOB NOT NULL, current BLOB NOT NULL) STRICT;
   INSERT INTO generation VALUES (randomblob(8), randomblob(8));`,
  // Chunks of many rooms that were written together (recent-chunks.ts).
  `CREATE TABLE recent (number INTEGER PRIMARY KEY, ${FILLER}, chunks ANY NOT NULL) STRICT, WITHOUT ROWID;`,
  // The records of files; their bytes lie in a folder beside the data file.
  `CREATE TABLE files (
     epoch TEXT NOT NULL, id TEXT NOT NULL, ${FILLER}, record TEXT NOT NULL, PRIMARY KEY (epoch, id)
   ) STRICT, WITHOUT ROWID;`,
];

/** Begins the next generation of a file. A copy gets a new one at once, with no link to the former. */
export const NEXT_GENERATION = "UPDATE generation SET previous = current, current = randomblob(8)";
export const UNRELATED_GENERATION = "UPDATE generation SET previous = randomblob(8), current = randomblob(8)";

export type Durability = "normal" | "full";

/**
 * Opens the file for writing, creates it if there is none, and brings an older one up to date.
 * @throws DataFileProblem when that can't be done
 */
export function openDataFile(path: string, durability: Durability, migrations = MIGRATIONS): Database {
  let database: Database | undefined;
  try {
    createPrivateFile(path);
    database = new Database(path, { readwrite: true, create: true, strict: true });
    // These are set before there is a write-ahead log, so that `checkHeader` finds the id in the file itself.
    database.run(`PRAGMA page_size = ${PAGE_BYTES}`);
    if (readPragma(database, "application_id") === 0) database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run("PRAGMA journal_mode = WAL");
    // The writer moves the log into the file itself: it must know when the file changes.
    database.run("PRAGMA wal_autocheckpoint = 0");
    database.run("PRAGMA secure_delete = ON");
    database.run("PRAGMA temp_store = MEMORY");
    database.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw toDataFileProblem(error, path);
  }
}

/** Runs the migrations that a file lacks. */
export function migrate(database: Database, migrations = MIGRATIONS): void {
  const version = readPragma(database, "user_version");
  for (const [at, script] of migrations.entries()) {
    if (at < version) continue;
    database.transaction(() => {
      database.run(script);
      database.run(`PRAGMA user_version = ${at + 1}`);
    })();
  }
}

/**
 * Returns the first row of a query that is made once. Its statement doesn't stay: a database isn't closed before all of its
 * statements are, and it finalizes no more than 20 by itself.
 */
export function readRow(database: Database, query: string): Record<string, unknown> {
  using statement = database.prepare(query);
  return (statement.get() ?? {}) as Record<string, unknown>;
}

export function readPragma(database: Database, pragma: string): number {
  return Number(Object.values(readRow(database, `PRAGMA ${pragma}`))[0]);
}
