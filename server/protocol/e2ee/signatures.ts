// Ed25519 as strictly as it can be read, so that a signature is good for every member or for none. The equation is the one
// without cofactor, which WebCrypto specifies; noble's own `verify` multiplies by the cofactor, and would accept what a
// browser's verifier refuses. Keys must lie in the group of prime order, which no honest key fails to.
import { FpInvertBatch } from "@noble/curves/abstract/modular.js";
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
type KeptKey = { readonly point: EdwardsPoint | undefined; uses: number; lastUse: number };
const keptKeys = new Map<string, KeptKey>();

/**
 * A key that was used a few times gets a table of its multiples, with which it takes a sixth of the time. A table costs as much
 * as three signatures without it and 150 KB, so few keys have one, and one that is in use isn't given up for another.
 */
const USES_BEFORE_TABLE = 3;
const TABLE_WINDOW = 4;
const MAX_TABLES = 32;
/** A table that wasn't needed for so many signatures is given up for another key's. */
const IDLE_USES = 256;
const withTable = new Set<KeptKey>();
let allUses = 0;

function makeTable(key: KeptKey): void {
  if (withTable.size >= MAX_TABLES) {
    const idle = [...withTable].find(({ lastUse }) => lastUse < allUses - IDLE_USES);
    if (idle === undefined) return;
    idle.point?.precompute(1);
    withTable.delete(idle);
  }
  key.point?.precompute(TABLE_WINDOW);
  withTable.add(key);
}

function keptKey(publicKey: Uint8Array): KeptKey {
  const id = toBase64url(publicKey);
  const known = keptKeys.get(id);
  if (known !== undefined) return known;
  let point: EdwardsPoint | undefined;
  try {
    const decoded = Point.fromBytes(publicKey, false);
    if (!decoded.isSmallOrder() && decoded.isTorsionFree()) point = decoded;
  } catch {
    // It isn't on the curve, or isn't written as it should be.
  }
  if (keptKeys.size >= MAX_KEPT_KEYS) keptKeys.clear();
  const key = { point, uses: 0, lastUse: 0 };
  keptKeys.set(id, key);
  return key;
}

/** Returns the point of a public key, or undefined for a key nobody honest has. */
function pointOf(publicKey: Uint8Array): EdwardsPoint | undefined {
  const key = keptKey(publicKey);
  key.lastUse = ++allUses;
  if (key.point !== undefined && ++key.uses >= USES_BEFORE_TABLE && !withTable.has(key)) makeTable(key);
  return key.point;
}

export function isPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === PUBLIC_KEY_BYTES && keptKey(publicKey).point !== undefined;
}

type SigningKey = Pick<ReturnType<typeof ed25519.utils.getExtendedPublicKey>, "prefix" | "scalar" | "pointBytes">;
/** What a seed leads to, for as long as its bytes are in use: it is as much work as a signature. */
const signingKeys = new WeakMap<Uint8Array, SigningKey>();

/** Signs as RFC 8032 says, and noble's `sign` does, which finds the public key anew each time. The seed's bytes don't change. */
export function sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  let key = signingKeys.get(secretKey);
  if (key === undefined) {
    key = ed25519.utils.getExtendedPublicKey(secretKey);
    signingKeys.set(secretKey, key);
  }
  const { prefix, scalar, pointBytes } = key;
  const nonce = hashToScalar(prefix, message);
  const r = Point.BASE.multiply(nonce).toBytes();
  const s = Point.Fn.create(nonce + hashToScalar(r, pointBytes, message) * scalar);
  return concat(r, Point.Fn.toBytes(s));
}

export const publicKeyOf = (secretKey: Uint8Array): Uint8Array => ed25519.getPublicKey(secretKey);

/** Reads a number of 32 or 64 bytes, eight of them at a time: each step makes a number as long as the result. */
function littleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = bytes.length - 8; at >= 0; at -= 8) value = (value << 64n) | view.getBigUint64(at, true);
  return value;
}

const hashToScalar = (...parts: Uint8Array[]): bigint => Point.Fn.create(littleEndian(sha512(concat(...parts))));

/** Returns R and S, or undefined where they are no signature's: browsers differ in what they refuse of these. */
function partsOf({ publicKey, signature }: SignedMessage): { readonly r: Uint8Array; readonly s: bigint } | undefined {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return undefined;
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  // A second spelling of the same s would be a second signature of the same message.
  return s >= Point.Fn.ORDER || SMALL_ORDER.has(toBase64url(r)) ? undefined : { r, s };
}

/** Returns the point that a signature begins with if it is good; undefined where none could be. */
function expectedPoint(signed: SignedMessage): EdwardsPoint | undefined {
  const parts = partsOf(signed);
  if (parts === undefined) return undefined;
  const { publicKey, message } = signed;
  const product = pointOf(publicKey)?.multiplyUnsafe(hashToScalar(parts.r, publicKey, message));
  return product && Point.BASE.multiplyUnsafe(parts.s).subtract(product);
}

/**
 * Returns of each signature whether it is the key's for its message. Several at once are quicker: they share a division. No
 * input makes it throw.
 */
export function verifySignatures(all: readonly SignedMessage[]): boolean[] {
  const points = all.map(expectedPoint);
  const inverted = FpInvertBatch(
    Point.Fp,
    points.map((point) => point?.Z ?? 1n),
  );
  return all.map(({ signature }, at) => {
    const expected = points[at]?.toAffine(inverted[at]);
    return expected !== undefined && isEqual(encodePoint(expected), signature.subarray(0, 32));
  });
}

/** Writes a point as RFC 8032 says. */
function encodePoint({ x, y }: { x: bigint; y: bigint }): Uint8Array {
  const bytes = Point.Fp.toBytes(y);
  bytes[31] = (bytes[31] ?? 0) | (Number(x & 1n) << 7);
  return bytes;
}

/** Returns whether the signature is the key's for this message. No input makes it throw. */
export const verifySignature = (signed: SignedMessage): boolean => verifySignatures([signed])[0] === true;

export type VerifySignature = (signed: SignedMessage) => Promise<boolean>;

/**
 * Returns a verifier that has the browser do it, six times faster; undefined where the browser has no Ed25519, as over
 * plain http. What it answers is what `verifySignature` answers, which is asked where the browser gives no answer.
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
  const verify: VerifySignature = async (signed) => {
    const { publicKey, message, signature } = signed;
    if (partsOf(signed) === undefined || !isPublicKey(publicKey)) return false;
    const key = await importKey(publicKey);
    return (subtle as SubtleCrypto).verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
  };
  try {
    if (subtle === undefined) return undefined;
    const secretKey = new Uint8Array(32).fill(1);
    const message = label("self-test");
    const signature = sign(message, secretKey);
    if (!(await verify({ publicKey: publicKeyOf(secretKey), message, signature }))) return undefined;
    return (signed) => verify(signed).catch(() => verifySignature(signed));
  } catch {
    return undefined;
  }
}
