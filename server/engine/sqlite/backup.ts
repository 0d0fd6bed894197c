// Copies the data file while a server runs, and restores a copy while none does. Rules J6, J10,
// J11.
import { Database } from "bun:sqlite";
import { chownSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { moveToEpoch } from "../log/move-to-epoch.ts";
import { compressTexts, decompressTexts, type StoredTexts } from "./compression.ts";
import { migrate, UNRELATED_GENERATION } from "./data-file.ts";
import { checkHeader, readGeneration } from "./data-file-check.ts";
import { checkCanBeCopied, checkCanBeShared, lockDataFile } from "./data-file-lock.ts";
import {
  CERTIFICATE_FOLDERS,
  COMPANIONS,
  createPrivateFile,
  filesFolderOf,
  resolveDataFile,
  SQLITE_COMPANIONS,
} from "./data-file-names.ts";
import { DataFileProblem, toDataFileProblem } from "./data-file-problem.ts";
import { copyFiles, type FileOwner, removeFilesBut } from "./files-folder.ts";
import { moveRecentChunks } from "./prepare-writes.ts";

/** How long a copy waits while a server is writing. */
const BUSY_TIMEOUT_MS = 5000;

/** Beside a data file, what is restored has this name until it is whole. What has it already is a rest, and removed. */
const RESTORING = "-restoring";
/** The folder of files, which goes with each data file. */
const FILES = filesFolderOf("");
const FOLDERS = [FILES, ...CERTIFICATE_FOLDERS];

/** The reason a copy can't be made or used, with the file it is about. */
export class BackupProblem extends Error {}

/**
 * Copies a data file as of one moment into a new file; a server may be writing to it meanwhile.
 * @throws BackupProblem
 */
export function backUp(path: string, file: string): void {
  const from = resolveDataFile(path);
  const to = resolveDataFile(file);
  namingFile(path, () => {
    checkHeader(from);
    if (!existsSync(from)) throw new DataFileProblem("does not exist");
    checkCanBeShared(from);
  });
  namingFile(file, () => {
    if ([...COMPANIONS, ...FOLDERS, RESTORING].some((suffix) => to === from + suffix)) {
      throw new DataFileProblem("would look like part of the data file; choose another name");
    }
    if (existsSync(to)) throw new DataFileProblem("already exists; a backup never replaces a file");
    for (const folder of FOLDERS.map((suffix) => to + suffix)) {
      if (existsSync(folder)) throw new DataFileProblem(`has a folder ${folder} beside it: move that away`);
    }
    for (const beside of SQLITE_COMPANIONS.map((suffix) => to + suffix)) {
      if (existsSync(beside))
        throw new DataFileProblem(`can't be written while ${beside} is there; move that away first`);
    }
  });
  namingFile(file, () => {
    // Files may be sent and removed meanwhile: those there were before, and those there are afterwards, are all that the copy
    // may have, but for what was removed in the same moment.
    orLeaveNothing(to, () => {
      copyFiles(from + FILES, to + FILES);
      copy(from, to);
      copyFiles(from + FILES, to + FILES);
      if (existsSync(to + FILES)) removeForeignFiles(to);
      copyCertificates(from, to);
    });
  });
}

/**
 * Puts a copy in the place of a data file that is not in use. Cursors from before can't be used with it.
 * @param now epoch ms: the former file stays beside it, with this time in its name
 * @param newEpoch returns another new epoch at each call
 * @returns where the former file is now, or what was left of it; undefined where there was none
 * @throws BackupProblem
 */
export function restore(named: string, copied: string, now: number, newEpoch: () => string): string | undefined {
  const path = resolveDataFile(named);
  const file = resolveDataFile(copied);
  namingFile(copied, () => {
    if (!existsSync(file)) throw new DataFileProblem("does not exist");
    if (existsSync(path) && isSameFile(path, file)) throw new DataFileProblem("is the data file");
    if (file === path + RESTORING) throw new DataFileProblem("has a name that restore uses itself; rename it");
    checkHeader(file);
    checkCanBeCopied(file);
  });
  return namingFile(named, () => {
    if (existsSync(path) && statSync(path).isDirectory()) throw new DataFileProblem("is a folder, not a file");
    const lock = lockDataFile(path);
    try {
      const fresh = path + RESTORING;
      removeWithCompanions(fresh);
      orLeaveNothing(fresh, () => {
        copy(file, fresh);
        copyFiles(file + FILES, fresh + FILES, ownerToKeep(path));
        copyCertificates(file, fresh, ownerToKeep(path));
        namingFile(copied, () => assignNewEpochs(fresh, newEpoch));
      });
      const former = moveAside(path, fresh, now);
      // The files come first: what has no key yet is removed at the start, but what has no bytes is lost.
      for (const suffix of FOLDERS) if (existsSync(fresh + suffix)) renameSync(fresh + suffix, path + suffix);
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
  const database = new Database(from, { readonly: true });
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.query("VACUUM INTO ?").run(to);
  } finally {
    database.close();
  }
  separate(to);
  syncToDisk(to);
  syncToDisk(dirname(to));
}

function copyCertificates(from: string, to: string, owner?: FileOwner): void {
  for (const suffix of CERTIFICATE_FOLDERS) copyFiles(from + suffix, to + suffix, owner, false);
}

/** Removes what was made of a file, and of its folder, when that fails. */
function orLeaveNothing(path: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    removeWithCompanions(path);
    throw error;
  }
}

/** Removes from a copy's folder what no message of the copy has. */
function removeForeignFiles(path: string): void {
  const database = new Database(path, { readonly: true });
  try {
    const ids = new Set(
      database
        .query("SELECT id FROM files")
        .values()
        .map(([id]) => String(id)),
    );
    removeFilesBut(path + FILES, ids);
  } finally {
    database.close();
  }
}

/** Makes a copy a file of its own: no log of the one it was made from is taken for its log. */
function separate(path: string): void {
  const database = new Database(path, { readwrite: true, create: false });
  try {
    if (readGeneration(database) !== undefined) database.run(UNRELATED_GENERATION);
  } finally {
    database.close();
  }
}

function removeWithCompanions(path: string): void {
  for (const suffix of ["", ...SQLITE_COMPANIONS]) rmSync(path + suffix, { force: true });
  for (const suffix of FOLDERS) rmSync(path + suffix, { force: true, recursive: true });
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

// The rooms may have got further events after the copy was made. A client that has seen those must not resume in the restored
// room, where the same seqs will belong to other events.
function assignNewEpochs(path: string, newEpoch: () => string): void {
  const database = new Database(path, { readwrite: true, create: false, strict: true });
  try {
    database.run("PRAGMA secure_delete = ON");
    migrate(database);
    moveRecentChunks(database);
    const rooms = database.query("SELECT epoch, founding FROM rooms").all() as { epoch: string; founding: string }[];
    const chunks = database.query("SELECT first_seq AS firstSeq, texts FROM chunks WHERE epoch = ?");
    const setRoom = database.query("UPDATE rooms SET epoch = ?2, founding = ?3 WHERE epoch = ?1");
    const setChunk = database.query("UPDATE chunks SET epoch = ?3, texts = ?4 WHERE epoch = ?1 AND first_seq = ?2");
    const setNonces = database.query("UPDATE nonces SET epoch = ?2 WHERE epoch = ?1");
    const setFiles = database.query("UPDATE files SET epoch = ?2 WHERE epoch = ?1");
    database.run(UNRELATED_GENERATION);
    database.transaction(() => {
      // A code that was used after the copy was made must not become valid again.
      database.run("DELETE FROM invitations");
      for (const { epoch, founding } of rooms) {
        const fresh = newEpoch();
        setRoom.run(epoch, fresh, JSON.stringify({ ...JSON.parse(founding), epoch: fresh }));
        setNonces.run(epoch, fresh);
        setFiles.run(epoch, fresh);
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

/**
 * Moves the former file out of the way, and gives the new one to the former's owner. What SQLite would take for a part of the
 * new one by its name goes with the former, or alone where that is gone already.
 * @returns where it is now; undefined where there was nothing
 */
function moveAside(path: string, fresh: string, now: number): string | undefined {
  const former = `${path}.${new Date(now).toISOString().replaceAll(":", "-")}`;
  // Keys and certificates are replaced by the copy's alone.
  const replaced = CERTIFICATE_FOLDERS.filter((suffix) => existsSync(fresh + suffix));
  const present = [...replaced, FILES, "-wal", "-journal", ""].filter((suffix) => existsSync(path + suffix));
  const owner = ownerToKeep(path);
  if (owner !== undefined) for (const file of [fresh, `${path}-lock`]) chownSync(file, owner.uid, owner.gid);
  for (const suffix of present) renameSync(path + suffix, former + suffix);
  rmSync(`${path}-shm`, { force: true });
  return present.length === 0 ? undefined : former + present.at(-1);
}

/** Root puts back what is another user's; whoever else can do so is its owner anyway. */
function ownerToKeep(path: string): FileOwner | undefined {
  return process.getuid?.() === 0 ? statSync(path, { throwIfNoEntry: false }) : undefined;
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
    throw new BackupProblem(`${path} ${toDataFileProblem(error, path).message}`);
  }
}
