import { describe, expect, test } from "bun:test";
import { readWaveform, summarise, WAVEFORM_BARS, WAVEFORM_BYTES, withWaveform } from "./waveform.ts";

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

describe("a waveform", () => {
  test("F57: has the loudest level of each part, of short and of long recordings", () => {
    expect([...summarise([])]).toEqual(Array(WAVEFORM_BARS).fill(0));
    expect([...summarise([0.5])]).toEqual([...Array(WAVEFORM_BARS).fill(128)]);
    const long = Array.from({ length: 6400 }, (_, at) => (at % 100 === 50 ? at / 6400 : 0));
    const bars = summarise(long);
    expect(bars[0]).toBe(Math.round((255 * 50) / 6400));
    expect(bars[63]).toBe(Math.round((255 * 6350) / 6400));
    expect([...summarise([7, Number.NaN, -1])].every((bar) => bar >= 0 && bar <= 255)).toBe(true);
  });

  test("F57: is written behind a recording as an element to be skipped, and read from its last bytes", async () => {
    const waveform = summarise([0, 0.25, 1]);
    for (const [type, header] of [
      ["audio/webm;codecs=opus", [0xec, 0x80 | WAVEFORM_BYTES]],
      ["audio/mp4", [0, 0, 0, 8 + WAVEFORM_BYTES, ...new TextEncoder().encode("free")]],
    ] as const) {
      const blob = withWaveform(new Blob(["sound"], { type }), waveform);
      const bytes = await bytesOf(blob);
      expect(blob.type).toBe(type);
      expect([...bytes.subarray(5, 5 + header.length)]).toEqual([...header]);
      expect(bytes.length).toBe(5 + header.length + WAVEFORM_BYTES);
      expect(readWaveform(bytes.subarray(-WAVEFORM_BYTES))).toEqual(waveform);
    }
  });

  test("F57: isn't in what has none, and a container without an element for it stays as it is", async () => {
    const ogg = new Blob(["sound"], { type: "audio/ogg" });
    expect(withWaveform(ogg, summarise([1]))).toBe(ogg);
    for (const end of [new Uint8Array(), new Uint8Array(WAVEFORM_BYTES), new Uint8Array(500).fill(0x6d)])
      expect(readWaveform(end)).toBeUndefined();
  });
});
