// Saves and looks up the codes in the data file that make an administrator. `mayfly invite` saves one, also while a server
// has the file open; the server looks it up when it is used. Only digests are stored. Rule U11.
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { checkHeader } from "./data-file-check.ts";
import { checkCanBeShared } from "./data-file-lock.ts";
import { resolveDataFile } from "./data-file-names.ts";
import { DataFileProblem, toDataFileProblem } from "./data-file-problem.ts";

/** How long a connection waits while another one is writing. */
const BUSY_TIMEOUT_MS = 5000;

/** Returns the digest a code is stored as. A code has 100 random bits, so a fast hash is enough. */
export function adminCodeDigest(folded: string): string {
  return new Bun.CryptoHasher("sha256").update(folded).digest("base64url");
}

/**
 * Saves a code for the server that uses the file, now or later.
 * @param until epoch ms
 * @throws DataFileProblem
 */
export function saveAdminCode(named: string, digest: string, until: number): void {
  const path = resolveDataFile(named);
  checkHeader(path);
  if (!existsSync(path)) throw new DataFileProblem("does not exist; start the server with it first");
  checkCanBeShared(path);
  let database: Database | undefined;
  try {
    database = new Database(path, { readwrite: true, create: false });
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // A server that has the file moves the log into it by itself, and takes notice when anybody else does.
    database.run("PRAGMA wal_autocheckpoint = 0");
    if (database.query("SELECT 1 FROM sqlite_schema WHERE name = 'invitations'").get() === null) {
      throw new DataFileProblem("was written by an older version of Mayfly; start the server with it first");
    }
    database.query("INSERT OR REPLACE INTO invitations VALUES (?, ?)").run(digest, until);
  } catch (error) {
    throw toDataFileProblem(error, path);
  } finally {
    database?.close();
  }
}

/** Returns whether the file has a code of this digest that is valid at `now` (epoch ms); false if the file can't be read. */
export function hasAdminCode(path: string, digest: string, now: number): boolean {
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return database.query("SELECT 1 FROM invitations WHERE digest = ? AND until > ?").get(digest, now) !== null;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}
