// Formats instants as they are sent. Many events share a millisecond, so the last text is kept and used again.

let lastAt = Number.NaN;
let lastText = "";

/** Returns an instant (epoch ms) as ISO 8601 with milliseconds, in UTC. */
export function toIsoTime(at: number): string {
  if (at !== lastAt) {
    lastText = new Date(at).toISOString();
    lastAt = at;
  }
  return lastText;
}
