// Both verifiers agree on every signature, honest or not: a row that is marked in one browser is marked in all.
import { describe, expect, test } from "bun:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { seededRandom, seededRandomBytes } from "../../testing/seeded-random.ts";
import { concat, drawBytes, utf8 } from "./bytes.ts";
import {
  createWebCryptoVerifier,
  isPublicKey,
  publicKeyOf,
  type SignedMessage,
  sign,
  verifySignature,
  verifySignatures,
} from "./signatures.ts";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const random = seededRandomBytes(3);
const seed = drawBytes(random, 32);
const message = utf8("what is signed");
const good: SignedMessage = { publicKey: publicKeyOf(seed), message, signature: sign(message, seed) };
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (one) => Number.parseInt(one, 16));
const number = (data: Uint8Array) => data.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const scalar = (value: bigint) => Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));

const SMALL_ORDER = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
].map(bytes);
/** Other spellings of y, at or above the field's prime. */
const NON_CANONICAL = [
  "0100000000000000000000000000000000000000000000000000000000000080",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(bytes);
const TORSION = Point.fromBytes(SMALL_ORDER[6] ?? new Uint8Array());

/** Signs as an attacker who adds points of small order to their key or to R. */
function forge(keyTorsion: boolean, nonceTorsion: boolean, r = 1234567n): SignedMessage {
  const { scalar: secret, point } = ed25519.utils.getExtendedPublicKey(seed);
  const publicKey = (keyTorsion ? point.add(TORSION) : point).toBytes();
  const base = r === 0n ? Point.ZERO : Point.BASE.multiply(r);
  const R = (nonceTorsion ? base.add(TORSION) : base).toBytes();
  const k = number(sha512(concat(R, publicKey, message))) % ORDER;
  return { publicKey, message, signature: concat(R, scalar((r + k * secret) % ORDER)) };
}

describe("signatures", () => {
  const verifier = createWebCryptoVerifier(crypto.subtle);
  const both = async (signed: SignedMessage) => {
    const verify = await verifier;
    if (verify === undefined) throw new Error("no Ed25519 here");
    return [verifySignature(signed), await verify(signed)];
  };

  test("E13: a good one is good to both verifiers, and one made by an attacker of a proper key, too", async () => {
    expect(await both(good)).toEqual([true, true]);
    expect(await both(forge(false, false))).toEqual([true, true]);
  });

  test("E13: points of small order in key or signature are refused by both, where noble's own check would accept", async () => {
    const withTorsion = forge(false, true);
    expect(ed25519.verify(withTorsion.signature, message, withTorsion.publicKey, { zip215: false })).toBe(true);
    for (const signed of [
      withTorsion,
      forge(true, false),
      forge(true, true),
      forge(false, false, 0n),
      forge(false, true, 0n),
    ])
      expect(await both(signed)).toEqual([false, false]);
    // An attacker can find signatures under a key with torsion that one verifier accepts: such a key is none.
    expect(isPublicKey(forge(true, false).publicKey)).toBe(false);
    for (let r = 1n; r <= 16n; r++) expect(await both(forge(true, true, r))).toEqual([false, false]);
    for (const publicKey of [...SMALL_ORDER, ...NON_CANONICAL]) {
      expect(isPublicKey(publicKey)).toBe(false);
      // With such a key, R = S·B verifies for many messages.
      const signature = concat(Point.BASE.multiply(5n).toBytes(), scalar(5n));
      expect(await both({ publicKey, message, signature })).toEqual([false, false]);
    }
    for (const point of [...SMALL_ORDER, ...NON_CANONICAL]) {
      expect(await both({ ...good, signature: concat(point, good.signature.subarray(32)) })).toEqual([false, false]);
      expect(await both({ ...good, signature: concat(point, new Uint8Array(32)) })).toEqual([false, false]);
    }
  });

  test("E13: a signature has one spelling", async () => {
    const s = number(good.signature.subarray(32));
    const again = concat(good.signature.subarray(0, 32), scalar(s + ORDER));
    expect(await both({ ...good, signature: again })).toEqual([false, false]);
    for (const signature of [new Uint8Array(), good.signature.subarray(1), concat(good.signature, new Uint8Array(1))])
      expect(await both({ ...good, signature })).toEqual([false, false]);
    for (const publicKey of [new Uint8Array(), good.publicKey.subarray(1), concat(good.publicKey, new Uint8Array(1))])
      expect(await both({ ...good, publicKey })).toEqual([false, false]);
  });

  test("E13: with any bit changed it is refused by both", async () => {
    const next = seededRandom(5);
    for (let round = 0; round < 150; round++) {
      const parts = [good.publicKey.slice(), good.message.slice(), good.signature.slice()] as const;
      const part = parts[round % 3] ?? parts[0];
      const bit = Math.floor(next() * part.length * 8);
      part[bit >> 3] = (part[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const [publicKey, text, signature] = parts;
      expect(await both({ publicKey, message: text, signature })).toEqual([false, false]);
    }
  });

  test("E90: together, and with keys that were used often, signatures are good or bad as alone", async () => {
    const verify = await verifier;
    const seeds = Array.from({ length: 34 }, () => drawBytes(random, 32));
    const all = Array.from({ length: 136 }, (_, at): SignedMessage => {
      const [own, other] = [seeds[at % 34] ?? seed, seeds[(at + 1) % 34] ?? seed];
      const text = utf8(`message ${at}`);
      const signature = sign(text, at % 7 === 0 ? other : own);
      expect(signature).toEqual(ed25519.sign(text, at % 7 === 0 ? other : own));
      return { publicKey: publicKeyOf(own), message: text, signature };
    });
    // There are more keys than tables. What can't be a signature stands between them.
    all.splice(
      100,
      0,
      { ...good, signature: new Uint8Array(64).fill(255) },
      { ...good, publicKey: new Uint8Array(32) },
    );
    const expected = verifySignatures(all);
    expect(expected.filter((isGood) => !isGood).length).toBe(Math.ceil(136 / 7) + 2);
    expect(await Promise.all(all.map((signed) => verify?.(signed)))).toEqual(expected);
    expect(all.slice(90, 130).map(verifySignature)).toEqual(expected.slice(90, 130));
    expect(verifySignatures([])).toEqual([]);
    // Once no other key is needed, the last ones get tables of those of before.
    const last = all.slice(-3);
    for (let round = 0; round < 90; round++) expect(verifySignatures(last)).toEqual(expected.slice(-3));
  });

  test("E13: where a browser has no Ed25519, there is no such verifier", async () => {
    expect(await createWebCryptoVerifier(undefined)).toBeUndefined();
    const without = { importKey: () => Promise.reject(new DOMException("no such algorithm", "NotSupportedError")) };
    expect(await createWebCryptoVerifier(without as unknown as SubtleCrypto)).toBeUndefined();
  });

  test("E13, E99: a browser isn't asked for what browsers differ in, and where it gives no answer, it is computed", async () => {
    const importKey = crypto.subtle.importKey.bind(crypto.subtle);
    let answer = (): Promise<boolean> => Promise.resolve(true);
    const verify = await createWebCryptoVerifier({ importKey, verify: () => answer() } as unknown as SubtleCrypto);
    if (verify === undefined) throw new Error("no Ed25519 here");
    const [r, s] = [good.signature.subarray(0, 32), number(good.signature.subarray(32))];
    // This one would take everything.
    for (const signed of [
      { ...good, signature: concat(r, scalar(s + ORDER)) },
      { ...good, signature: concat(SMALL_ORDER[2] ?? r, scalar(s)) },
      { ...good, publicKey: NON_CANONICAL[1] ?? r },
      forge(true, false),
    ])
      expect(await verify(signed)).toBe(false);
    answer = () => Promise.reject(new DOMException("out of memory", "OperationError"));
    const wrong = { ...good, message: utf8("something else") };
    expect(await Promise.all([good, wrong, good].map(verify))).toEqual([true, false, true]);
  });
});
