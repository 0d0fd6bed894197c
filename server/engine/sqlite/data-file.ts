// The data file: known to be ours and whole before anything is written to it, then brought up to date. One process has
// it at a time. Rules J5, J6.
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

/** Each brings a file from the version of its place in the list to the next. Never changed once released. */
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

/** At about 64 MB the write-ahead log is moved into the file whatever waits for that; the writer does so long before. */
const WAL_PAGES = 32_000;

export type Durability = "normal" | "full";

/** Why a data file can't be used, for the operator: the message names the file's fault, not ours. */
export class DataFileProblem extends Error {}

/** Where the header of a SQLite file says whose it is (sqlite.org/fileformat.html#the_database_header). */
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;

/**
 * Looks at the file's first bytes, touching nothing: what isn't ours is not even opened.
 * @throws DataFileProblem
 */
export function recognise(path: string): void {
  const header = Buffer.alloc(HEADER_BYTES);
  let read: number;
  try {
    if (statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
    const file = openSync(path, "r");
    read = readSync(file, header);
    closeSync(file);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return;
    throw problemOf(error);
  }
  const isOurs = header.toString("latin1", 0, 15) === "SQLite format 3" && idOf(header) === APPLICATION_ID;
  if (read > 0 && !isOurs) throw new DataFileProblem("is not a Mayfly data file");
}

/**
 * Reads the file through, changing nothing.
 * @throws DataFileProblem when it is not ours, newer than this program, or damaged
 */
export function inspect(path: string): void {
  recognise(path);
  if (!existsSync(path) || statSync(path).size === 0) return;
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    if (number(database, "user_version") > MIGRATIONS.length) {
      throw new DataFileProblem("was written by a newer version of Mayfly");
    }
    const [verdict] = Object.values(database.query("PRAGMA quick_check(1)").get() ?? {});
    if (verdict !== "ok") throw new DataFileProblem("is damaged");
  } catch (error) {
    throw problemOf(error);
  } finally {
    database?.close();
  }
}

/**
 * Opens the file to write to it, making it if there is none; a file older than this program is brought up to date.
 * @throws DataFileProblem when that can't be done
 */
export function openDatabase(path: string, durability: Durability, migrations = MIGRATIONS): Database {
  let database: Database | undefined;
  try {
    makePrivate(path);
    database = new Database(path, { readwrite: true, create: true, strict: true });
    // In the file itself before there is a write-ahead log, for `recognise`.
    database.run(`PRAGMA page_size = ${PAGE_BYTES}`);
    if (number(database, "application_id") === 0) database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run(`PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
    database.run("PRAGMA secure_delete = ON");
    database.run("PRAGMA temp_store = MEMORY");
    database.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw problemOf(error);
  }
}

/** Brings a file up to date, step by step. */
export function migrate(database: Database, migrations = MIGRATIONS): void {
  const version = number(database, "user_version");
  for (const [at, script] of migrations.entries()) {
    if (at < version) continue;
    database.transaction(() => {
      database.run(script);
      database.run(`PRAGMA user_version = ${at + 1}`);
    })();
  }
}

/**
 * Holds the file for this process as long as it lives: a lock of the operating system on a small file beside it, which
 * even a killed process lets go.
 * @throws DataFileProblem when another process has it
 */
export function holdFile(path: string): { release(): void } {
  const beside = `${path}-lock`;
  let lock: Database | undefined;
  try {
    makePrivate(beside);
    lock = new Database(beside, { readwrite: true, create: true });
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    throw problemOf(error);
  }
  return { release: () => lock.close() };
}

/** Texts and the secret of every token are in it: a new file is its owner's alone, and SQLite's beside it follow it. */
export function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
}

function idOf(header: Buffer): number {
  return header.readUInt32BE(APPLICATION_ID_AT);
}

function number(database: Database, pragma: string): number {
  return Number(Object.values(database.query(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/** What went wrong with a file, as half a sentence about it. */
export function problemOf(error: unknown): DataFileProblem {
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
