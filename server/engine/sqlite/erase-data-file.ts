// Erases a whole data file. Rule C12.
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { lockDataFile } from "./data-file-lock.ts";
import { COMPANIONS, SQLITE_COMPANIONS } from "./data-file-names.ts";

const BLOCK = new Uint8Array(1024 * 1024);

/**
 * Overwrites and removes the file, and what SQLite has beside it. The files that people sent are unreadable from then on, for
 * their keys are in it.
 * @param path as `resolveDataFile` returns it; no server has the file
 */
export function eraseDataFile(path: string): void {
  const lock = lockDataFile(path);
  try {
    for (const suffix of ["", ...SQLITE_COMPANIONS]) if (existsSync(path + suffix)) overwrite(path + suffix);
  } finally {
    lock.release();
  }
  for (const suffix of ["", ...COMPANIONS]) rmSync(path + suffix, { force: true });
}

function overwrite(path: string): void {
  const file = openSync(path, "r+");
  try {
    const { size } = fstatSync(file);
    for (let at = 0; at < size; at += BLOCK.length) writeSync(file, BLOCK, 0, Math.min(BLOCK.length, size - at), at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
