// A lock on a file itself, by whatever name it was opened: a byte-range lock that belongs to the open file (OFD), which ends
// with the process and leaves SQLite's own locks alone. Node's API has no locks, so libc is called. Rule J5.
import { dlopen, ptr } from "bun:ffi";

// From Linux' fcntl.h and the struct flock of 64-bit systems.
const [F_OFD_GETLK, F_OFD_SETLK] = [36, 37];
const [F_WRLCK, F_UNLCK] = [1, 2];
const [FLOCK_BYTES, L_START_AT, L_LEN_AT] = [32, 8, 16];
/** One byte far behind any that a file has, or that SQLite locks (sqlite.org/fileformat.html#the_lock_byte_page). */
const LOCKED_BYTE = 1n << 62n;

type Fcntl = (file: number, command: number, lock: number) => number;

/**
 * Locks an open file for this process, until the file is closed.
 * @returns false when another has locked it. True where the system has no such locks: then names have to do.
 */
export function tryLockFile(file: number): boolean {
  return call(file, F_OFD_SETLK) !== undefined || !isFileLocked(file);
}

/** Returns whether somebody else has locked the file. */
export function isFileLocked(file: number): boolean {
  const lock = call(file, F_OFD_GETLK);
  return lock !== undefined && lock.getInt16(0, true) !== F_UNLCK;
}

/** @returns what fcntl left of its argument; undefined when it failed */
function call(file: number, command: number): DataView | undefined {
  const lock = new DataView(new ArrayBuffer(FLOCK_BYTES));
  lock.setInt16(0, F_WRLCK, true);
  lock.setBigInt64(L_START_AT, LOCKED_BYTE, true);
  lock.setBigInt64(L_LEN_AT, 1n, true);
  fcntl ??= loadFcntl();
  return fcntl(file, command, ptr(lock)) === 0 ? lock : undefined;
}

let fcntl: Fcntl | undefined;

function loadFcntl(): Fcntl {
  if (process.platform === "linux") {
    const arch = process.arch === "arm64" ? "aarch64" : "x86_64";
    for (const library of ["libc.so.6", `libc.musl-${arch}.so.1`]) {
      try {
        return dlopen(library, { fcntl: { args: ["i32", "i32", "ptr"], returns: "i32" } }).symbols.fcntl as Fcntl;
      } catch {
        // The other C library, then.
      }
    }
  }
  return () => -1;
}
