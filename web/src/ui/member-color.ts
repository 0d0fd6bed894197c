import { graphemesOf } from "#protocol/graphemes";

/**
 * Returns a member's hue, 0 to 359: from their id alone, and so the same for everyone. There are 24, far enough apart to be
 * told from each other. The hash is FNV-1a.
 */
export function memberHue(id: string): number {
  let hash = 2166136261;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 16777619);
  return ((hash >>> 0) % 24) * 15;
}

/** Returns the first letter of a name, as people see letters, which an avatar without a picture shows. */
export function memberInitial(name: string): string {
  const [first] = graphemesOf(name);
  return (first?.segment ?? "?").toLocaleUpperCase();
}
