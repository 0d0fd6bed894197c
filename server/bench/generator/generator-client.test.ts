import { beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { percentiles } from "../harness/statistics.ts";
import { createClientState, createReceiver, tally } from "./generator-client.ts";
import { collectLatencies, createStamper, STAMPED_MESSAGE } from "./latency-stamps.ts";
import { packLines, unpackLines } from "./line-packing.ts";

/** Returns a text frame as a server sends it. */
function serverFrame(text: string): Buffer {
  const { length } = text;
  const head =
    length < 126
      ? Buffer.from([0x81, length])
      : length < 65_536
        ? Buffer.from([0x81, 126, length >> 8, length & 255])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** Passes chunks to a connected client. @returns what the client wrote */
function receiveChunks(chunks: readonly Buffer[], takesLines: boolean, areLinesAlike = true): Uint8Array[] {
  const written: Uint8Array[] = [];
  const data = createClientState(1, "/", undefined, false, () => {});
  data.isUpgraded = true;
  const receive = createReceiver(takesLines, () => {}, areLinesAlike);
  for (const chunk of chunks) receive({ data, write: (bytes) => written.push(bytes) }, chunk);
  return written;
}

function splitAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % bytes.length), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((to, at) => bytes.subarray(sorted[at], to));
}

beforeEach(() => Object.assign(tally, { bytes: 0, frames: 0, deliveries: 0, latencies: [] }));

// As long as the events of one room: no line is less than half as long as another, which counting relies on.
const line = fc.integer({ min: 200, max: 400 }).map((length) => "x".repeat(length));
const frames = fc.array(fc.array(line, { minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 12 });
const places = fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 12 });

test("lines in frames are counted, wherever the bytes are split", () => {
  fc.assert(
    fc.property(frames, places, (all, where) => {
      Object.assign(tally, { bytes: 0, frames: 0, deliveries: 0 });
      const bytes = Buffer.concat(all.map((lines) => serverFrame(lines.join("\n"))));
      receiveChunks(splitAt(bytes, where), true);
      expect(tally).toMatchObject({ bytes: bytes.length, frames: all.length, deliveries: all.flat().length });
    }),
  );
});

test("lines of any length are counted where they may differ", () => {
  const anyLine = fc.integer({ min: 1, max: 300 }).map((length) => "x".repeat(length));
  const anyFrames = fc.array(fc.array(anyLine, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(anyFrames, places, (all, where) => {
      Object.assign(tally, { bytes: 0, frames: 0, deliveries: 0 });
      const bytes = Buffer.concat(all.map((lines) => serverFrame(lines.join("\n"))));
      receiveChunks(splitAt(bytes, where), true, false);
      expect(tally).toMatchObject({ frames: all.length, deliveries: all.flat().length });
    }),
  );
});

test("a frame of several lines passes through a list of lines", () => {
  const frame = '{"id":1}\n{"id":2}';
  expect(packLines(frame)).not.toContain("\n");
  expect(unpackLines(packLines(frame))).toBe(frame);
});

test("without lines, a frame is one delivery; a ping is answered by its own words, and is no delivery", () => {
  const bytes = Buffer.concat([serverFrame("a\nb"), Buffer.from([0x89, 2, 104, 105]), serverFrame("c")]);
  for (let at = 0; at <= bytes.length; at++) {
    Object.assign(tally, { frames: 0, deliveries: 0 });
    const written = receiveChunks([bytes.subarray(0, at), bytes.subarray(at)], false);
    expect(tally).toMatchObject({ frames: 2, deliveries: 2 });
    expect(written.map((frame) => [...frame])).toEqual([[0x8a, 0x82, 0, 0, 0, 0, 104, 105]]);
  }
});

test("a client that answers the first frame does so once that is whole, wherever its bytes are split", () => {
  const challenge = JSON.stringify({ challenge: "x".repeat(200) });
  const bytes = Buffer.concat([serverFrame(challenge), serverFrame("welcome")]);
  for (let at = 0; at <= bytes.length; at++) {
    const written: Uint8Array[] = [];
    const data = { ...createClientState(1, "/", undefined, false, () => {}), answer: (text: string) => `to ${text}` };
    data.isUpgraded = true;
    const receive = createReceiver(true, () => {});
    Object.assign(tally, { frames: 0 });
    for (const chunk of [bytes.subarray(0, at), bytes.subarray(at)]) {
      receive({ data, write: (frame) => written.push(frame) }, chunk);
    }
    expect(written.map((frame) => Buffer.from(frame).toString("utf8", 8))).toEqual([`to ${challenge}`]);
    expect(tally.frames).toBe(2);
  }
});

test("a stamped message yields its latency", () => {
  const stampedFrame = createStamper(Buffer.from(JSON.stringify({ message: STAMPED_MESSAGE })));
  const latencies: number[] = [];
  collectLatencies(latencies, Buffer.concat([Buffer.from("~~"), stampedFrame(), stampedFrame()]), 0);
  expect(latencies).toHaveLength(2);
  for (const ms of latencies) expect(ms).toBeWithin(0, 60_000);
});

test("a message too short for a stamp is sent as it is", () => {
  const frame = Buffer.from(JSON.stringify({ message: "a" }));
  expect(createStamper(frame)().toString()).toBe('{"message":"a"}');
});

test("percentiles are values of the sample", () => {
  expect(percentiles(Array.from({ length: 1000 }, (_, at) => 999 - at))).toEqual([500, 990, 999]);
  expect(percentiles([])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
