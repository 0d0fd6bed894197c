// Messages that carry the time they were sent, from which their latency is read. Sender and receiver are one process.

/** The byte (~) before the time, which is in µs since the start of the process, at the beginning of a text. */
const STAMP_BYTE = 126;
const QUOTE_BYTE = 34;
const STAMP_DIGITS = 15;
/** A message with room for a stamp. */
export const STAMPED_MESSAGE = `~${"0".repeat(99)}`;

const nowUs = () => Math.round(performance.now() * 1000);

/**
 * Returns a function that writes the current time into a frame with a stamped message and returns that same frame. A message
 * that is too short for a stamp has none.
 */
export function createStamper(frame: Uint8Array): () => Uint8Array {
  const from = frame.indexOf(STAMP_BYTE) + 1;
  if (from === 0) return () => frame;
  return () => {
    let left = nowUs();
    for (let at = from + STAMP_DIGITS - 1; at >= from; at--) {
      frame[at] = 48 + (left % 10);
      left = Math.floor(left / 10);
    }
    return frame;
  };
}

/** Adds the latency in ms of each message whose stamp is complete in these bytes. */
export function collectLatencies(latencies: number[], data: Buffer, from: number): void {
  const now = nowUs();
  for (
    let at = data.indexOf(STAMP_BYTE, from);
    at >= 0 && at + STAMP_DIGITS < data.length;
    at = data.indexOf(STAMP_BYTE, at + 1)
  ) {
    // A frame's length may contain this byte, too; a stamp follows a quote.
    if (data[at - 1] !== QUOTE_BYTE) continue;
    let sentAt = 0;
    for (let digit = 1; digit <= STAMP_DIGITS; digit++) sentAt = sentAt * 10 + (data[at + digit] as number) - 48;
    latencies.push((now - sentAt) / 1000);
  }
}
