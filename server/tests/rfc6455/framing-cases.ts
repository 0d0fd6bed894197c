// Lengths, reserved bits and opcodes, masking and control frames. RFC 6455, sections 5.2, 5.3 and 5.5.
import type { Frame } from "../../testing/raw-websocket.ts";
import {
  ASKED,
  askedIn,
  binary,
  type Case,
  close,
  continuation,
  fragments,
  oneWrite,
  PROTOCOL_ERROR,
  ping,
  pong,
  TOO_LARGE,
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
    oneWrite(`a text of ${bytes} bytes`, [{ opcode: text, payload: askedIn(bytes) }], TOO_LARGE),
  ),
  oneWrite("65,537 bytes", [{ opcode: binary, payload: Buffer.alloc(MAX + 1) }], TOO_LARGE),
  ...[1n << 31n, 1n << 32n, (1n << 53n) + 1n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n].map((toldLength) =>
    oneWrite(`a length of ${toldLength} is told`, [{ opcode: text, toldLength, payload: ASKED }], TOO_LARGE),
  ),
  oneWrite("fragments of 40,000 bytes each", fragments(text, askedIn(80_000), [40_000]), TOO_LARGE),
  oneWrite("fragments of 64 KiB together", fragments(text, askedIn(MAX), [1, 30_000, 65_000]), "answer"),
  oneWrite("fragments of one byte more", fragments(text, askedIn(MAX + 1), [1, 30_000, 65_000]), TOO_LARGE),
  ...([16, 64] as const).flatMap((lengthBits) =>
    [22, 125].map((bytes) =>
      oneWrite(
        `${bytes} bytes with a length of ${lengthBits} bits`,
        [{ opcode: text, payload: askedIn(bytes), lengthBits }],
        PROTOCOL_ERROR,
        LONG_LENGTH,
      ),
    ),
  ),
  oneWrite(
    "a 64-bit length for 126 bytes",
    [{ opcode: text, payload: askedIn(126), lengthBits: 64 }],
    PROTOCOL_ERROR,
    LONG_LENGTH,
  ),
  oneWrite(
    "a 64-bit length for 65,535 bytes",
    [{ opcode: text, payload: askedIn(65_535), lengthBits: 64 }],
    PROTOCOL_ERROR,
    LONG_LENGTH,
  ),
];

const reservedBits: Case[] = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) =>
  Object.entries(KINDS).map(([kind, opcode]) => {
    const frame: Frame = { opcode, rsv, payload: opcode === close ? "" : ASKED };
    const before: Frame[] = opcode === continuation ? [{ opcode: text, fin: false }] : [];
    return oneWrite(
      `reserved bits ${rsv.toString(2).padStart(3, "0")} in a ${kind}`,
      [...before, frame],
      PROTOCOL_ERROR,
    );
  }),
);

const reservedOpcodes: Case[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
  oneWrite(`opcode ${opcode}`, [{ opcode, payload: ASKED }], PROTOCOL_ERROR),
  oneWrite(`opcode ${opcode}, empty`, [{ opcode }], PROTOCOL_ERROR),
  oneWrite(`opcode ${opcode}, not the last fragment`, [{ opcode, fin: false, payload: ASKED }], PROTOCOL_ERROR),
]);

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
    return oneWrite(`an unmasked ${kind}`, [...before, { opcode, payload, mask: null }], PROTOCOL_ERROR);
  }),
  oneWrite(
    "an unmasked text after a masked one",
    [
      { opcode: text, payload: ASKED },
      { opcode: text, payload: ASKED, mask: null },
    ],
    `answer ${PROTOCOL_ERROR}`,
  ),
];

const controls: Case[] = [
  ...[0, 1, 2, 8, 124, 125].map((bytes) =>
    oneWrite(`a ping of ${bytes} bytes`, [{ opcode: ping, payload: Buffer.alloc(bytes, 0xfe) }], `pong ${bytes}`),
  ),
  ...[126, 127, 200, 65_535, MAX].map((bytes) =>
    oneWrite(`a ping of ${bytes} bytes`, [{ opcode: ping, payload: Buffer.alloc(bytes) }], PROTOCOL_ERROR),
  ),
  ...[0, 1, 125].map((bytes) =>
    oneWrite(`a pong of ${bytes} bytes that nobody asked for`, [{ opcode: pong, payload: Buffer.alloc(bytes) }], ""),
  ),
  oneWrite("a pong of 126 bytes", [{ opcode: pong, payload: Buffer.alloc(126) }], PROTOCOL_ERROR),
  oneWrite(
    "a close of 126 bytes",
    [{ opcode: close, payload: Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(124, 120)]) }],
    PROTOCOL_ERROR,
  ),
  ...Object.entries({ ping, pong, close }).map(([kind, opcode]) =>
    oneWrite(`a ${kind} that is a fragment`, [{ opcode, fin: false }], PROTOCOL_ERROR),
  ),
  oneWrite(
    "a ping in two fragments",
    [
      { opcode: ping, fin: false, payload: "a" },
      { opcode: continuation, payload: "b" },
    ],
    PROTOCOL_ERROR,
  ),
  ...([16, 64] as const).map((lengthBits) =>
    oneWrite(
      `a ping of 10 bytes with a length of ${lengthBits} bits`,
      [{ opcode: ping, payload: "x".repeat(10), lengthBits }],
      PROTOCOL_ERROR,
    ),
  ),
  oneWrite("ten pings", Array(10).fill({ opcode: ping, payload: "x" }), Array(10).fill("pong 1").join(" ")),
  oneWrite(
    "a ping between messages",
    [{ opcode: text, payload: ASKED }, { opcode: ping }, { opcode: text, payload: ASKED }],
    "answer pong 0 answer",
  ),
];

export const framingCases: readonly Case[] = [...lengths, ...reservedBits, ...reservedOpcodes, ...masks, ...controls];
