const MAX_SHOWN = 99;

/** Returns `(3) Title`, `(99+) Title` beyond 99, and the title alone for 0. */
export function titleWithCount(title: string, count: number): string {
  if (count === 0) return title;
  return `(${count > MAX_SHOWN ? `${MAX_SHOWN}+` : count}) ${title}`;
}
