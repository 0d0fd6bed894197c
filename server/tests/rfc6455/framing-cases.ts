// Lengths, reserved bits and opcodes, masking, control frames and fragments. RFC 6455, sections 5.1 to 5.5.
import { encodeFrame, type Frame } from "../../testing/raw-websocket.ts";
import {
  ASKED,
  askedIn,
  binary,
  type Case,
  close,
  continuation,
  fragments,
  oneWrite,
  ping,
  pong,
  text,
} from "./case.ts";

const MAX = 65_536;
const KINDS = { continuation, text, binary, close, ping, pong };

const LONG_LENGTH = {
  outcome: "answer",
  why: "A length is read as it is told, with more bits than it needs: the same message is taken, of the same size.",
};

const lengths: Case[] = [
  ...[
    22,
    100,
    124,
    125,
    126,
    127,
    128,
    255,
    256,
    257,
    1000,
    4095,
    4096,
    16_383,
    16_384,
    32_767,
    32_768,
    65_534,
    65_535,
    MAX,
  ].map((bytes) => oneWrite(`a text of ${bytes} bytes`, [{ opcode: text, payload: askedIn(bytes) }], "answer")),
  oneWrite("an empty text", [{ opcode: text }], "refused"),
  oneWrite("a text of one byte", [{ opcode: text, payload: "x" }], "refused"),
  oneWrite("empty bytes", [{ opcode: binary }], "refused"),
  oneWrite("64 KiB of bytes", [{ opcode: binary, payload: Buffer.alloc(MAX, 0xff) }], "refused"),
  ...[MAX + 1, 70_000].map((bytes) =>
    oneWrite(`a text of ${bytes} bytes`, [{ opcode: text, payload: askedIn(bytes) }], "fails"),
  ),
  oneWrite("65,537 bytes", [{ opcode: binary, payload: Buffer.alloc(MAX + 1) }], "fails"),
  ...[1n << 31n, 1n << 32n, (1n << 53n) + 1n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n].map((toldLength) =>
    oneWrite(`a length of ${toldLength} is told`, [{ opcode: text, toldLength, payload: ASKED }], "fails"),
  ),
  oneWrite("fragments of 40,000 bytes each", fragments(text, askedIn(80_000), [40_000]), "fails"),
  oneWrite("fragments of 64 KiB together", fragments(text, askedIn(MAX), [1, 30_000, 65_000]), "answer"),
  oneWrite("fragments of one byte more", fragments(text, askedIn(MAX + 1), [1, 30_000, 65_000]), "fails"),
  ...([16, 64] as const).flatMap((lengthBits) =>
    [22, 125].map((bytes) =>
      oneWrite(
        `${bytes} bytes with a length of ${lengthBits} bits`,
        [{ opcode: text, payload: askedIn(bytes), lengthBits }],
        "fails",
        LONG_LENGTH,
      ),
    ),
  ),
  oneWrite(
    "a 64-bit length for 126 bytes",
    [{ opcode: text, payload: askedIn(126), lengthBits: 64 }],
    "fails",
    LONG_LENGTH,
  ),
  oneWrite(
    "a 64-bit length for 65,535 bytes",
    [{ opcode: text, payload: askedIn(65_535), lengthBits: 64 }],
    "fails",
    LONG_LENGTH,
  ),
];

const reservedBits: Case[] = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) =>
  Object.entries(KINDS).map(([kind, opcode]) => {
    const frame: Frame = { opcode, rsv, payload: opcode === close ? "" : ASKED };
    const before: Frame[] = opcode === continuation ? [{ opcode: text, fin: false }] : [];
    return oneWrite(`reserved bits ${rsv.toString(2).padStart(3, "0")} in a ${kind}`, [...before, frame], "fails");
  }),
);

const reservedOpcodes: Case[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
  oneWrite(`opcode ${opcode}`, [{ opcode, payload: ASKED }], "fails"),
  oneWrite(`opcode ${opcode}, empty`, [{ opcode }], "fails"),
  oneWrite(`opcode ${opcode}, not the last fragment`, [{ opcode, fin: false, payload: ASKED }], "fails"),
]);

/** What would be read as the rest of an unmasked frame whose mask is missing, and can't be the beginning of another. */
const JUNK = Buffer.alloc(70_000, 0xff);
const unmasked = (name: string, frames: readonly Frame[], expected: string): Case => ({
  name,
  parts: [Buffer.concat(frames.map(encodeFrame)), JUNK],
  expected,
});

const masks: Case[] = [
  ...[
    [0, 0, 0, 0],
    [255, 255, 255, 255],
    [0, 255, 0, 255],
    [0x7b, 0x22, 0x74, 0x79],
  ].map((mask) =>
    oneWrite(`the mask ${Buffer.from(mask).toString("hex")}`, [{ opcode: text, payload: ASKED, mask }], "answer"),
  ),
  ...Object.entries(KINDS).map(([kind, opcode]) => {
    const before: Frame[] = opcode === continuation ? [{ opcode: text, fin: false }] : [];
    const payload = opcode === close ? Buffer.from([3, 232]) : ASKED;
    return unmasked(`an unmasked ${kind}`, [...before, { opcode, payload, mask: null }], "fails");
  }),
  unmasked(
    "an unmasked text after a masked one",
    [
      { opcode: text, payload: ASKED },
      { opcode: text, payload: ASKED, mask: null },
    ],
    "answer fails",
  ),
];

const controls: Case[] = [
  ...[0, 1, 2, 8, 124, 125].map((bytes) =>
    oneWrite(`a ping of ${bytes} bytes`, [{ opcode: ping, payload: Buffer.alloc(bytes, 0xfe) }], `pong ${bytes}`),
  ),
  ...[126, 127, 200, 65_535, MAX].map((bytes) =>
    oneWrite(`a ping of ${bytes} bytes`, [{ opcode: ping, payload: Buffer.alloc(bytes) }], "fails"),
  ),
  ...[0, 1, 125].map((bytes) =>
    oneWrite(`a pong of ${bytes} bytes that nobody asked for`, [{ opcode: pong, payload: Buffer.alloc(bytes) }], ""),
  ),
  oneWrite("a pong of 126 bytes", [{ opcode: pong, payload: Buffer.alloc(126) }], "fails"),
  oneWrite(
    "a close of 126 bytes",
    [{ opcode: close, payload: Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(124, 120)]) }],
    "fails",
  ),
  ...Object.entries({ ping, pong, close }).map(([kind, opcode]) =>
    oneWrite(`a ${kind} that is a fragment`, [{ opcode, fin: false }], "fails"),
  ),
  oneWrite(
    "a ping in two fragments",
    [
      { opcode: ping, fin: false, payload: "a" },
      { opcode: continuation, payload: "b" },
    ],
    "fails",
  ),
  ...([16, 64] as const).map((lengthBits) =>
    oneWrite(
      `a ping of 10 bytes with a length of ${lengthBits} bits`,
      [{ opcode: ping, payload: "x".repeat(10), lengthBits }],
      "fails",
    ),
  ),
  oneWrite("ten pings", Array(10).fill({ opcode: ping, payload: "x" }), Array(10).fill("pong 1").join(" ")),
  oneWrite(
    "a ping between messages",
    [{ opcode: text, payload: ASKED }, { opcode: ping }, { opcode: text, payload: ASKED }],
    "answer pong 0 answer",
  ),
];

const inTwo = fragments(text, ASKED, [7]);
const [first, last] = inTwo as [Frame, Frame];
const each = (count: number) => Array.from({ length: count - 1 }, (_, at) => at + 1);
const fragmented: Case[] = [
  oneWrite("two fragments", inTwo, "answer"),
  oneWrite("three fragments", fragments(text, ASKED, [3, 9]), "answer"),
  oneWrite("fragments of one byte", fragments(text, ASKED, each(ASKED.length)), "answer"),
  oneWrite("an empty first fragment", fragments(text, ASKED, [0]), "answer"),
  oneWrite("an empty last fragment", fragments(text, ASKED, [ASKED.length]), "answer"),
  oneWrite("empty fragments in the middle", fragments(text, ASKED, [5, 5, 5, 5]), "answer"),
  oneWrite("a thousand empty fragments", fragments(text, ASKED, Array(1000).fill(4)), "answer"),
  oneWrite("nothing but empty fragments", fragments(text, "", [0, 0, 0]), "refused"),
  oneWrite("bytes in fragments", fragments(binary, ASKED, [7]), "refused"),
  oneWrite("messages in fragments one after the other", [...inTwo, ...inTwo, ...inTwo], "answer answer answer"),
  oneWrite("a ping between fragments", [first, { opcode: ping, payload: "x" }, last], "pong 1 answer"),
  oneWrite(
    "three pings between fragments",
    [first, ...Array(3).fill({ opcode: ping }), last],
    "pong 0 pong 0 pong 0 answer",
  ),
  oneWrite("a pong between fragments", [first, { opcode: pong, payload: "x" }, last], "answer"),
  oneWrite(
    "a close between fragments",
    [first, { opcode: close, payload: Buffer.from([3, 232]) }, last],
    "close 1000 end",
  ),
  oneWrite("a continuation of nothing", [{ opcode: continuation, payload: ASKED }], "fails"),
  oneWrite("an empty continuation of nothing", [{ opcode: continuation }], "fails"),
  oneWrite("a first continuation of nothing", [{ opcode: continuation, fin: false, payload: ASKED }], "fails"),
  oneWrite(
    "a continuation after a whole message",
    [
      { opcode: text, payload: ASKED },
      { opcode: continuation, payload: "x" },
    ],
    "answer fails",
  ),
  oneWrite("a continuation after a last fragment", [...inTwo, { opcode: continuation, payload: "x" }], "answer fails"),
  oneWrite("a new text within a message", [first, { opcode: text, payload: ASKED }], "fails"),
  oneWrite("a new fragmented text within a message", [first, first], "fails"),
  oneWrite("new bytes within a message", [first, { opcode: binary, payload: "x" }], "fails"),
  oneWrite(
    "a text within bytes",
    [
      { opcode: binary, fin: false, payload: "x" },
      { opcode: text, payload: ASKED },
    ],
    "fails",
  ),
];

const whole = encodeFrame({ opcode: text, payload: askedIn(130) });
const splitWrites: Case[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((cut) => ({
    name: `a frame that comes in two, cut after ${cut} bytes`,
    parts: [whole.subarray(0, cut), whole.subarray(cut)],
    expected: "answer",
  })),
  {
    name: "a frame that comes byte by byte",
    parts: [...encodeFrame({ opcode: text, payload: ASKED })].map((byte) => Buffer.from([byte])),
    expected: "answer",
  },
  {
    name: "a ping that comes byte by byte",
    parts: [...encodeFrame({ opcode: ping, payload: "abc" })].map((byte) => Buffer.from([byte])),
    expected: "pong 3",
  },
  {
    name: "fragments cut in the middle of each other's headers",
    parts: [0, 8, 14, 20].map((start, at, starts) =>
      Buffer.concat(inTwo.map(encodeFrame)).subarray(start, starts[at + 1]),
    ),
    expected: "answer",
  },
  oneWrite(
    "fifty messages at once",
    Array(50).fill({ opcode: text, payload: ASKED }),
    Array(50).fill("answer").join(" "),
  ),
];

export const framingCases: readonly Case[] = [
  ...lengths,
  ...reservedBits,
  ...reservedOpcodes,
  ...masks,
  ...controls,
  ...fragmented,
  ...splitWrites,
];
