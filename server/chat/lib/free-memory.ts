/**
 * Gives the memory of bytes back at once that nobody uses any more; they are empty afterwards. The garbage collector would let
 * tens of megabytes come together before it did, because the objects themselves are small.
 */
export function freeMemory({ buffer, length }: Uint8Array): void {
  // A part of a larger buffer may have neighbours that are in use.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}
