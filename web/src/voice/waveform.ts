// How loud a recording is, from its beginning to its end, in a few numbers. Who records writes them behind the recording, in an
// element that players skip; who shows it reads those bytes alone, and needs to decode nothing. Rule F57.

export const WAVEFORM_BARS = 64;
const MARK = new TextEncoder().encode("mayfly-waveform:");
/** The last bytes of a recording, which hold its waveform. */
export const WAVEFORM_BYTES = MARK.length + WAVEFORM_BARS;

/** Loudness from 0 to 255, one for each bar. */
export type Waveform = Uint8Array<ArrayBuffer>;

/** Returns the loudest level of each part of a recording. @param levels from 0 to 1, at equal distances */
export function summarise(levels: readonly number[]): Waveform {
  return Uint8Array.from({ length: WAVEFORM_BARS }, (_, bar) => {
    const from = Math.floor((bar * levels.length) / WAVEFORM_BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / WAVEFORM_BARS));
    return Math.round(255 * Math.min(1, Math.max(0, ...levels.slice(from, to))));
  });
}

/** Returns the recording with its waveform behind it. Containers that have no element for it stay as they are. */
export function withWaveform(recording: Blob, waveform: Waveform): Blob {
  const header = headerFor(recording.type);
  return header === undefined ? recording : new Blob([recording, header, MARK, waveform], { type: recording.type });
}

/** Returns what begins an element to be skipped: Void in Matroska, a free box in ISO's media file format. */
function headerFor(type: string): Uint8Array<ArrayBuffer> | undefined {
  if (type.startsWith("audio/webm")) return Uint8Array.of(0xec, 0x80 | WAVEFORM_BYTES);
  if (type.startsWith("audio/mp4")) return Uint8Array.of(0, 0, 0, 8 + WAVEFORM_BYTES, 0x66, 0x72, 0x65, 0x65);
  return undefined;
}

/** Returns the waveform in the last bytes of a file, undefined where there is none. */
export function readWaveform(end: Uint8Array): Waveform | undefined {
  const bytes = end.slice(-WAVEFORM_BYTES);
  const isOne = bytes.length === WAVEFORM_BYTES && MARK.every((byte, at) => bytes[at] === byte);
  return isOne ? new Uint8Array(bytes.slice(MARK.length)) : undefined;
}
