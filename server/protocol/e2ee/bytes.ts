// Bytes as end-to-end encryption writes them: numbers big-endian, texts as UTF-8, base64url without padding. Nothing here
// needs a cryptographic library, so that a server can look at envelopes without loading one.

/** Fills bytes with random ones. The caller hands it in, as everything in this folder is a function of its arguments. */
export type FillRandom = (bytes: Uint8Array) => unknown;

export function drawBytes(random: FillRandom, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  random(bytes);
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Returns whether both are the same, in a time that depends on the length alone. */
export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return difference === 0;
}

/** Returns -1, 0 or 1 as the first stands before, with or behind the second, byte by byte. */
export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(one.length - other.length);
}

/** Writes a whole number of up to 2^48 - 1 into so many bytes. @throws RangeError where it doesn't fit */
export function numberBytes(value: number, length: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** length) throw new RangeError("number out of range");
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

export const readNumber = (bytes: Uint8Array): number => readNumberAt(bytes, 0, bytes.length);

/** Reads a number that stands somewhere in the bytes, without a view of them. */
export function readNumberAt(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

// Made once: a server makes a digest of each event, and making these costs more than the rest of it.
const ENCODER = new TextEncoder();
const STRICT_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ASCII_DECODER = new TextDecoder();

export const utf8 = (text: string): Uint8Array => ENCODER.encode(text);

/** Returns the text, or undefined where the bytes are no UTF-8. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return STRICT_DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Writes a text behind its length, so that texts after one another can't be divided in another way. */
export function textBytes(text: string): Uint8Array {
  const bytes = utf8(text);
  return concat(numberBytes(bytes.length, 2), bytes);
}

/** Writes bytes one behind the other into one array, without arrays between. */
export class ByteWriter {
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  /** Writes what the bytes begin with: few of them, for they are copied one by one. */
  putFirst(bytes: Uint8Array, length: number): this {
    for (let at = 0; at < length; at++) this.bytes[this.#at++] = bytes[at] ?? 0;
    return this;
  }

  /** Writes a whole number of at most 32 bits. */
  number(value: number, length: number): this {
    for (let shift = 8 * (length - 1); shift >= 0; shift -= 8) this.bytes[this.#at++] = value >>> shift;
    return this;
  }

  /** Writes a text of ASCII behind its length, as `textBytes` does. */
  ascii(text: string): this {
    this.number(text.length, 2);
    for (let at = 0; at < text.length; at++) this.bytes[this.#at++] = text.charCodeAt(at);
    return this;
  }
}

/** Returns what every hash, key, signature and sealed thing of one purpose begins with, so that none passes for another. */
export const label = (purpose: string): Uint8Array => utf8(`mayfly/e2ee/1 ${purpose}\0`);

/** Takes bytes from the beginning on. Layouts have known lengths, which are checked before. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError("too few bytes");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  number(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new RangeError("too few bytes");
    this.#at += length;
    return readNumberAt(this.#bytes, from, length);
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CODES = utf8(ALPHABET);
const NOT_IN_ALPHABET = 255;
const VALUES = new Uint8Array(128).fill(NOT_IN_ALPHABET);
for (const [value, code] of CODES.entries()) VALUES[code] = value;

export function toBase64url(bytes: Uint8Array): string {
  const native = bytes as unknown as NativeEncoder;
  return native.toBase64?.(WITHOUT_PADDING) ?? encodeBase64url(bytes);
}

/** Does it by script. */
export function encodeBase64url(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let [bits, held, at] = [0, 0, 0];
  for (const byte of bytes) {
    bits = ((bits & 63) << 8) | byte;
    for (held += 8; held >= 6; held -= 6) codes[at++] = CODES[(bits >> (held - 6)) & 63] ?? 0;
  }
  if (held > 0) codes[at] = CODES[(bits << (6 - held)) & 63] ?? 0;
  return ASCII_DECODER.decode(codes);
}

/** As most engines do it by now, three times as fast as a script; TypeScript's libraries don't have it yet. */
type NativeEncoder = { toBase64?(options: { alphabet: "base64url"; omitPadding: true }): string };
type NativeDecoder = {
  setFromBase64?(text: string, options: { alphabet: "base64url" }): { readonly written: number };
};
const URL_ALPHABET = { alphabet: "base64url" } as const;
const WITHOUT_PADDING = { alphabet: "base64url", omitPadding: true } as const;

/** Returns how many bytes a text in base64url stands for; undefined for a length that no such text has. */
export function base64urlLength(text: string): number | undefined {
  return text.length % 4 === 1 ? undefined : Math.floor((text.length * 3) / 4);
}

/** Returns the bytes of a text in base64url. Each has one spelling alone: any other text is undefined. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const length = base64urlLength(text);
  if (length === undefined) return undefined;
  const bytes = new Uint8Array(length);
  return readBase64url(text, bytes) ? bytes : undefined;
}

/** Decodes a text into as many bytes as it stands for. @returns whether it is base64url; the bytes mean nothing otherwise */
export function readBase64url(text: string, bytes: Uint8Array): boolean {
  const rest = text.length % 4;
  // Not a bit of the last character is unused and set.
  const unused = rest === 0 ? 0 : valueAt(text, text.length - 1) & (rest === 2 ? 15 : 3);
  if (unused !== 0) return false;
  const native = bytes as NativeDecoder;
  if (native.setFromBase64 === undefined) return decodeBase64url(text, bytes);
  try {
    // It ignores spaces and padding.
    return native.setFromBase64(text, URL_ALPHABET).written === bytes.length;
  } catch {
    return false;
  }
}

/** Does it by script. The last character has no unused bits that are set. */
export function decodeBase64url(text: string, bytes: Uint8Array): boolean {
  const rest = text.length % 4;
  const whole = text.length - rest;
  // What isn't in the alphabet has a bit that no value has. It is looked for once, at the end.
  let all = 0;
  let at = 0;
  for (let index = 0; index < whole; index += 4) {
    const a = valueAt(text, index);
    const b = valueAt(text, index + 1);
    const c = valueAt(text, index + 2);
    const d = valueAt(text, index + 3);
    all |= a | b | c | d;
    bytes[at++] = (a << 2) | (b >> 4);
    bytes[at++] = (b << 4) | (c >> 2);
    bytes[at++] = (c << 6) | d;
  }
  if (rest > 1) {
    const a = valueAt(text, whole);
    const b = valueAt(text, whole + 1);
    const c = rest === 3 ? valueAt(text, whole + 2) : 0;
    all |= a | b | c;
    bytes[at++] = (a << 2) | (b >> 4);
    if (rest === 3) bytes[at] = (b << 4) | (c >> 2);
  }
  return all <= 63;
}

const valueAt = (text: string, index: number): number => VALUES[text.charCodeAt(index)] ?? NOT_IN_ALPHABET;
