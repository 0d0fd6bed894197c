// How the texts of a chunk lie in the data file: a few as they are, many compressed, for to write a page costs more than to
// compress what would fill it. The column's type tells which.
import { DataFileProblem } from "./database.ts";

/** In UTF-16 units: from then on it is worth it. */
const MANY = 8192;

/** Text, or what zstd (RFC 8878) made of it. */
export type StoredTexts = string | Uint8Array;

export function compressed(texts: string): StoredTexts {
  if (texts.length < MANY) return texts;
  // Whoever only reads doesn't wait for it to load.
  const { constants, zstdCompressSync } = process.getBuiltinModule("node:zlib");
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = constants;
  return zstdCompressSync(texts, { params: { [level]: 1, [checksum]: 1 } });
}

/** @throws DataFileProblem when that isn't what was stored: it has a checksum */
export function plain(texts: StoredTexts): string {
  if (typeof texts === "string") return texts;
  try {
    return Bun.zstdDecompressSync(texts).toString();
  } catch {
    throw new DataFileProblem("is damaged");
  }
}
