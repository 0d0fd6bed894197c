/** Returns the address in its parts; undefined if it is none. Safari has `URL.canParse` only since 17, `URL.parse` since 18. */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
