/** Returns whether a media query holds; it holds nowhere that a browser has no answer. */
export function matchesMedia(query: string): boolean {
  try {
    return matchMedia(query).matches;
  } catch {
    return false;
  }
}
