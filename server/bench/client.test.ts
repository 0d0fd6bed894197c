// The generator counts what came, however the network cuts it.
import { beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { newClient, receiver, tally } from "./client.ts";
import { percentiles, STAMPED, stamper, timeInto } from "./latency-stamps.ts";

/** A text frame as a server sends it. */
function framed(text: string): Buffer {
  const { length } = text;
  const head =
    length < 126
      ? Buffer.from([0x81, length])
      : length < 65_536
        ? Buffer.from([0x81, 126, length >> 8, length & 255])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** All chunks to one client that is connected already. */
function hear(chunks: readonly Buffer[], takesLines: boolean): Uint8Array[] {
  const written: Uint8Array[] = [];
  const data = newClient(1, "/", undefined, false, () => {});
  data.isUpgraded = true;
  const receive = receiver(takesLines, () => {});
  for (const chunk of chunks) receive({ data, write: (bytes) => written.push(bytes) }, chunk);
  return written;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((to, at) => bytes.subarray(sorted[at], to));
}

beforeEach(() => Object.assign(tally, { bytes: 0, frames: 0, deliveries: 0, latencies: [] }));

// As events of one room are: none so short that two would pass for one.
const line = fc.integer({ min: 200, max: 400 }).map((length) => "x".repeat(length));
const frames = fc.array(fc.array(line, { minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 12 });
const places = fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 12 });

test("lines in frames are counted, wherever they are cut", () => {
  fc.assert(
    fc.property(frames, places, (all, where) => {
      Object.assign(tally, { bytes: 0, frames: 0, deliveries: 0 });
      const bytes = Buffer.concat(all.map((lines) => framed(lines.join("\n"))));
      hear(cut(bytes, where), true);
      expect(tally).toMatchObject({ bytes: bytes.length, frames: all.length, deliveries: all.flat().length });
    }),
  );
});

test("without lines a frame is one delivery, and a ping is answered and none", () => {
  const written = hear([Buffer.concat([framed("a\nb"), Buffer.from([0x89, 0]), framed("c")])], false);
  expect(tally).toMatchObject({ frames: 2, deliveries: 2 });
  expect(written).toHaveLength(1);
});

test("a stamped message tells how long it was on its way", () => {
  const say = stamper(Buffer.from(JSON.stringify({ message: STAMPED })));
  const latencies: number[] = [];
  timeInto(latencies, Buffer.concat([Buffer.from("~~"), say(), say()]), 0);
  expect(latencies).toHaveLength(2);
  for (const ms of latencies) expect(ms).toBeWithin(0, 60_000);
});

test("percentiles are values that were there", () => {
  expect(percentiles(Array.from({ length: 1000 }, (_, at) => 999 - at))).toEqual([500, 990, 999]);
  expect(percentiles([])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
