// Messages that say when they were sent, and how long those that arrive were on their way. Both ends are one process.

/** Stands before the time, in µs since the process began, at the beginning of a text. */
const STAMP = 126;
const QUOTE = 34;
const DIGITS = 15;
/** A message with room for the time. */
export const STAMPED = `~${"0".repeat(99)}`;

const nowUs = () => Math.round(performance.now() * 1000);

/** Gives what writes the time into a frame that holds a stamped message: the same bytes each time. */
export function stamper(frame: Uint8Array): () => Uint8Array {
  const from = frame.indexOf(STAMP) + 1;
  return () => {
    let left = nowUs();
    for (let at = from + DIGITS - 1; at >= from; at--) {
      frame[at] = 48 + (left % 10);
      left = Math.floor(left / 10);
    }
    return frame;
  };
}

/** Adds how many ms each message was on its way whose stamp is whole in these bytes. */
export function timeInto(latencies: number[], data: Buffer, from: number): void {
  const now = nowUs();
  for (let at = data.indexOf(STAMP, from); at >= 0 && at + DIGITS < data.length; at = data.indexOf(STAMP, at + 1)) {
    // A frame's header has this byte, too.
    if (data[at - 1] !== QUOTE) continue;
    let sentAt = 0;
    for (let digit = 1; digit <= DIGITS; digit++) sentAt = sentAt * 10 + (data[at + digit] as number) - 48;
    latencies.push((now - sentAt) / 1000);
  }
}

/** @returns at 50, 99 and 99.9 % */
export function percentiles(values: readonly number[]): [number, number, number] {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return [at(0.5), at(0.99), at(0.999)];
}
