// Seals files in chunks that can be opened in any order (STREAM). Each chunk's nonce holds its number and whether it is the
// last, and each file has a key of its own, so that no chunk can be moved, left out or taken from another file.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, drawBytes, type FillRandom, label, numberBytes, readNumber, readUtf8, utf8 } from "./bytes.ts";
import { type FileDescription, readFileDescription } from "./file-description.ts";
import {
  chunkCount,
  chunksRange,
  FILE_CHUNK_BYTES,
  FILE_DESCRIPTION_BYTES,
  FILE_HEADER_BYTES,
  FILE_SALT_BYTES,
  FILE_VERSION,
  fileZeros,
  SEALED_CHUNK_BYTES,
  sealedFileBytes,
} from "./file-layout.ts";
import type { EpochKeys } from "./key-schedule.ts";
import { decrypt, encrypt, NONCE_BYTES } from "./sealing.ts";

/** How many chunks are asked for at once: a megabyte. */
const CHUNKS_AT_ONCE = 16;

export type { FileDescription };
/** What files need of a key epoch's keys. */
export type FileKeys = Pick<EpochKeys, "keyEpoch" | "files">;
export type FileProblem = "version" | "no_key" | "damaged" | "malformed";
export type SealedFile = { readonly salt: Uint8Array; readonly parts: AsyncGenerator<Uint8Array> };
export type OpenedFile = {
  readonly description: FileDescription;
  /** Which file it is: the message that names it names this, too. */
  readonly salt: Uint8Array;
  /** Yields the content from `start` to `end`. @throws FileDamaged where a part is not what was sealed */
  read(start: number, end: number): AsyncGenerator<Uint8Array>;
};

export class FileDamaged extends Error {
  override name = "FileDamaged";
}

function deriveFileKey({ files }: FileKeys, header: Uint8Array): Uint8Array {
  const salt = header.subarray(FILE_HEADER_BYTES - FILE_SALT_BYTES);
  return hkdf(sha256, files, salt, concat(label("file"), header), 32);
}

function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const zeros = new Uint8Array(NONCE_BYTES - 5);
  return concat(zeros, numberBytes(index, 4), Uint8Array.of(isLast ? 1 : 0));
}

const CHUNK_CONTEXT = label("file chunk");

/** Returns a sealed file, made while it is read. @throws RangeError where the description is too long for its place */
export function sealFile(
  keys: FileKeys,
  description: FileDescription,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  random: FillRandom,
): SealedFile {
  const salt = drawBytes(random, FILE_SALT_BYTES);
  const header = concat(Uint8Array.of(FILE_VERSION), numberBytes(keys.keyEpoch, 4), salt);
  const text = utf8(JSON.stringify(description));
  if (text.length + 2 > FILE_DESCRIPTION_BYTES) throw new RangeError("the description is too long");
  const block = new Uint8Array(FILE_DESCRIPTION_BYTES);
  block.set(concat(numberBytes(text.length, 2), text));
  return { salt, parts: sealParts(deriveFileKey(keys, header), header, block, description.bytes, content) };
}

async function* sealParts(
  key: Uint8Array,
  header: Uint8Array,
  block: Uint8Array,
  contentBytes: number,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield header;
  const count = chunkCount(sealedFileBytes(contentBytes)) ?? 0;
  const chunk = new Uint8Array(FILE_CHUNK_BYTES);
  let [index, filled, given] = [0, 0, 0];
  for await (const part of withZeros(block, content, fileZeros(contentBytes))) {
    given += part.length;
    for (let at = 0; at < part.length; ) {
      // A full chunk waits for more to come: only then is it known not to be the last.
      if (filled === FILE_CHUNK_BYTES) {
        yield encrypt(key, chunkNonce(index++, false), CHUNK_CONTEXT, chunk);
        filled = 0;
      }
      const taken = part.subarray(at, at + FILE_CHUNK_BYTES - filled);
      chunk.set(taken, filled);
      filled += taken.length;
      at += taken.length;
    }
  }
  const expected = FILE_DESCRIPTION_BYTES + contentBytes + fileZeros(contentBytes);
  if (given !== expected || index !== count - 1)
    throw new RangeError("the content is not as long as it was said to be");
  yield encrypt(key, chunkNonce(index, true), CHUNK_CONTEXT, chunk.subarray(0, filled));
}

async function* withZeros(
  block: Uint8Array,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  zeros: number,
): AsyncGenerator<Uint8Array> {
  yield block;
  yield* content;
  for (let left = zeros; left > 0; left -= FILE_CHUNK_BYTES) yield new Uint8Array(Math.min(left, FILE_CHUNK_BYTES));
}

/**
 * Opens a sealed file of this size. `read` returns a range of it, as a server does; what comes back is authenticated before
 * it is handed on. A file that was cut off or added to doesn't open.
 */
export async function openFile(
  keysOf: (keyEpoch: number) => FileKeys | undefined,
  sealedBytes: number,
  read: (start: number, end: number) => Promise<Uint8Array>,
): Promise<OpenedFile | FileProblem> {
  const count = chunkCount(sealedBytes);
  if (count === undefined) return "malformed";
  const beginning = await read(0, Math.min(FILE_HEADER_BYTES + SEALED_CHUNK_BYTES, sealedBytes));
  const header = beginning.slice(0, FILE_HEADER_BYTES);
  if (header.length < FILE_HEADER_BYTES) return "damaged";
  if (header[0] !== FILE_VERSION) return "version";
  const keys = keysOf(readNumber(header.subarray(1, 5)));
  if (keys === undefined) return "no_key";
  const key = deriveFileKey(keys, header);
  const openChunk = (index: number, sealed: Uint8Array) =>
    decrypt(key, chunkNonce(index, index === count - 1), CHUNK_CONTEXT, sealed);
  const first = openChunk(0, beginning.subarray(FILE_HEADER_BYTES));
  if (first === undefined) return "damaged";
  const description = readDescription(first);
  // The size is part of what the sealer said: padding has one length, so a file has one size.
  if (description === undefined || sealedFileBytes(description.bytes) !== sealedBytes) return "malformed";

  async function* readContent(start: number, end: number): AsyncGenerator<Uint8Array> {
    const from = FILE_DESCRIPTION_BYTES + Math.max(start, 0);
    const to = FILE_DESCRIPTION_BYTES + Math.min(end, (description as FileDescription).bytes);
    const endChunk = Math.ceil(to / FILE_CHUNK_BYTES);
    for (let chunk = Math.floor(from / FILE_CHUNK_BYTES); from < to && chunk < endChunk; chunk += CHUNKS_AT_ONCE) {
      const next = Math.min(chunk + CHUNKS_AT_ONCE, endChunk);
      const range = chunksRange(chunk, next, sealedBytes);
      const sealed = await read(range.start, range.end);
      for (let index = chunk; index < next; index++) {
        const at = (index - chunk) * SEALED_CHUNK_BYTES;
        const text = openChunk(index, sealed.subarray(at, at + SEALED_CHUNK_BYTES));
        if (text === undefined) throw new FileDamaged(`chunk ${index} is damaged`);
        const place = index * FILE_CHUNK_BYTES;
        yield text.subarray(Math.max(from - place, 0), Math.min(to - place, FILE_CHUNK_BYTES));
      }
    }
  }

  return { description, salt: header.slice(FILE_HEADER_BYTES - FILE_SALT_BYTES), read: readContent };
}

function readDescription(text: Uint8Array): FileDescription | undefined {
  const length = readNumber(text.subarray(0, 2));
  if (length + 2 > FILE_DESCRIPTION_BYTES || text.length < FILE_DESCRIPTION_BYTES) return undefined;
  try {
    return readFileDescription(JSON.parse(readUtf8(text.subarray(2, 2 + length)) ?? ""));
  } catch {
    return undefined;
  }
}
