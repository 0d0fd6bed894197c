import { createSignal } from "solid-js";
import type { FileView } from "#protocol/frames";
import { readWaveform, WAVEFORM_BYTES, type Waveform } from "./waveform.ts";

/** What was read is known as long as the message that has the file is: it goes with the message, and all go with the room. */
const known = new WeakMap<FileView, Waveform>();

async function fetchEnd(find: (isRefused: boolean) => Promise<string>): Promise<Uint8Array | undefined> {
  for (const isRefused of [false, true]) {
    const response = await fetch(await find(isRefused), { headers: { range: `bytes=-${WAVEFORM_BYTES}` } });
    // Whoever ignores the range would send all of it.
    if (response.status === 206) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    if (response.status === 404) return undefined;
  }
  return undefined;
}

/** Reads the waveform of a voice message from the end of its file. Returns it as a signal; without one, it stays undefined. */
export function createWaveform(
  file: FileView,
  find: (isRefused: boolean) => Promise<string>,
  readEnd: (url: string, bytes: number) => Promise<Uint8Array | undefined> = () => fetchEnd(find),
) {
  const [waveform, setWaveform] = createSignal(known.get(file));
  if (waveform() === undefined) {
    void readEnd(file.url, WAVEFORM_BYTES)
      .catch(() => undefined)
      .then((end) => {
        const found = end && readWaveform(end);
        if (found === undefined) return;
        known.set(file, found);
        setWaveform(found);
      });
  }
  return waveform;
}
