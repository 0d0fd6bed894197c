// One process has a data file at a time, whatever it calls it. Rules J5, J6.
import { Database } from "bun:sqlite";
import { accessSync, closeSync, constants, existsSync, openSync, statSync } from "node:fs";
import { checkDataFile } from "./data-file-check.ts";
import { createPrivateFile } from "./data-file-names.ts";
import { DataFileProblem, toDataFileProblem } from "./data-file-problem.ts";
import { isFileLocked, tryLockFile } from "./file-lock.ts";

const IN_USE = "is in use by another program";

/**
 * Locks the file for this process until it is released, or the process ends: by a lock on a small file beside it, and by one
 * on the file itself where it exists, which holds under another name, too.
 * @param path as `resolveDataFile` returns it
 * @throws DataFileProblem when another process has it
 */
export function lockDataFile(path: string): { release(): void } {
  checkHasOneName(path);
  const lock = lockName(path);
  let file: number | undefined;
  try {
    if (existsSync(path)) {
      file = openSync(path, "r+");
      if (!tryLockFile(file)) throw new DataFileProblem(IN_USE);
    }
  } catch (error) {
    if (file !== undefined) closeSync(file);
    lock.close();
    throw toDataFileProblem(error, path);
  }
  return {
    release: () => {
      if (file !== undefined) closeSync(file);
      lock.close();
    },
  };
}

/**
 * For those who use a file beside the server that may have it: checks that they mean it by the same name, without which they
 * would not see its write-ahead log, or that the log they see is its own where no server has it.
 * @throws DataFileProblem
 */
export function checkCanBeShared(path: string): void {
  checkHasOneName(path);
  checkCanBeCopied(path);
}

/**
 * The same for a copy, which may have further names while no server has it.
 * @throws DataFileProblem
 */
export function checkCanBeCopied(path: string): void {
  let isLocked: boolean;
  try {
    const file = openSync(path, "r");
    isLocked = isFileLocked(file);
    closeSync(file);
  } catch (error) {
    throw toDataFileProblem(error, path);
  }
  if (!isLocked) return checkDataFile(path);
  try {
    lockName(path).close();
  } catch {
    return;
  }
  throw new DataFileProblem("is in use under another path; use the path that the server uses");
}

/** A name more would have a write-ahead log more. @throws DataFileProblem */
function checkHasOneName(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.nlink ?? 1) > 1) {
    throw new DataFileProblem("has more than one name (hard links); remove the others");
  }
}

function lockName(path: string): Database {
  const beside = `${path}-lock`;
  let lock: Database | undefined;
  try {
    createPrivateFile(beside);
    // SQLite would open one that it can't write for reading, and lock nothing.
    accessSync(beside, constants.R_OK | constants.W_OK);
    lock = new Database(beside, { readwrite: true, create: true });
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    throw toDataFileProblem(error, path);
  }
}
