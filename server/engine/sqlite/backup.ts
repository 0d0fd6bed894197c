// Copies the data file while a server runs, and restores a copy while none does. Rule J6.
import { Database } from "bun:sqlite";
import { chownSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { compressTexts, decompressTexts, type StoredTexts } from "./compression.ts";
import {
  checkDataFile,
  checkHeader,
  createPrivateFile,
  DataFileProblem,
  lockDataFile,
  migrate,
  toDataFileProblem,
} from "./data-file.ts";

/** How long a copy waits for a writer that is in the way. */
const BUSY_TIMEOUT_MS = 5000;

/** The reason a copy can't be made or used, with the file it is about. */
export class BackupProblem extends Error {}

/**
 * Copies a data file as of one moment into a new file; a server may be writing to it meanwhile.
 * @throws BackupProblem
 */
export function backUp(path: string, file: string): void {
  namingFile(path, () => {
    checkHeader(path);
    if (!existsSync(path)) throw new DataFileProblem("does not exist");
  });
  namingFile(file, () => {
    if (existsSync(file)) throw new DataFileProblem("exists already; a backup takes the place of nothing");
  });
  namingFile(file, () => copy(path, file));
}

/**
 * Puts a copy in the place of a data file that is not in use. Cursors from before can't be used with it.
 * @param now epoch ms: the former file stays beside it, with this time in its name
 * @param newEpoch returns another new epoch at each call
 * @returns where the former file is now; undefined where there was none
 * @throws BackupProblem
 */
export function restore(path: string, file: string, now: number, newEpoch: () => string): string | undefined {
  namingFile(file, () => {
    if (!existsSync(file)) throw new DataFileProblem("does not exist");
    if (existsSync(path) && statSync(path).ino === statSync(file).ino) throw new DataFileProblem("is the data file");
    checkDataFile(file);
  });
  return namingFile(path, () => {
    if (existsSync(path) && statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
    const lock = lockDataFile(path);
    try {
      const fresh = `${path}-restoring`;
      rmSync(fresh, { force: true });
      copy(file, fresh);
      try {
        namingFile(file, () => assignNewEpochs(fresh, newEpoch));
      } catch (error) {
        rmSync(fresh, { force: true });
        throw error;
      }
      const former = existsSync(path) ? moveAside(path, fresh, now) : undefined;
      renameSync(fresh, path);
      syncToDisk(dirname(path));
      return former;
    } finally {
      lock.release();
    }
  });
}

function copy(from: string, to: string): void {
  createPrivateFile(to);
  try {
    const database = new Database(from, { readonly: true });
    try {
      database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      database.query("VACUUM INTO ?").run(to);
    } finally {
      database.close();
    }
    syncToDisk(to);
    syncToDisk(dirname(to));
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

// After the copy was made, its rooms went on under their epochs. A client that saw that must not resume into the copy,
// where the same numbers will be other events.
function assignNewEpochs(path: string, newEpoch: () => string): void {
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
      // A code that was used after the copy was made must not become good again.
      database.run("DELETE FROM invitations");
      for (const { epoch, founding } of rooms) {
        const fresh = newEpoch();
        setRoom.run(epoch, fresh, JSON.stringify({ ...JSON.parse(founding), epoch: fresh }));
        setNonces.run(epoch, fresh);
        for (const { firstSeq, texts } of chunks.all(epoch) as { firstSeq: number; texts: StoredTexts }[]) {
          const lines = decompressTexts(texts)
            .split("\n")
            .map((text) => moveToEpoch(text, epoch, fresh));
          setChunk.run(epoch, firstSeq, fresh, compressTexts(lines.join("\n")));
        }
      }
    })();
  } finally {
    database.close();
  }
}

/** Returns an event's text with its ids changed to another epoch. */
function moveToEpoch(text: string, from: string, to: string): string {
  const event = JSON.parse(text) as Record<string, unknown>;
  for (const field of ["id", "messageId", "replyTo"]) {
    const id = event[field];
    if (typeof id === "string" && id.startsWith(`${from}-`)) event[field] = to + id.slice(from.length);
  }
  return JSON.stringify(event);
}

/** Moves the former file and its write-ahead log out of the way, and gives the new one to the former's owner. */
function moveAside(path: string, fresh: string, now: number): string {
  const { uid, gid } = statSync(path);
  if (process.getuid?.() === 0) for (const file of [fresh, `${path}-lock`]) chownSync(file, uid, gid);
  const former = `${path}.${new Date(now).toISOString().replaceAll(":", "-")}`;
  // SQLite finds a log by its file's name: it must never lie beside another file of that name.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${former}-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(path, former);
  return former;
}

/** Waits until the disk holds what was written. */
function syncToDisk(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

function namingFile<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof BackupProblem) throw error;
    throw new BackupProblem(`${path} ${toDataFileProblem(error).message}`);
  }
}
