// The memory for bytes that come in pieces. Rule F44.
/**
 * Returns a chunk that has space for more bytes: the same one, or one of twice the size, so that what comes in small pieces, or
 * not at all, takes little memory. What a chunk held is overwritten when it is replaced.
 * @param used how many of its bytes are in use
 */
export function chunkWithSpace(
  chunk: Uint8Array | undefined,
  used: number,
  more: number,
  maxBytes: number,
): Uint8Array {
  const needed = used + more;
  if (chunk !== undefined && chunk.length >= needed) return chunk;
  const larger = new Uint8Array(Math.min(maxBytes, Math.max(needed, 2 * used)));
  if (chunk !== undefined) {
    larger.set(chunk.subarray(0, used));
    chunk.fill(0);
  }
  return larger;
}
