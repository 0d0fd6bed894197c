// Encrypts and decrypts pieces of a file: chunks, one behind the other, each bound to its place in the whole file.
import { CHUNK_BYTES, CHUNK_OVERHEAD, decryptChunk, encryptChunk } from "../chunk-cipher.ts";

export const STORED_CHUNK_BYTES = CHUNK_BYTES + CHUNK_OVERHEAD;

/** Returns how many bytes that many are once they are encrypted. */
export const sealedBytes = (bytes: number) => bytes + Math.ceil(bytes / CHUNK_BYTES) * CHUNK_OVERHEAD;

/** @param firstChunk the place of the piece's first chunk in the file @param isLast whether the file ends with it */
export function encryptPiece(key: Uint8Array, firstChunk: number, isLast: boolean, text: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafeSlow(sealedBytes(text.length));
  const chunks = Math.ceil(text.length / CHUNK_BYTES);
  for (let n = 0; n < chunks; n++) {
    const chunk = text.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES);
    const at = n * STORED_CHUNK_BYTES;
    const space = sealed.subarray(at, at + chunk.length + CHUNK_OVERHEAD);
    encryptChunk(key, firstChunk + n, isLast && n === chunks - 1, chunk, space);
  }
  return sealed;
}

/** Returns the text of a piece that doesn't end the file. @throws when it isn't the one that was written there */
export function decryptPiece(key: Uint8Array, firstChunk: number, sealed: Uint8Array): Uint8Array {
  const chunks = Math.ceil(sealed.length / STORED_CHUNK_BYTES);
  const text = new Uint8Array(sealed.length - chunks * CHUNK_OVERHEAD);
  for (let n = 0; n < chunks; n++) {
    const stored = sealed.subarray(n * STORED_CHUNK_BYTES, (n + 1) * STORED_CHUNK_BYTES);
    text.set(decryptChunk(key, firstChunk + n, false, stored), n * CHUNK_BYTES);
  }
  return text;
}
