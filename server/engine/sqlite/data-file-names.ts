// A data file's names: where it really is, and the files that lie beside it because of their names. Rules J5, J6, J10.
import { closeSync, existsSync, lstatSync, openSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** What SQLite takes for a part of a file by its name alone. */
export const SQLITE_COMPANIONS = ["-wal", "-shm", "-journal"] as const;
/** Those, and the lock. */
export const COMPANIONS = [...SQLITE_COMPANIONS, "-lock"] as const;

/** As many links to links as the system follows. */
const MAX_LINKS = 40;

/**
 * Returns the path of the file itself, with no symbolic link in it: what lies beside it is found by its name, so all who use
 * it must call it the same. Follows links to what doesn't exist yet, too.
 */
export function resolveDataFile(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT" || links === MAX_LINKS) return path;
  }
  const folder = dirname(resolve(path));
  if (isSymbolicLink(path)) return resolveDataFile(resolve(folder, readlinkSync(path)), links + 1);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

function isSymbolicLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * Makes the file where there is none, readable by its owner alone, since it has texts and the secret of every token. SQLite
 * gives its files beside it the same permissions.
 */
export function createPrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
}

/** The folders with the keys and certificates of https, which other parts of the server keep beside a data file. */
export const CERTIFICATE_FOLDERS = ["-ca", "-acme"] as const;

/** Returns the folder of the files that people have sent. */
export const filesFolderOf = (path: string) => `${path}-files`;
