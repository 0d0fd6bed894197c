// The data file: opened, known to be ours, brought up to date. One process has it at a time. Rules J5, J6.
import { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";

/** "MAYF": marks a SQLite file as ours (sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x4d415946;

/** Each brings a file from the version of its place in the list to the next. Never changed once released. */
const MIGRATIONS = [
  `CREATE TABLE secret (bytes BLOB NOT NULL) STRICT;
   CREATE TABLE rooms (
     epoch TEXT PRIMARY KEY, founding TEXT NOT NULL, title TEXT NOT NULL, expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE events (
     epoch TEXT NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL, nonce_key TEXT, timestamp TEXT NOT NULL,
     PRIMARY KEY (epoch, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE tombs (digest TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE probe (count INTEGER NOT NULL) STRICT;
   INSERT INTO probe VALUES (0);`,
];

export type Durability = "normal" | "full";

/** Why a data file can't be used, for the operator: the message names the file's fault, not ours. */
export class DataFileProblem extends Error {}

/** @throws DataFileProblem when the file is not ours, newer than this program, or can't be written */
export function openDatabase(path: string, durability: Durability): Database {
  if (existsSync(path) && statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
  let database: Database | undefined;
  try {
    database = new Database(path, { create: true, readwrite: true, strict: true });
    const mine = number(database, "application_id") === APPLICATION_ID;
    const isEmpty = number(database, "schema_version") === 0;
    if (!mine && !isEmpty) throw new DataFileProblem("is not a Mayfly data file");
    database.run("PRAGMA secure_delete = ON");
    database.run("PRAGMA journal_mode = WAL");
    database.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof DataFileProblem ? error : new DataFileProblem(explained(error));
  }
}

function migrate(database: Database): void {
  const version = number(database, "user_version");
  if (version > MIGRATIONS.length) {
    throw new DataFileProblem(
      `was written by a newer Mayfly (version ${version} of the file; this knows ${MIGRATIONS.length})`,
    );
  }
  for (const [at, script] of MIGRATIONS.entries()) {
    if (at < version) continue;
    database.transaction(() => {
      database.run(script);
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.run(`PRAGMA user_version = ${at + 1}`);
    })();
  }
}

function number(database: Database, pragma: string): number {
  return Number(Object.values(database.query(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

function explained(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "SQLITE_NOTADB") return "is not a Mayfly data file";
  if (code === "SQLITE_READONLY" || code === "SQLITE_CANTOPEN" || code?.startsWith("SQLITE_READONLY")) {
    return "can't be written: its folder must exist and be writable";
  }
  if (code?.startsWith("SQLITE_CORRUPT")) return "is damaged";
  if (code?.startsWith("SQLITE_BUSY")) return "is in use by another program";
  return `can't be used: ${message ?? code}`;
}

/**
 * Holds the file for this process as long as it lives: a lock of the operating system on a small file beside it, which
 * even a killed process lets go.
 * @throws DataFileProblem when another process has it
 */
export function holdFile(path: string): { release(): void } {
  let lock: Database | undefined;
  try {
    lock = new Database(`${path}-lock`, { create: true, readwrite: true });
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock?.close();
    throw new DataFileProblem(explained(error));
  }
  return { release: () => lock.close() };
}
