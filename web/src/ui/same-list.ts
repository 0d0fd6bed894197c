/** Returns whether two lists hold the same items in the same order: for signals that change only when they do. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
