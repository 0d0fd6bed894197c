// Encrypts a file in chunks that can be read in any order: AES-256-GCM, as the STREAM construction does it. Each chunk is
// bound to its place and to whether it is the last, so that none can be moved, and the file can't be cut off. The nonces are
// random: a chunk that is written again, because its checksum was wrong, must not repeat one.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { freeMemory } from "../chat/lib/free-memory.ts";

export const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What a chunk takes more than its text. */
export const CHUNK_OVERHEAD = NONCE_BYTES + TAG_BYTES;
export const KEY_BYTES = 32;

/** Writes a chunk as it is stored (nonce, ciphertext, tag) into a buffer of its text's length and CHUNK_OVERHEAD. */
export function encryptChunk(key: Uint8Array, index: number, isLast: boolean, text: Uint8Array, sealed: Buffer): void {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  crypto.getRandomValues(nonce);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(placeOf(index, isLast));
  const encrypted = cipher.update(text);
  sealed.set(encrypted, NONCE_BYTES);
  freeMemory(encrypted);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + text.length);
}

/** Returns a stored chunk's text. @throws when it isn't the one that was written there */
export function decryptChunk(key: Uint8Array, index: number, isLast: boolean, sealed: Uint8Array): Buffer {
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(placeOf(index, isLast));
  decipher.setAuthTag(sealed.subarray(end));
  const text = decipher.update(sealed.subarray(NONCE_BYTES, end));
  decipher.final();
  return text;
}

function placeOf(index: number, isLast: boolean): Buffer {
  const place = Buffer.alloc(9);
  place.writeBigUInt64BE(BigInt(index));
  place[8] = isLast ? 1 : 0;
  return place;
}
