// Copies of the data file: made while a server runs, and put in its place while none does. Rule J6.
import { Database } from "bun:sqlite";
import { chownSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { compressed, plain, type StoredTexts } from "./compression.ts";
import { DataFileProblem, holdFile, inspect, makePrivate, migrate, problemOf, recognise } from "./data-file.ts";

/** How long a copy waits for a writer that is in the way. */
const PATIENCE_MS = 5000;

/** Why a copy can't be made or used: which file, and what is wrong with it. */
export class BackupProblem extends Error {}

/**
 * Copies a data file as of one moment into a new file; a server may be writing to it meanwhile.
 * @throws BackupProblem
 */
export function backup(path: string, file: string): void {
  about(path, () => {
    recognise(path);
    if (!existsSync(path)) throw new DataFileProblem("does not exist");
  });
  about(file, () => {
    if (existsSync(file)) throw new DataFileProblem("exists already; a backup takes the place of nothing");
  });
  about(file, () => copy(path, file));
}

/**
 * Puts a copy in the place of a data file that is not in use. Cursors of before mean nothing in it.
 * @param now epoch ms: the former file is kept beside, under that time
 * @param newEpoch a room's new epoch, one for each call
 * @returns where the former file is now; undefined where there was none
 * @throws BackupProblem
 */
export function restore(path: string, file: string, now: number, newEpoch: () => string): string | undefined {
  about(file, () => {
    if (!existsSync(file)) throw new DataFileProblem("does not exist");
    if (existsSync(path) && statSync(path).ino === statSync(file).ino) throw new DataFileProblem("is the data file");
    inspect(file);
  });
  return about(path, () => {
    if (existsSync(path) && statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
    const hold = holdFile(path);
    try {
      const fresh = `${path}-restoring`;
      rmSync(fresh, { force: true });
      copy(file, fresh);
      try {
        about(file, () => beginAnew(fresh, newEpoch));
      } catch (error) {
        rmSync(fresh, { force: true });
        throw error;
      }
      const former = existsSync(path) ? setAside(path, fresh, now) : undefined;
      renameSync(fresh, path);
      flush(dirname(path));
      return former;
    } finally {
      hold.release();
    }
  });
}

function copy(from: string, to: string): void {
  makePrivate(to);
  try {
    const database = new Database(from, { readonly: true });
    try {
      database.run(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
      database.query("VACUUM INTO ?").run(to);
    } finally {
      database.close();
    }
    flush(to);
    flush(dirname(to));
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

// Since the copy was made, its rooms went on under their epochs: whoever saw that must not take what comes now for it.
function beginAnew(path: string, newEpoch: () => string): void {
  const database = new Database(path, { readwrite: true, create: false, strict: true });
  try {
    database.run("PRAGMA secure_delete = ON");
    migrate(database);
    const rooms = database.query("SELECT epoch, founding FROM rooms").all() as { epoch: string; founding: string }[];
    const chunks = database.query("SELECT first_seq AS firstSeq, texts FROM chunks WHERE epoch = ?");
    const setRoom = database.query("UPDATE rooms SET epoch = ?2, founding = ?3 WHERE epoch = ?1");
    const setChunk = database.query("UPDATE chunks SET epoch = ?3, texts = ?4 WHERE epoch = ?1 AND first_seq = ?2");
    const setNonces = database.query("UPDATE nonces SET epoch = ?2 WHERE epoch = ?1");
    database.transaction(() => {
      // A code that was used since must not be good again.
      database.run("DELETE FROM invitations");
      for (const { epoch, founding } of rooms) {
        const fresh = newEpoch();
        setRoom.run(epoch, fresh, JSON.stringify({ ...JSON.parse(founding), epoch: fresh }));
        setNonces.run(epoch, fresh);
        for (const { firstSeq, texts } of chunks.all(epoch) as { firstSeq: number; texts: StoredTexts }[]) {
          const lines = plain(texts)
            .split("\n")
            .map((text) => moved(text, epoch, fresh));
          setChunk.run(epoch, firstSeq, fresh, compressed(lines.join("\n")));
        }
      }
    })();
  } finally {
    database.close();
  }
}

/** An event with the ids of another epoch. */
function moved(text: string, from: string, to: string): string {
  const event = JSON.parse(text) as Record<string, unknown>;
  for (const field of ["id", "messageId", "replyTo"]) {
    const id = event[field];
    if (typeof id === "string" && id.startsWith(`${from}-`)) event[field] = to + id.slice(from.length);
  }
  return JSON.stringify(event);
}

/** Moves the former file and its write-ahead log out of the way; the new one becomes its owner's. */
function setAside(path: string, fresh: string, now: number): string {
  const { uid, gid } = statSync(path);
  if (process.getuid?.() === 0) for (const file of [fresh, `${path}-lock`]) chownSync(file, uid, gid);
  const former = `${path}.${new Date(now).toISOString().replaceAll(":", "-")}`;
  // The log goes by its file's name, and must never be found beside another.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${former}-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(path, former);
  return former;
}

/** Has the disk hold what was written. */
function flush(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

function about<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof BackupProblem) throw error;
    throw new BackupProblem(`${path} ${problemOf(error).message}`);
  }
}
