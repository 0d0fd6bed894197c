import { afterAll, expect, spyOn, test } from "bun:test";
import type { FileView } from "#protocol/frames";
import { summarise, WAVEFORM_BYTES, withWaveform } from "./waveform.ts";
import { createWaveform } from "./waveforms.ts";

const recording = withWaveform(new Blob(["sound"], { type: "audio/mp4" }), summarise([0, 1]));
const fetched = spyOn(globalThis, "fetch").mockImplementation((async () => {
  return new Response(recording.slice(-WAVEFORM_BYTES), { status: 206 });
}) as unknown as typeof fetch);
afterAll(() => fetched.mockRestore());

const fileView = (): FileView => ({ id: "f1", name: "voice.m4a", type: "audio/mp4", bytes: 9, url: "files/f1" });
const find = async () => "http://test/files/f1";

/** Shows the file's waveform until it is there. */
async function show(file: FileView): Promise<void> {
  const waveform = createWaveform(file, find);
  while (waveform() === undefined) await new Promise((resolve) => setTimeout(resolve));
  expect(waveform()).toEqual(summarise([0, 1]));
}

test("F61: a waveform is read once for a message, however often it is shown, and anew for the same one in a room opened again", async () => {
  const file = fileView();
  await show(file);
  await show(file);
  expect(fetched).toHaveBeenCalledTimes(1);
  await show(fileView());
  expect(fetched).toHaveBeenCalledTimes(2);
});
