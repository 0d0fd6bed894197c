/** Returns whether a path must not be served: a part of it is empty, a dot file, or leads up. Rule S4. */
export function isHiddenPath(path: string): boolean {
  return path.includes("\0") || path.split(/[/\\]/).some((part) => part === "" || part.startsWith("."));
}
