// Cuts out of pictures what tells about their author: place, time, camera, comments, and pictures behind the picture. The
// picture itself stays as it is, byte by byte; how a camera was turned is kept, for else it would lie on its side.

import { gifParts } from "./gif-metadata.ts";
import { heifParts } from "./heif-metadata.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const TAG_ORIENTATION = 0x0112;
const UPRIGHT = 1;

const ascii = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const startsWith = (bytes: Bytes, text: string, at = 0) => ascii(text).every((byte, i) => bytes[at + i] === byte);
const textAt = (bytes: Bytes, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
const viewOf = (bytes: Bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function join(...parts: readonly (Bytes | readonly number[])[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/**
 * Returns the parts of a picture without its metadata; what is none, or broken, comes back whole.
 * @param bytes all of the file
 */
export function withoutMetadata(bytes: Bytes): Bytes[] {
  return jpegParts(bytes) ?? pngParts(bytes) ?? webpParts(bytes) ?? gifParts(bytes) ?? heifParts(bytes) ?? [bytes];
}

/** Returns a file without its metadata, under the same name. */
export async function stripMetadata(file: File): Promise<Blob> {
  // Some systems don't know the newer kinds.
  if (!/^image\/(?:jpeg|png|webp|gif|avif|hei[cf])/.test(file.type) && !/\.(?:avif|hei[cf])$/i.test(file.name))
    return file;
  const parts = withoutMetadata(new Uint8Array(await file.arrayBuffer()));
  return parts.length === 1 ? file : new Blob(parts, { type: file.type });
}

/** Returns how a TIFF block, as Exif is one, says that the camera was turned: 1 to 8. */
function orientationIn(tiff: Bytes): number {
  const isLittle = startsWith(tiff, "II");
  if (tiff.length < 14 || !(isLittle || startsWith(tiff, "MM"))) return UPRIGHT;
  const view = viewOf(tiff);
  const start = view.getUint32(4, isLittle);
  if (start + 2 > tiff.length) return UPRIGHT;
  const count = view.getUint16(start, isLittle);
  for (let i = 0; i < count; i++) {
    const at = start + 2 + 12 * i;
    if (at + 12 > tiff.length) break;
    if (view.getUint16(at, isLittle) !== TAG_ORIENTATION) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }
  return UPRIGHT;
}

/** Returns a TIFF block that says how the camera was turned, and nothing else. */
function tiffWithOrientation(orientation: number): Bytes {
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  return join(ascii("MM"), [0, 42, 0, 0, 0, 8, 0, 1], entry, [0, 0, 0, 0]);
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COMMENT = 0xfe;
const EXIF = "Exif\0\0";

function isKeptSegment(marker: number, content: Bytes): boolean {
  const isApplication = marker >= APP0 && marker <= 0xef;
  if (!isApplication) return marker !== COMMENT;
  return marker === APP0 || marker === APP14 || (marker === APP2 && startsWith(content, "ICC_PROFILE\0"));
}

/** Returns where the compressed data of a scan ends: at the next marker. */
function endOfScan(bytes: Bytes, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    const isData = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isData) return at;
  }
  return bytes.length;
}

/** What follows the end of the first picture, such as a short film or another picture with its own place, is dropped. */
function jpegParts(bytes: Bytes): Bytes[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let orientation = UPRIGHT;
  let at = 2;
  let hasScan = false;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker === EOI) break;
    else {
      const end = at + 2 + view.getUint16(at + 2);
      if (end > bytes.length) return undefined;
      const content = bytes.subarray(at + 4, end);
      if (isKeptSegment(marker, content)) parts.push(bytes.subarray(at, end));
      else if (marker === APP1 && startsWith(content, EXIF)) orientation = orientationIn(content.subarray(EXIF.length));
      at = end;
      if (marker !== SOS) continue;
      hasScan = true;
      at = endOfScan(bytes, end);
      parts.push(bytes.subarray(end, at));
    }
  }
  if (!hasScan) return undefined;
  parts.push(Uint8Array.of(0xff, EOI));
  if (orientation !== UPRIGHT) {
    const exif = join(ascii(EXIF), tiffWithOrientation(orientation));
    const afterJfif = parts[1]?.[1] === APP0 ? 2 : 1;
    parts.splice(afterJfif, 0, join([0xff, APP1, 0, exif.length + 2], exif));
  }
  return parts;
}

const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Chunks that a picture can do without, and that say how it looks. All others that it can do without are dropped. */
const KEPT_PNG_CHUNKS = /^(?:[A-Z]...|tRNS|cHRM|gAMA|iCCP|sBIT|sRGB|cICP|mDCV|cLLI|bKGD|pHYs|acTL|fcTL|fdAT)$/;

function pngParts(bytes: Bytes): Bytes[] | undefined {
  if (!startsWith(bytes, PNG_SIGNATURE)) return undefined;
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 8)];
  let orientation = UPRIGHT;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const type = textAt(bytes, at + 4, 4);
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    if (KEPT_PNG_CHUNKS.test(type)) parts.push(bytes.subarray(at, end));
    else if (type === "eXIf") orientation = orientationIn(bytes.subarray(at + 8, end - 4));
    at = end;
    if (type !== "IEND") continue;
    // After the header, which comes first.
    if (orientation !== UPRIGHT) parts.splice(2, 0, pngChunk("eXIf", tiffWithOrientation(orientation)));
    return parts;
  }
  return undefined;
}

function pngChunk(type: string, content: Bytes): Bytes {
  const body = join(ascii(type), content);
  return join(bigEndian(content.length), body, bigEndian(crc32(body)));
}

const bigEndian = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const littleEndian = (value: number) => bigEndian(value).reverse();

function crc32(bytes: Bytes): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

const KEPT_WEBP_CHUNKS = /^(?:VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP)$/;
const WEBP_HAS_EXIF = 0x08;
const WEBP_HAS_XMP = 0x04;

function webpParts(bytes: Bytes): Bytes[] | undefined {
  if (!(startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8))) return undefined;
  const view = viewOf(bytes);
  const fileEnd = Math.min(bytes.length, 8 + view.getUint32(4, true));
  const chunks: Bytes[] = [];
  let orientation = UPRIGHT;
  let extended: Bytes | undefined;
  for (let at = 12; at + 8 <= fileEnd; ) {
    const type = textAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > bytes.length) return undefined;
    const chunk = bytes.slice(at, end);
    if (type === "VP8X") extended = chunk;
    if (KEPT_WEBP_CHUNKS.test(type)) chunks.push(chunk);
    else if (type === "EXIF") orientation = orientationIn(tiffOf(bytes.subarray(at + 8, at + 8 + length)));
    at = end;
  }
  if (chunks.length === 0) return undefined;
  if (extended?.[8] !== undefined) {
    extended[8] &= ~(WEBP_HAS_EXIF | WEBP_HAS_XMP);
    if (orientation !== UPRIGHT) {
      extended[8] |= WEBP_HAS_EXIF;
      const tiff = tiffWithOrientation(orientation);
      chunks.push(join(ascii("EXIF"), littleEndian(tiff.length), tiff));
    }
  }
  const size = chunks.reduce((sum, { length }) => sum + length, 4);
  return [join(ascii("RIFF"), littleEndian(size), ascii("WEBP")), ...chunks];
}

/** Some programs write Exif into WebP as it is in JPEG, with its name before it. */
const tiffOf = (content: Bytes) => (startsWith(content, EXIF) ? content.subarray(EXIF.length) : content);
