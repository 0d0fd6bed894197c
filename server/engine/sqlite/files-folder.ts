// Copies the folders that lie beside a data file: of files, and of keys and certificates. Files that people sent never change
// once they are whole, so a copy may be a second name of the same file. Rules F20, J10.
import {
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

export type FileOwner = { readonly uid: number; readonly gid: number };

/**
 * Gives the files of one folder to another one as well. Nothing is done where there is no folder.
 * @param owner who is to own them, where that is somebody else; a second name would have the same owner as the first
 * @param mayShare false where somebody may write into the files
 */
export function copyFiles(from: string, to: string, owner?: FileOwner, mayShare = owner === undefined): void {
  if (!existsSync(from)) return;
  if (!existsSync(to)) mkdirSync(to, { mode: 0o700 });
  if (owner !== undefined) chownSync(to, owner.uid, owner.gid);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    try {
      if (!mayShare || !link(source, target)) copyFile(source, target, owner);
    } catch (error) {
      // It was removed meanwhile.
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
  }
}

export function removeFilesBut(folder: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name), { force: true });
}

/** @returns whether the file system can do that */
function link(from: string, to: string): boolean {
  if (existsSync(to)) return statSync(from).ino === statSync(to).ino;
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") throw error;
    return false;
  }
}

/** Copies a file, or copies it again where the first copy was made before the file was whole. */
function copyFile(from: string, to: string, owner: FileOwner | undefined): void {
  if (existsSync(to) && statSync(from).mtimeMs < statSync(to).mtimeMs) return;
  copyFileSync(from, to);
  if (owner !== undefined) chownSync(to, owner.uid, owner.gid);
  const file = openSync(to, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
