// How many there are, ahead of a title.

const MOST = 99;

/** `(3) Title`; beyond 99 it is many. */
export function counted(title: string, count: number): string {
  if (count === 0) return title;
  return `(${count > MOST ? `${MOST}+` : count}) ${title}`;
}
