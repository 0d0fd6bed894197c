import { expect, test } from "bun:test";
import { withoutMetadata } from "./strip-metadata.ts";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const stripped = (bytes: readonly number[]) => withoutMetadata(Uint8Array.from(bytes)).flatMap((part) => [...part]);
const subBlocks = (...blocks: (readonly number[])[]) => [...blocks.flatMap((block) => [block.length, ...block]), 0];

const PLACE = "52.5163N13.3777E";
// Two colours, then what repeats, a delay, and a frame with colours of its own whose data has the bytes of other blocks.
const HEADER = [...ascii("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6];
const REPEAT = [0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), ...subBlocks([1, 0, 0])];
const COLOURS = [0x21, 0xff, 11, ...ascii("ICCRGBG1012"), ...subBlocks(ascii("profile"))];
const DELAY = [0x21, 0xf9, 4, 0, 10, 0, 0, 0];
const FRAME = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 9, 9, 9, 8, 8, 8, 2, ...subBlocks([0x21, 0xfe, 0x3b], [0x2c])];
const COMMENT = [0x21, 0xfe, ...subBlocks(ascii(PLACE), ascii(PLACE))];
// XMP isn't in sub-blocks: its letters count as lengths, and a row of falling numbers catches whoever counts them.
const TRAP = [1, ...Array.from({ length: 256 }, (_, at) => 255 - at), 0];
const XMP = [0x21, 0xff, 11, ...ascii("XMP DataXMP"), ...ascii(`<x:xmpmeta>${PLACE}</x:xmpmeta>`), ...TRAP];
const END = [0x3b];

test("F39: out of a GIF, comments, XMP and what follows are cut; frames, repetition and colours stay", () => {
  const picture = [
    ...HEADER,
    ...COMMENT,
    ...REPEAT,
    ...XMP,
    ...COLOURS,
    ...DELAY,
    ...FRAME,
    ...COMMENT,
    ...DELAY,
    ...FRAME,
  ];
  const plain = [...HEADER, ...REPEAT, ...COLOURS, ...DELAY, ...FRAME, ...DELAY, ...FRAME, ...END];
  expect(stripped([...picture, ...END, ...ascii(PLACE)])).toEqual(plain);
  expect(stripped(plain)).toEqual(plain);
});

test("F39: a GIF that is cut off anywhere, or has a block that nobody knows, comes back as it was", () => {
  const picture = [...HEADER, ...COMMENT, ...DELAY, ...FRAME, ...END];
  for (let length = 0; length < picture.length; length++) {
    const cut = picture.slice(0, length);
    expect(stripped(cut)).toEqual(cut);
  }
  const unknown = [...HEADER, ...COMMENT, 0x55, ...FRAME, ...END];
  expect(stripped(unknown)).toEqual(unknown);
});
