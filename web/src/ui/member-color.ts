// A member's own colour: the same for everyone, from the id alone.

/** 0 to 359. Twenty-four hues, so that two members who differ can be seen to differ. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 16777619);
  return ((hash >>> 0) % 24) * 15;
}

/** What an avatar shows of a name: its first letter as people see letters. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? "?").toLocaleUpperCase();
}
