import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type DnsRecord, decodeMessage, encodeMessage, encodeName, TYPE } from "./dns-message.ts";

/** A message as other programs write it: `hex` without blanks. */
const fromHex = (text: string) => new Uint8Array(Buffer.from(text.replace(/\s/g, ""), "hex"));
const record = (name: string, type: number, data: Uint8Array): DnsRecord => ({
  name,
  type,
  isUnique: true,
  ttlSeconds: 120,
  data,
});

describe("a message", () => {
  test("N29: is read as RFC 1035 writes it, with names that refer to others, in any case", () => {
    const message = decodeMessage(
      fromHex(`0000 8400 0000 0002 0000 0001
        05 5f68747470 04 5f746370 05 4c6f43614c 00 000c 0001 00001194 000a 07 4d6179 666c7921 c00c
        07 6d6179666c7921 c00c 0021 8001 00000078 0010 0000 0000 1f90 07 6d6179666c7921 c017
        06 6d61 79 66 6c 79 c017 0001 8001 00000078 0004 0a000001`),
    );
    // Data has its names written out.
    const data = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
    const pointer = record("_http._tcp.local", TYPE.PTR, data("\x07Mayfly!\x05_http\x04_tcp\x05LoCaL\0"));
    expect(message).toEqual({
      id: 0,
      isResponse: true,
      questions: [],
      answers: [
        { ...pointer, isUnique: false, ttlSeconds: 4500 },
        record("mayfly!._http._tcp.local", TYPE.SRV, data("\0\0\0\0\x1f\x90\x07mayfly!\x05LoCaL\0")),
      ],
      authorities: [],
      additionals: [record("mayfly.local", TYPE.A, Uint8Array.of(10, 0, 0, 1))],
    });
  });

  test("N29: a dot within a label is no border of labels", () => {
    const question = decodeMessage(fromHex("0000 0000 0001 0000 0000 0000 0c 6d6179666c792e6c6f63616c 00 0001 8001"));
    expect(question?.questions).toEqual([{ name: "mayfly\\.local", type: TYPE.A, wantsUnicast: true }]);
  });

  test("N29: is written so that it is read the same, and shorter than its names", () => {
    const message = {
      id: 7,
      isResponse: true,
      questions: [{ name: "mayfly.local", type: TYPE.ANY, wantsUnicast: true }],
      answers: [record("mayfly.local", TYPE.A, Uint8Array.of(10, 0, 0, 1))],
      authorities: [
        record("mayfly._http._tcp.local", TYPE.SRV, Uint8Array.of(0, 0, 0, 0, 31, 144, ...encodeName("mayfly.local"))),
      ],
      additionals: [record("_http._tcp.local", TYPE.PTR, encodeName("mayfly._http._tcp.local"))],
    };
    const bytes = encodeMessage(message);
    expect(decodeMessage(bytes)).toEqual(message);
    expect(bytes.length).toBeLessThan(160);
  });

  test("N29: is not read where it is longer than any, or refers to so many labels that it would take long", () => {
    const longName = `${"a.".repeat(120)}local`;
    const asking = (names: readonly string[]) =>
      encodeMessage({ questions: names.map((name) => ({ name, type: TYPE.ANY, wantsUnicast: false })) });
    const often = (name: string, times: number) => Array<string>(times).fill(name);
    expect(decodeMessage(asking(often("mayfly.local", 1_400)))?.questions).toHaveLength(1_400);
    expect(decodeMessage(asking(often("mayfly.local", 1_600)))).toBeUndefined();
    expect(decodeMessage(asking([longName]))?.questions).toHaveLength(1);
    expect(decodeMessage(asking(often(longName, 1_400)))).toBeUndefined();
  });

  const malformed = {
    nothing: "",
    "half a header": "0000 8400 0000",
    "fewer records than it says": "0000 8400 0000 ffff 0000 0000",
    "a label that goes on behind its end": "0000 0000 0001 0000 0000 0000 3f 61",
    "a name that refers to itself": "0000 0000 0001 0000 0000 0000 c00c 0001 0001",
    "names that refer to each other": "0000 0000 0001 0000 0000 0000 01 61 c00c 0001 0001",
    "a name that refers to what follows": "0000 0000 0001 0000 0000 0000 c010 0001 0001 00",
    "a name in the header": "0000 0000 0001 0000 0000 0000 c000 0001 0001",
    "a label of a length that isn't used": "0000 0000 0001 0000 0000 0000 41 61 00 0001 0001",
    "data that ends too late": "0000 8400 0000 0001 0000 0000 01 61 00 0001 0001 00000078 0005 0a000001",
    "an update": "0000 2800 0000 0000 0000 0000",
    "an error": "0000 8403 0000 0000 0000 0000",
  };
  test.each(Object.entries(malformed))("N29: %s is none", (_, hex) => {
    expect(decodeMessage(fromHex(hex))).toBeUndefined();
  });

  test("N29: whatever comes is read to its end or is none", () => {
    const header = fc.constantFrom([0, 0, 0, 0], [0, 0, 0x84, 0]);
    const count = fc.constantFrom([0, 0], [0, 1], [0, 3]);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map((bytes) => [...bytes]),
      fc.constantFrom([0xc0, 12], [0xc0, 14], [1, 97], [0], [0, 12, 0, 1], [0, 33, 0x80, 1, 0, 0, 0, 9, 0, 8]),
    );
    fc.assert(
      fc.property(header, fc.array(count, { minLength: 4, maxLength: 4 }), fc.array(piece), (start, counts, rest) => {
        const message = decodeMessage(Uint8Array.from([...start, ...counts.flat(), ...rest.flat()]));
        const records = [...(message?.answers ?? []), ...(message?.authorities ?? []), ...(message?.additionals ?? [])];
        expect(records.length + (message?.questions.length ?? 0)).toBeLessThanOrEqual(12);
      }),
      { numRuns: 300 },
    );
  });
});
