// Where everything is in a sealed file, as arithmetic: a server checks sizes by it, and a reader finds a range by it. Nothing
// here loads a cryptographic library.

export const FILE_VERSION = 1;
export const FILE_SALT_BYTES = 32;
/** Version, key epoch, salt. */
export const FILE_HEADER_BYTES = 1 + 4 + FILE_SALT_BYTES;
export const FILE_CHUNK_BYTES = 64 * 1024;
const FILE_TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES = FILE_CHUNK_BYTES + FILE_TAG_BYTES;
/** What the file is comes first, in a block of one size, so that its content begins at one place. */
export const FILE_DESCRIPTION_BYTES = 1024;
const MIN_PADDED_BYTES = 4096;

/**
 * Returns the length that a length is padded to (Padmé): at most an eighth more, while the length tells an observer only
 * its magnitude and a few digits.
 */
export function paddedLength(length: number): number {
  if (length <= MIN_PADDED_BYTES) return MIN_PADDED_BYTES;
  const exponent = Math.floor(Math.log2(length));
  const unit = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / unit) * unit;
}

const paddedText = (contentBytes: number) => paddedLength(FILE_DESCRIPTION_BYTES + contentBytes);

/** Returns how large a file is once it is sealed. */
export function sealedFileBytes(contentBytes: number): number {
  const text = paddedText(contentBytes);
  return FILE_HEADER_BYTES + text + Math.ceil(text / FILE_CHUNK_BYTES) * FILE_TAG_BYTES;
}

/** Returns how many zeros follow on the content. */
export const fileZeros = (contentBytes: number): number =>
  paddedText(contentBytes) - FILE_DESCRIPTION_BYTES - contentBytes;

/** Returns how many chunks a sealed file of this size has; undefined where no file has this size. */
export function chunkCount(sealedBytes: number): number | undefined {
  const chunks = sealedBytes - FILE_HEADER_BYTES;
  const count = Math.ceil(chunks / SEALED_CHUNK_BYTES);
  const last = chunks - (count - 1) * SEALED_CHUNK_BYTES;
  return count >= 1 && last > FILE_TAG_BYTES ? count : undefined;
}

/** Returns whether a sealed file can have this size: what is in it is padded. */
export function isSealedSize(sealedBytes: number): boolean {
  const text = sealedBytes - FILE_HEADER_BYTES - (chunkCount(sealedBytes) ?? 0) * FILE_TAG_BYTES;
  return chunkCount(sealedBytes) !== undefined && text >= MIN_PADDED_BYTES && paddedLength(text) === text;
}

export type ByteRange = { readonly start: number; readonly end: number };

/** Returns where some chunks lie in a sealed file. Ends are exclusive. */
export function chunksRange(first: number, end: number, sealedBytes: number): ByteRange {
  const place = (chunk: number) => FILE_HEADER_BYTES + chunk * SEALED_CHUNK_BYTES;
  return { start: place(first), end: Math.min(place(end), sealedBytes) };
}
