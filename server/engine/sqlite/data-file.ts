// Opens the data file: checks that it is a whole file of Mayfly's before anything is written to it, then brings it up to
// date. One process has it at a time. Rules J5, J6.
import { Database } from "bun:sqlite";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";

/** "MAYF": marks a SQLite file as ours (sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x4d415946;

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
  // What a room is beside its log becomes one text, as server/chat/room-model/room-state.ts reads it.
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
  // Events that were written together share a row: a line each. What was a row each becomes a chunk of one.
  `CREATE TABLE chunks (
     epoch TEXT NOT NULL, first_seq INTEGER NOT NULL, ${FILLER}, texts TEXT NOT NULL, nonces TEXT NOT NULL,
     PRIMARY KEY (epoch, first_seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO chunks (epoch, first_seq, texts, nonces)
     SELECT epoch, seq, text, iif(nonce_key IS NULL, '', json_array(nonce_key, seq, timestamp)) FROM events;
   DROP TABLE events;`,
  // Texts are text, or compressed (compression.ts).
  `ALTER TABLE chunks RENAME TO old_chunks;
   CREATE TABLE chunks (
     epoch TEXT NOT NULL, first_seq INTEGER NOT NULL, ${FILLER}, texts ANY NOT NULL, nonces TEXT NOT NULL,
     PRIMARY KEY (epoch, first_seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO chunks (epoch, first_seq, texts, nonces) SELECT epoch, first_seq, texts, nonces FROM old_chunks;
   DROP TABLE old_chunks;`,
];

/** At about 64 MB SQLite itself moves the write-ahead log into the file; the writer usually does so long before. */
const MAX_WAL_PAGES = 32_000;

export type Durability = "normal" | "full";

/** The reason a data file can't be used, as half a sentence for the operator. */
export class DataFileProblem extends Error {}

/** Where the header of a SQLite file has its application id (sqlite.org/fileformat.html#the_database_header). */
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;

/**
 * Checks by its first bytes that the file is Mayfly's, without opening it as a database. Accepts one that doesn't exist.
 * @throws DataFileProblem
 */
export function checkHeader(path: string): void {
  const header = Buffer.alloc(HEADER_BYTES);
  let read: number;
  try {
    if (statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
    const file = openSync(path, "r");
    read = readSync(file, header);
    closeSync(file);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return;
    throw toDataFileProblem(error);
  }
  const isOurs = header.toString("latin1", 0, 15) === "SQLite format 3" && applicationIdOf(header) === APPLICATION_ID;
  if (read > 0 && !isOurs) throw new DataFileProblem("is not a Mayfly data file");
}

/**
 * Reads the whole file and checks it, changing nothing.
 * @throws DataFileProblem when it is not ours, newer than this program, or damaged
 */
export function checkDataFile(path: string): void {
  checkHeader(path);
  if (!existsSync(path) || statSync(path).size === 0) return;
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    if (readPragma(database, "user_version") > MIGRATIONS.length) {
      throw new DataFileProblem("was written by a newer version of Mayfly");
    }
    const [verdict] = Object.values(database.query("PRAGMA quick_check(1)").get() ?? {});
    if (verdict !== "ok") throw new DataFileProblem("is damaged");
  } catch (error) {
    throw toDataFileProblem(error);
  } finally {
    database?.close();
  }
}

/**
 * Opens the file for writing, makes it where there is none, and brings an older one up to date.
 * @throws DataFileProblem when that can't be done
 */
export function openDataFile(path: string, durability: Durability, migrations = MIGRATIONS): Database {
  let database: Database | undefined;
  try {
    createPrivateFile(path);
    database = new Database(path, { readwrite: true, create: true, strict: true });
    // In the file itself before there is a write-ahead log, for `checkHeader`.
    database.run(`PRAGMA page_size = ${PAGE_BYTES}`);
    if (readPragma(database, "application_id") === 0) database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run(`PRAGMA wal_autocheckpoint = ${MAX_WAL_PAGES}`);
    database.run("PRAGMA secure_delete = ON");
    database.run("PRAGMA temp_store = MEMORY");
    database.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw toDataFileProblem(error);
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
 * Locks the file for this process until it is released: by a lock of the operating system on a small file beside it, which
 * ends even with a killed process.
 * @throws DataFileProblem when another process has it
 */
export function lockDataFile(path: string): { release(): void } {
  const beside = `${path}-lock`;
  let lock: Database | undefined;
  try {
    createPrivateFile(beside);
    lock = new Database(beside, { readwrite: true, create: true });
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    throw toDataFileProblem(error);
  }
  return { release: () => lock.close() };
}

/**
 * Makes the file where there is none, readable by its owner alone, since it has texts and the secret of every token. SQLite
 * gives its files beside it the same permissions.
 */
export function createPrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
}

function applicationIdOf(header: Buffer): number {
  return header.readUInt32BE(APPLICATION_ID_AT);
}

function readPragma(database: Database, pragma: string): number {
  return Number(Object.values(database.query(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** Turns an error of SQLite or the system into a problem of the file. */
export function toDataFileProblem(error: unknown): DataFileProblem {
  if (error instanceof DataFileProblem) return error;
  const { code = "", message } = error as { code?: string; message?: string };
  if (code === "SQLITE_NOTADB") return new DataFileProblem("is not a Mayfly data file");
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS|ENOENT|ENOTDIR)/.test(code)) {
    return new DataFileProblem("can't be written: its folder must exist and be writable");
  }
  if (code.startsWith("SQLITE_CORRUPT")) return new DataFileProblem("is damaged");
  if (code.startsWith("SQLITE_BUSY")) return new DataFileProblem("is in use by another program");
  return new DataFileProblem(`can't be used: ${message ?? code}`);
}
