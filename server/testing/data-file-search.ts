import { existsSync, readFileSync } from "node:fs";

/** How long the server may take to erase a text (J3). */
const ERASED_WITHIN_MS = 10_000;

/** Returns the bytes of a data file and of all files that SQLite keeps beside it, as latin1. */
export function rawDataFile(path: string): string {
  const parts = ["", "-wal", "-shm", "-lock", "-journal"].map((part) => path + part).filter((part) => existsSync(part));
  return parts.map((part) => readFileSync(part).toString("latin1")).join("");
}

/** Returns those of the texts that are in the raw bytes of a data file. */
export function textsInDataFile(path: string, texts: readonly string[]): string[] {
  const bytes = rawDataFile(path);
  return texts.filter((text) => bytes.includes(text));
}

/** Waits until the texts are erased from a data file, as long as the server may take. @returns those that are not */
export async function textsNotErased(path: string, texts: readonly string[]): Promise<string[]> {
  for (const until = Date.now() + ERASED_WITHIN_MS; Date.now() < until; await Bun.sleep(50)) {
    if (textsInDataFile(path, texts).length === 0) return [];
  }
  return textsInDataFile(path, texts);
}
