// Messages in several frames, and frames that come in several pieces. RFC 6455, section 5.4.
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
  PROTOCOL_ERROR,
  ping,
  pong,
  text,
} from "./case.ts";

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
  oneWrite("a continuation of nothing", [{ opcode: continuation, payload: ASKED }], PROTOCOL_ERROR),
  oneWrite("an empty continuation of nothing", [{ opcode: continuation }], PROTOCOL_ERROR),
  oneWrite("a first continuation of nothing", [{ opcode: continuation, fin: false, payload: ASKED }], PROTOCOL_ERROR),
  oneWrite(
    "a continuation after a whole message",
    [
      { opcode: text, payload: ASKED },
      { opcode: continuation, payload: "x" },
    ],
    `answer ${PROTOCOL_ERROR}`,
  ),
  oneWrite(
    "a continuation after a last fragment",
    [...inTwo, { opcode: continuation, payload: "x" }],
    `answer ${PROTOCOL_ERROR}`,
  ),
  oneWrite("a new text within a message", [first, { opcode: text, payload: ASKED }], PROTOCOL_ERROR),
  oneWrite("a new fragmented text within a message", [first, first], PROTOCOL_ERROR),
  oneWrite("new bytes within a message", [first, { opcode: binary, payload: "x" }], PROTOCOL_ERROR),
  oneWrite(
    "a text within bytes",
    [
      { opcode: binary, fin: false, payload: "x" },
      { opcode: text, payload: ASKED },
    ],
    PROTOCOL_ERROR,
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

export const fragmentCases: readonly Case[] = [...fragmented, ...splitWrites];
