// UTF-8 and closing. RFC 6455, sections 5.5.1, 7.4 and 8.1.
import type { Frame } from "../../testing/raw-websocket.ts";
import {
  ASKED,
  askedWith,
  binary,
  type Case,
  close,
  fragments,
  NO_UTF8,
  oneWrite,
  PROTOCOL_ERROR,
  ping,
  text,
} from "./case.ts";

const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");
/** Where the payload of a message with something in it has that. */
const START = askedWith("").length - 2;

const VALID: Readonly<Record<string, string>> = {
  "the last of one byte": "7f",
  "the first of two bytes": "c2 80",
  "the last of two bytes": "df bf",
  "the first of three bytes": "e0 a0 80",
  "the last before the surrogates": "ed 9f bf",
  "the first after the surrogates": "ee 80 80",
  "the last of three bytes": "ef bf bf",
  "a noncharacter": "ef bf be",
  "the character for what can't be read": "ef bf bd",
  "a byte order mark": "ef bb bf",
  "the first of four bytes": "f0 90 80 80",
  "the last there is": "f4 8f bf bf",
  Greek: "ce ba e1 bd b9 cf 83 ce bc ce b5",
  "Arabic and Japanese": "d8 b4 d8 a7 d9 8a e3 81 8a e8 8c b6",
  "an emoji of several": "f0 9f 91 a9 e2 80 8d f0 9f 94 ac",
};

const INVALID: Readonly<Record<string, string>> = {
  "a slash in two bytes": "c0 af",
  "nothing in two bytes": "c0 80",
  "one byte's last in two": "c1 bf",
  "a slash in three bytes": "e0 80 af",
  "two bytes' last in three": "e0 9f bf",
  "a slash in four bytes": "f0 80 80 af",
  "three bytes' last in four": "f0 8f bf bf",
  "the first surrogate": "ed a0 80",
  "the last high surrogate": "ed af bf",
  "the first low surrogate": "ed b0 80",
  "the last surrogate": "ed bf bf",
  "a pair of surrogates": "ed a0 bd ed b8 80",
  "the first beyond all there are": "f4 90 80 80",
  "one far beyond": "f7 bf bf bf",
  "five bytes": "f8 88 80 80 80",
  "six bytes": "fc 84 80 80 80 80",
  "the byte fe": "fe",
  "the byte ff": "ff",
  "a first continuation byte alone": "80",
  "a last continuation byte alone": "bf",
  "one continuation byte too many": "c3 a9 a9",
  "two bytes cut off": "c3",
  "three bytes cut off after one": "e2",
  "three bytes cut off after two": "e2 82",
  "four bytes cut off after one": "f0",
  "four bytes cut off after two": "f0 9f",
  "four bytes cut off after three": "f0 9f 98",
  "Latin-1": "e9 20 e8",
};

const CHARACTERS = { é: 2, "€": 3, "😀": 4 };

const utf8: Case[] = [
  ...Object.entries(VALID).map(([name, bytes]) =>
    oneWrite(`UTF-8: ${name}`, [{ opcode: text, payload: askedWith(hex(bytes)) }], "answer"),
  ),
  ...Object.entries(INVALID).map(([name, bytes]) =>
    oneWrite(`no UTF-8: ${name}`, [{ opcode: text, payload: askedWith(hex(bytes)) }], NO_UTF8),
  ),
  ...Object.entries(CHARACTERS).flatMap(([character, bytes]) =>
    Array.from({ length: bytes - 1 }, (_, at) => {
      const [first, last] = fragments(text, askedWith(character), [START + at + 1]) as [Frame, Frame];
      return [
        oneWrite(`${bytes} bytes of UTF-8 in two fragments, cut after ${at + 1}`, [first, last], "answer"),
        oneWrite(
          `the same with a ping between, cut after ${at + 1} of ${bytes}`,
          [first, { opcode: ping }, last],
          "pong 0 answer",
        ),
      ];
    }).flat(),
  ),
  ...["c0 80", "ed a0 80", "f4 90 80 80", "c3 28"].map((bytes) =>
    oneWrite(
      `no UTF-8, cut into two fragments: ${bytes}`,
      fragments(text, askedWith(hex(bytes)), [START + 1]),
      NO_UTF8,
    ),
  ),
  oneWrite("UTF-8 that is cut off by the end of the message", [{ opcode: text, payload: hex("7b 22 e2 82") }], NO_UTF8),
  oneWrite("no UTF-8 in bytes", [{ opcode: binary, payload: hex("ff fe c0 80") }], "refused"),
  oneWrite("no UTF-8 in a ping", [{ opcode: ping, payload: hex("ff fe c0 80") }], "pong 4"),
];

const closing = (code: number, reason: string | Uint8Array = ""): Frame => ({
  opcode: close,
  payload: Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]),
});

const GOOD_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
/** Registered after the RFC was written. */
const LATER_CODES = [1012, 1013, 1014];
const BAD_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535];

const closes: Case[] = [
  oneWrite("a close without a code", [{ opcode: close }], "close end"),
  ...[...GOOD_CODES, ...LATER_CODES].map((code) =>
    oneWrite(`a close with ${code}`, [closing(code)], `close ${code} end`),
  ),
  ...BAD_CODES.map((code) => oneWrite(`a close with ${code}, which nobody may send`, [closing(code)], PROTOCOL_ERROR)),
  oneWrite("a close with one byte", [{ opcode: close, payload: "x" }], PROTOCOL_ERROR),
  oneWrite("a close with a reason", [closing(1000, "bye")], "close 1000 end"),
  oneWrite("a close with a reason in UTF-8", [closing(1000, "さようなら")], "close 1000 end"),
  oneWrite("a close with the longest reason", [closing(4000, "x".repeat(123))], "close 4000 end"),
  ...["ff", "c0 80", "e2 82", "ed a0 80"].map((bytes) =>
    oneWrite(`a close with a reason that is no UTF-8: ${bytes}`, [closing(1000, hex(bytes))], NO_UTF8),
  ),
  oneWrite("a message after a close", [closing(1000), { opcode: text, payload: ASKED }], "close 1000 end"),
  oneWrite("a ping after a close", [closing(1000), { opcode: ping }], "close 1000 end"),
  oneWrite("two closes", [closing(1000), closing(1001)], "close 1000 end"),
  oneWrite("a message before a close", [{ opcode: text, payload: ASKED }, closing(1000)], "answer close 1000 end"),
  oneWrite("a bad frame after a close", [closing(1000), { opcode: 7 }], "close 1000 end"),
];

export const contentCases: readonly Case[] = [...utf8, ...closes];
