// Which paths of an address may lead to a file at all. Rule S4.

/** Whether a path may name a file at all: no part hidden, empty or going up. */
export function isVisible(path: string): boolean {
  return !path.includes("\0") && path.split(/[/\\]/).every((part) => part !== "" && !part.startsWith("."));
}
