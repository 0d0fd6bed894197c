// How the texts of a chunk lie in the data file: a few as they are, many compressed, for to write a page costs more than to
// compress what would fill it. The column's type tells which.
import { DataFileProblem } from "./data-file.ts";

/** In UTF-16 units: from then on it is worth it. */
const MANY = 8192;

/** In a frame, after its magic number. */
const DESCRIPTOR_AT = 4;
const HAS_CHECKSUM = 0b100;

/** Text, or what zstd (RFC 8878) made of it. */
export type StoredTexts = string | Uint8Array;

export function compressed(texts: string): StoredTexts {
  if (texts.length < MANY) return texts;
  const bytes = Buffer.from(texts);
  return checkable(Bun.zstdCompressSync(bytes, { level: 1 }), bytes);
}

/**
 * A frame of zstd with the checksum of what is in it, by which readers see damage (RFC 8878, 3.1.1). Bun makes none; node:zlib
 * can, and takes twice as long for all of it.
 */
function checkable(frame: Uint8Array, content: Uint8Array): Uint8Array {
  const checked = Buffer.allocUnsafe(frame.length + 4);
  checked.set(frame);
  const descriptor = frame[DESCRIPTOR_AT] ?? 0;
  checked[DESCRIPTOR_AT] = descriptor | HAS_CHECKSUM;
  checked.writeUInt32LE(Number(Bun.hash.xxHash64(content) & 0xffff_ffffn), frame.length);
  return checked;
}

/** @throws DataFileProblem when that isn't what was stored */
export function plain(texts: StoredTexts): string {
  if (typeof texts === "string") return texts;
  try {
    return Bun.zstdDecompressSync(texts).toString();
  } catch {
    throw new DataFileProblem("is damaged");
  }
}
