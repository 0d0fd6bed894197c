// Files with keys: whole or not there, whenever the machine stops, and readable by their owner alone. Rules N12, N21.
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { CertificateProblem } from "./certificate-source.ts";

/** Returns undefined where there is no such file. @throws CertificateProblem where it can't be read */
export function readPrivateFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT") return undefined;
    throw new CertificateProblem(`${path} can't be read (${code})`);
  }
}

/** Makes the folder, too, where there is none. @throws CertificateProblem where it can't be written */
export function writePrivateFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // One that was left over may be readable by others, or lead elsewhere.
    rmSync(`${path}.new`, { force: true });
    const file = openSync(`${path}.new`, "wx", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new CertificateProblem(`${path} can't be written (${(error as { code?: string }).code})`);
  }
}

/** Closes a file to others. @returns whether other users could read it until now */
export function closeToOthers(path: string): boolean {
  if (process.platform === "win32" || (statSync(path).mode & 0o077) === 0) return false;
  try {
    chmodSync(path, 0o600);
  } catch {
    // It is somebody else's, so that only they can change it.
  }
  return true;
}
