// Tells a media type from a file's first bytes. What could be more than one type counts as the more dangerous one.
import type { ReadBytes } from "./read-bytes.ts";

const UNKNOWN = "application/octet-stream";

/** First bytes, as Latin-1; a question mark stands for any byte. */
const SIGNATURES: readonly (readonly [signature: string, type: string])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
  ["RIFF????WEBP", "image/webp"],
  ["RIFF????WAVE", "audio/wav"],
  ["RIFF????AVI ", "video/x-msvideo"],
  ["BM", "image/bmp"],
  ["II*\0", "image/tiff"],
  ["MM\0*", "image/tiff"],
  ["\0\0\x01\0", "image/x-icon"],
  ["fLaC", "audio/flac"],
  ["ID3", "audio/mpeg"],
  ["MThd", "audio/midi"],
  ["PK\x03\x04", "application/zip"],
  ["PK\x05\x06", "application/zip"],
  ["\x1f\x8b", "application/gzip"],
  ["7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"],
  ["Rar!\x1a\x07", "application/vnd.rar"],
  ["BZh", "application/x-bzip2"],
  ["\xfd7zXZ\0", "application/x-xz"],
  ["(\xb5/\xfd", "application/zstd"],
  ["MZ", "application/vnd.microsoft.portable-executable"],
  ["\x7fELF", "application/x-executable"],
  ["\0asm", "application/wasm"],
  ["SQLite format 3\0", "application/vnd.sqlite3"],
];

const PDF_WITHIN = 1024;
const MARKUP_WITHIN = 4096;
const CODECS_WITHIN = 16 * 1024;
/** Boxes of a film that are looked at, and how much of the one that describes it. */
const MAX_BOXES = 64;
const MAX_MOOV_BYTES = 256 * 1024;

/** @param head the file's first bytes, 64 KiB where it has so many */
export async function sniffType(head: Buffer, bytes: number, read: ReadBytes): Promise<string> {
  const start = head.toString("latin1", 0, 16);
  const signed = SIGNATURES.find(([signature]) => matches(start, signature));
  if (signed !== undefined && signed[0].length > 2) return signed[1];
  // Readers find a PDF also behind other bytes.
  if (head.toString("latin1", 0, PDF_WITHIN).includes("%PDF-")) return "application/pdf";
  if (matches(start, "????ftyp")) return filmType(head, bytes, read);
  if (matches(start, "\x1aE\xdf\xa3")) return matroskaType(head);
  if (matches(start, "OggS")) return head.subarray(0, CODECS_WITHIN).includes("theora") ? "video/ogg" : "audio/ogg";
  if (isText(head, bytes)) return textType(head.toString("utf8", 0, MARKUP_WITHIN));
  return signed?.[1] ?? audioFrameType(head) ?? UNKNOWN;
}

const matches = (start: string, signature: string) =>
  [...signature].every((character, at) => character === "?" || start[at] === character);

function isText(head: Buffer, bytes: number): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell data from text
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(head.toString("latin1"))) return false;
  try {
    // A character may be cut at the end of what was read.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: head.length < bytes });
    return true;
  } catch {
    return false;
  }
}

function textType(beginning: string): string {
  const text = beginning.replace(/^\ufeff?\s*/, "");
  if (!/^<[a-z!?/]/i.test(text)) return "text/plain";
  if (/<svg[\s>]/i.test(text)) return "image/svg+xml";
  return /^<\?xml/i.test(text) && !/<html[\s>]/i.test(text) ? "application/xml" : "text/html";
}

function audioFrameType([first = 0, second = 0]: Buffer): string | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const layer = (second >> 1) & 3;
  if (layer === 0) return (second & 0xf6) === 0xf0 ? "audio/aac" : undefined;
  return (second & 0x18) === 0x08 ? undefined : "audio/mpeg";
}

/** A recording of a voice has no picture, but is called WebM as well. */
function matroskaType(head: Buffer): string {
  const beginning = head.subarray(0, CODECS_WITHIN);
  const kind = beginning.includes("V_") || !beginning.includes("A_") ? "video" : "audio";
  return `${kind}/${beginning.subarray(0, 64).includes("webm") ? "webm" : "x-matroska"}`;
}

/** Tells pictures, films and sound in ISO's media file format by their brand, and sound from films by their tracks. */
async function filmType(head: Buffer, bytes: number, read: ReadBytes): Promise<string> {
  const brand = head.toString("latin1", 8, 12);
  const brands = head.toString("latin1", 8, Math.min(head.readUInt32BE(0), 256));
  if (/avi[fs]/.test(brands)) return "image/avif";
  if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brand)) return "image/heic";
  if (/^M4[AB]/.test(brand)) return "audio/mp4";
  if (brand === "qt  ") return "video/quicktime";
  let at = 0;
  for (let count = 0; count < MAX_BOXES && at < bytes; count++) {
    const header = await read(at, 16);
    if (header.length < 16) break;
    const size = header.readUInt32BE(0) === 1 ? Number(header.readBigUInt64BE(8)) : header.readUInt32BE(0);
    if (header.toString("latin1", 4, 8) === "moov") {
      const moov = await read(at, Math.min(size, MAX_MOOV_BYTES));
      return moov.includes("soun") && !moov.includes("vide") ? "audio/mp4" : "video/mp4";
    }
    if (size < 8) break;
    at += size;
  }
  return "video/mp4";
}
