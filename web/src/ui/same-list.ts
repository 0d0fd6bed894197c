// Whether two lists hold the same, in the same order: for signals that change only when they do.

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
