// Ed25519 as strictly as it can be read, so that a signature is good for every member or for none. The equation is the one
// without cofactor, which WebCrypto specifies; noble's own `verify` multiplies by the cofactor, and would accept what a
// browser's verifier refuses. Keys must lie in the group of prime order, which no honest key fails to.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, isEqual, label, toBase64url } from "./bytes.ts";

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

const { Point } = ed25519;
type EdwardsPoint = typeof Point.BASE;

export type SignedMessage = {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/** The encodings of the eight points of small order: a signature that begins with one says nothing. */
const SMALL_ORDER = new Set(
  [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  ].map((hex) => toBase64url(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))),
);

/** A room has few keys and many signatures: what was found out of a key is kept. */
const MAX_KEPT_KEYS = 2_048;
const keptKeys = new Map<string, EdwardsPoint | undefined>();

/** Returns the point of a public key, or undefined for a key nobody honest has. */
function decodeKey(publicKey: Uint8Array): EdwardsPoint | undefined {
  const id = toBase64url(publicKey);
  if (keptKeys.has(id)) return keptKeys.get(id);
  let point: EdwardsPoint | undefined;
  try {
    const decoded = Point.fromBytes(publicKey, false);
    if (!decoded.isSmallOrder() && decoded.isTorsionFree()) point = decoded;
  } catch {
    // It isn't on the curve, or isn't written as it should be.
  }
  if (keptKeys.size >= MAX_KEPT_KEYS) keptKeys.clear();
  keptKeys.set(id, point);
  return point;
}

export function isPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === PUBLIC_KEY_BYTES && decodeKey(publicKey) !== undefined;
}

export function sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return ed25519.sign(message, secretKey);
}

export const publicKeyOf = (secretKey: Uint8Array): Uint8Array => ed25519.getPublicKey(secretKey);

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** Returns whether the signature is the key's for this message. No input makes it throw. */
export function verifySignature({ publicKey, message, signature }: SignedMessage): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return false;
  const key = decodeKey(publicKey);
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  // A second spelling of the same s would be a second signature of the same message.
  if (key === undefined || s >= Point.Fn.ORDER || SMALL_ORDER.has(toBase64url(r))) return false;
  const k = littleEndian(sha512(concat(r, publicKey, message))) % Point.Fn.ORDER;
  const expected = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k));
  return isEqual(expected.toBytes(), r);
}

export type VerifySignature = (signed: SignedMessage) => Promise<boolean>;

/**
 * Returns a verifier that has the browser do it, six times faster; undefined where the browser has no Ed25519, as over
 * plain http. What it answers is what `verifySignature` answers.
 */
export async function createWebCryptoVerifier(subtle: SubtleCrypto | undefined): Promise<VerifySignature | undefined> {
  const keys = new Map<string, CryptoKey>();
  const importKey = async (publicKey: Uint8Array): Promise<CryptoKey> => {
    const id = toBase64url(publicKey);
    const known = keys.get(id);
    if (known !== undefined) return known;
    if (keys.size >= MAX_KEPT_KEYS) keys.clear();
    const key = await (subtle as SubtleCrypto).importKey("raw", new Uint8Array(publicKey), "Ed25519", false, [
      "verify",
    ]);
    keys.set(id, key);
    return key;
  };
  const verify: VerifySignature = async ({ publicKey, message, signature }) => {
    if (signature.length !== SIGNATURE_BYTES || !isPublicKey(publicKey)) return false;
    if (SMALL_ORDER.has(toBase64url(signature.subarray(0, 32)))) return false;
    const key = await importKey(publicKey);
    return (subtle as SubtleCrypto).verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
  };
  try {
    if (subtle === undefined) return undefined;
    const secretKey = new Uint8Array(32).fill(1);
    const message = label("self-test");
    const signature = sign(message, secretKey);
    return (await verify({ publicKey: publicKeyOf(secretKey), message, signature })) ? verify : undefined;
  } catch {
    return undefined;
  }
}
