// Instants as the wire has them. Many events share a millisecond: the last one's text is at hand.

let lastAt = Number.NaN;
let lastText = "";

/** @param at epoch ms @returns ISO 8601 with milliseconds, in UTC */
export function isoOf(at: number): string {
  if (at !== lastAt) {
    lastText = new Date(at).toISOString();
    lastAt = at;
  }
  return lastText;
}
