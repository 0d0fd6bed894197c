// Compresses the texts of long chunks in the data file, because writing a page costs more than compressing its contents.
// Short chunks are stored uncompressed; the type of the stored value, text or blob, tells which it is.
import { DataFileProblem } from "./data-file-problem.ts";

/** Texts of at least this many UTF-16 units are compressed. */
const MIN_COMPRESSED_LENGTH = 8192;

/** The place of the descriptor in a zstd frame: after its magic number. */
const DESCRIPTOR_AT = 4;
const HAS_CHECKSUM = 0b100;

/** Texts as they are, or a zstd frame of them (RFC 8878). */
export type StoredTexts = string | Uint8Array;

export function compressTexts(texts: string): StoredTexts {
  if (texts.length < MIN_COMPRESSED_LENGTH) return texts;
  const bytes = Buffer.from(texts);
  return withChecksum(Bun.zstdCompressSync(bytes, { level: 1 }), bytes);
}

/**
 * Returns the zstd frame with a checksum of its content, by which readers notice damage (RFC 8878, 3.1.1). Bun's own
 * compression has no such option; node:zlib has one, but takes twice as long.
 */
function withChecksum(frame: Uint8Array, content: Uint8Array): Uint8Array {
  const checked = Buffer.allocUnsafe(frame.length + 4);
  checked.set(frame);
  const descriptor = frame[DESCRIPTOR_AT] ?? 0;
  checked[DESCRIPTOR_AT] = descriptor | HAS_CHECKSUM;
  checked.writeUInt32LE(Number(Bun.hash.xxHash64(content) & 0xffff_ffffn), frame.length);
  return checked;
}

/** Returns the texts as they were given. @throws DataFileProblem when the frame is damaged */
export function decompressTexts(texts: StoredTexts): string {
  if (typeof texts === "string") return texts;
  try {
    return Bun.zstdDecompressSync(texts).toString();
  } catch {
    throw new DataFileProblem("is damaged");
  }
}
