/** Returns a list without some of its items, and the same list where there are none of them. */
export function withoutItems<T>(list: readonly T[], isGone: (item: T) => boolean): readonly T[] {
  return list.some(isGone) ? list.filter((item) => !isGone(item)) : list;
}
