// What fits into a room before it is sealed.
import { sealedFileBytes } from "#protocol/e2ee/file-layout";
import type { FileLimits } from "../files/file-requests.ts";

/** Returns the largest content that fits into so many bytes once it is sealed. */
function largestContent(sealedBytes: number): number {
  let [fits, doesNot] = [0, sealedBytes + 1];
  if (sealedFileBytes(0) > sealedBytes) return 0;
  while (doesNot - fits > 1) {
    const middle = Math.floor((fits + doesNot) / 2);
    if (sealedFileBytes(middle) <= sealedBytes) fits = middle;
    else doesNot = middle;
  }
  return fits;
}

/** Returns the limits of a room in what files have before they are sealed. */
export const limitsOf = ({ bytes, maxBytes, maxFileBytes }: FileLimits): FileLimits => ({
  bytes,
  maxBytes: bytes + largestContent(Math.max(0, maxBytes - bytes)),
  maxFileBytes: largestContent(maxFileBytes),
});
