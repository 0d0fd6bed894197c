// The functions this folder is built on, against the vectors of the documents that define them.
import { describe, expect, test } from "bun:test";
import { chacha20poly1305, hchacha, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.ts";
import { publicKeyOf, sign, verifySignature } from "./signatures.ts";

const bytes = (hex: string) =>
  Uint8Array.from(hex.replace(/\s/g, "").match(/../g) ?? [], (one) => Number.parseInt(one, 16));
const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
const counting = (first: number, length: number) => Uint8Array.from({ length }, (_, at) => first + at);

const SUNSCREEN = Uint8Array.from(
  utf8(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  ),
);
const AEAD_DATA = bytes("50515253c0c1c2c3c4c5c6c7");

describe("vectors", () => {
  test("E20: RFC 5869, A.1: HKDF-SHA-256", () => {
    const [material, salt, info] = [new Uint8Array(22).fill(0x0b), counting(0, 13), counting(0xf0, 10)];
    const prk = extract(sha256, material, salt);
    expect(hex(prk)).toBe("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    const okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    expect(hex(expand(sha256, prk, info, 42))).toBe(okm);
    expect(hex(hkdf(sha256, material, salt, info, 42))).toBe(okm);
  });

  test("E20: RFC 5869, A.2 and A.3: longer values, and none but the material", () => {
    const okm2 = `b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09
      da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87`;
    expect(hkdf(sha256, counting(0, 80), counting(0x60, 80), counting(0xb0, 80), 82)).toEqual(bytes(okm2));
    const okm3 = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
    const none = new Uint8Array();
    expect(hex(hkdf(sha256, new Uint8Array(22).fill(0x0b), none, none, 42))).toBe(okm3);
  });

  test.each([
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    [
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      hex(sha512(utf8("abc"))),
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
  ])("E20: RFC 8032, 7.1: Ed25519, secret key %s", (secretKey, publicKey, message, signature) => {
    expect(hex(publicKeyOf(bytes(secretKey)))).toBe(publicKey);
    expect(hex(sign(bytes(message), bytes(secretKey)))).toBe(signature);
    const signed = { publicKey: bytes(publicKey), message: bytes(message), signature: bytes(signature) };
    expect(verifySignature(signed)).toBe(true);
    expect(verifySignature({ ...signed, message: bytes(`${message}00`) })).toBe(false);
  });

  test("E20: RFC 7748, 5.2 and 6.1: X25519", () => {
    const scalar = bytes("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
    const point = bytes("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
    const product = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552";
    expect(hex(x25519.getSharedSecret(scalar, point))).toBe(product);
    const second = bytes("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d");
    const spelledHigh = bytes("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493");
    expect(hex(x25519.getSharedSecret(second, spelledHigh))).toBe(
      "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    );
    const base = bytes(`09${"00".repeat(31)}`);
    expect(hex(x25519.getSharedSecret(base, base))).toBe(
      "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
    );
    const alice = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    const bob = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    expect(hex(x25519.getPublicKey(alice))).toBe("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    expect(hex(x25519.getSharedSecret(alice, x25519.getPublicKey(bob)))).toBe(shared);
    expect(hex(x25519.getSharedSecret(bob, x25519.getPublicKey(alice)))).toBe(shared);
  });

  test("E20: RFC 7914, 12: scrypt", () => {
    expect(hex(scrypt(utf8(""), utf8(""), { N: 16, r: 1, p: 1, dkLen: 64 }))).toBe(
      "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    );
    expect(hex(scrypt(utf8("password"), utf8("NaCl"), { N: 1024, r: 8, p: 16, dkLen: 64 }))).toBe(
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    );
    expect(hex(scrypt(utf8("pleaseletmein"), utf8("SodiumChloride"), { N: 16_384, r: 8, p: 1, dkLen: 64 }))).toBe(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    );
  });

  test("E20: RFC 8439, 2.8.2: ChaCha20-Poly1305", () => {
    const cipher = chacha20poly1305(counting(0x80, 32), bytes("070000004041424344454647"), AEAD_DATA);
    const sealed = `d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
      3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
      92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
      3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691`;
    expect(cipher.encrypt(SUNSCREEN)).toEqual(bytes(sealed));
  });

  test("E20: RFC 8439, A.5: ChaCha20-Poly1305, opened", () => {
    const key = bytes("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
    const cipher = chacha20poly1305(key, bytes("000000000102030405060708"), bytes("f33388860000000000004e91"));
    const sealed = bytes(`64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2
      4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf
      332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855
      9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4
      b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e
      af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a
      0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10
      49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29
      a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38`);
    const opened = new TextDecoder().decode(cipher.decrypt(sealed));
    expect(opened).toStartWith(
      "Internet-Drafts are draft documents valid for a maximum of six months and may be updated",
    );
    expect(opened).toEndWith("or to cite them other than as /“work in progress./”");
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(() => cipher.decrypt(sealed)).toThrow();
  });

  test("E20: draft-irtf-cfrg-xchacha-03, 2.2.1: HChaCha20", () => {
    const words = (data: Uint8Array) => new Uint32Array(Uint8Array.from(data).buffer);
    const subkey = new Uint32Array(8);
    const nonce = words(bytes("000000090000004a0000000031415927"));
    hchacha(words(utf8("expand 32-byte k")), words(counting(0, 32)), nonce, subkey);
    expect(hex(new Uint8Array(subkey.buffer))).toBe("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
  });

  test("E20: draft-irtf-cfrg-xchacha-03, A.3.1: XChaCha20-Poly1305", () => {
    const cipher = xchacha20poly1305(counting(0x80, 32), counting(0x40, 24), AEAD_DATA);
    const sealed = `bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
      731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
      2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
      21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49`;
    expect(cipher.encrypt(SUNSCREEN)).toEqual(bytes(sealed));
    expect(cipher.decrypt(bytes(sealed))).toEqual(SUNSCREEN);
  });
});
