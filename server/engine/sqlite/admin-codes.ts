// Codes that make an administrator, as the data file knows them: written by `mayfly invite`, also while a server has the
// file, and looked up by the server when one is used. Only digests are in it. Rule U11.
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { DataFileProblem, problemOf, recognise } from "./data-file.ts";

/** How long a connection waits for a writer that is in the way. */
const PATIENCE_MS = 5000;

/** What a code is known by: it has 100 random bits, so nothing slower is needed. */
export function invitationDigest(folded: string): string {
  return new Bun.CryptoHasher("sha256").update(folded).digest("base64url");
}

/**
 * Notes a code for the server that uses the file, now or later.
 * @param until epoch ms
 * @throws DataFileProblem
 */
export function invite(path: string, digest: string, until: number): void {
  recognise(path);
  if (!existsSync(path)) throw new DataFileProblem("does not exist: start the server with it first");
  let database: Database | undefined;
  try {
    database = new Database(path, { readwrite: true, create: false });
    database.run(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
    if (database.query("SELECT 1 FROM sqlite_schema WHERE name = 'invitations'").get() === null) {
      throw new DataFileProblem("was written by an older Mayfly: start the server with it first");
    }
    database.query("INSERT OR REPLACE INTO invitations VALUES (?, ?)").run(digest, until);
  } catch (error) {
    throw problemOf(error);
  } finally {
    database?.close();
  }
}

/** Whether a code of this digest is good at that time (epoch ms). A file that can't be read has none. */
export function isInvited(path: string, digest: string, now: number): boolean {
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true });
    database.run(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
    return database.query("SELECT 1 FROM invitations WHERE digest = ? AND until > ?").get(digest, now) !== null;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}
