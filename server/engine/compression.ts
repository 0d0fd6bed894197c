// How the texts of a chunk lie in the data file: a few as they are, many compressed, because writing a page costs more than
// saving it. The column's type tells which.
import { DataFileProblem } from "./database.ts";

/** In UTF-16 units: from then on it is worth it. */
const MANY = 8192;

/** Text, or what zstd (RFC 8878) made of it. */
export type StoredTexts = string | Uint8Array;

export function stored(texts: string): StoredTexts {
  return texts.length < MANY ? texts : Bun.zstdCompressSync(texts, { level: 1 });
}

/** @throws DataFileProblem when that isn't what was stored */
export function restored(texts: StoredTexts): string {
  if (typeof texts === "string") return texts;
  try {
    return Bun.zstdDecompressSync(texts).toString();
  } catch {
    throw new DataFileProblem("is damaged");
  }
}
