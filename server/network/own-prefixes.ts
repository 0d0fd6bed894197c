import { networkPrefix, parseIpAddress } from "./ip-address.ts";

/** Addresses come and go, and asking the system for them takes a millisecond. */
const REFRESH_MS = 60_000;

/**
 * Returns a function that tells the prefixes of this machine's own addresses, as they were within the last minute. Rule W22.
 * @param readAddresses asks the system
 * @param clock epoch ms
 */
export function createOwnPrefixes(
  readAddresses: () => readonly string[],
  clock: () => number,
): () => ReadonlySet<string> {
  let prefixes: ReadonlySet<string> = new Set();
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock();
    // The clock may be set back.
    if (Math.abs(now - readAt) < REFRESH_MS) return prefixes;
    readAt = now;
    prefixes = new Set(
      readAddresses().flatMap((text) => {
        const address = parseIpAddress(text);
        return address === undefined ? [] : [networkPrefix(address)];
      }),
    );
    return prefixes;
  };
}
