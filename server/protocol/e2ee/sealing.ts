// XChaCha20-Poly1305 with a random nonce before the ciphertext. A random nonce of 24 bytes never repeats, whatever a browser
// does: a duplicated tab would repeat a counter.
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, drawBytes, type FillRandom } from "./bytes.ts";

export const NONCE_BYTES = 24;
export const TAG_BYTES = 16;

/** Returns nonce, ciphertext and tag. */
export function seal(key: Uint8Array, context: Uint8Array, text: Uint8Array, random: FillRandom): Uint8Array {
  const nonce = drawBytes(random, NONCE_BYTES);
  return concat(nonce, encrypt(key, nonce, context, text));
}

/** Returns what was sealed under this key in this context, or undefined. */
export function unseal(key: Uint8Array, context: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  return decrypt(key, sealed.subarray(0, NONCE_BYTES), context, sealed.subarray(NONCE_BYTES));
}

export function encrypt(key: Uint8Array, nonce: Uint8Array, context: Uint8Array, text: Uint8Array): Uint8Array {
  return xchacha20poly1305(key, nonce, context).encrypt(text);
}

export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  context: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  try {
    return xchacha20poly1305(key, nonce, context).decrypt(ciphertext);
  } catch {
    return undefined;
  }
}
