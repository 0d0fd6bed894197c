import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8 } from "./bytes.ts";
import { type BodyOf, decodeBody, encodeBody } from "./event-body.ts";
import { EVENT_CLASSES, type EventClass } from "./event-envelope.ts";

const DIGEST = `${"A".repeat(42)}E`;
const ABOUT = { name: "café.png", type: "image/png", bytes: 7, width: 3, height: 2 };
const read = (name: EventClass, json: unknown) => decodeBody(name, utf8(JSON.stringify(json)));

describe("bodies", () => {
  const bodies: { [C in EventClass]: BodyOf[C] } = {
    chat: {
      text: "Hi *there*",
      reply: { id: "e1-4", digest: DIGEST },
      mentions: ["m1"],
      files: [
        { id: "f1", salt: DIGEST },
        { id: "f2", salt: DIGEST, about: ABOUT, thumbnail: { id: "f3", salt: DIGEST } },
      ],
    },
    edit: { text: "Hi", of: DIGEST },
    react: { of: DIGEST, emoji: "👍", on: true },
    pin: { of: DIGEST },
    unpin: { of: DIGEST },
    typing: {},
    profile: { name: "Quiet Otter", avatar: null },
    session: { kex: DIGEST },
    title: { title: "" },
  };

  test.each(Object.keys(EVENT_CLASSES) as EventClass[])(
    "E14: %s comes back as it was; fields of later versions are left out",
    (name) => {
      const body = bodies[name];
      expect(decodeBody(name, encodeBody(name, body))).toEqual(body);
      expect(read(name, { ...body, later: 1 })).toEqual(body);
    },
  );

  test("E14: a message of files alone needs no text", () => {
    expect(read("chat", { text: "", files: bodies.chat.files })).toBeDefined();
    expect(read("chat", { text: "" })).toBeUndefined();
    expect(read("chat", { text: "", files: [] })).toBeUndefined();
  });

  test.each<[string, EventClass, unknown]>([
    ["no object", "chat", ["text"]],
    ["null", "typing", null],
    ["a text that is none", "chat", { text: 5 }],
    ["a text too long", "chat", { text: "x".repeat(10_001) }],
    ["half a character", "chat", { text: "\ud83c" }],
    ["too many mentions", "chat", { text: "x", mentions: Array(21).fill("m") }],
    ["too many files", "chat", { text: "x", files: Array(11).fill({ id: "f", salt: DIGEST }) }],
    ["a file without its salt", "chat", { text: "x", files: [{ id: "f" }] }],
    [
      "a file of a negative size",
      "chat",
      { text: "x", files: [{ id: "f", salt: DIGEST, about: { ...ABOUT, bytes: -1 } }] },
    ],
    ["a thumbnail without its salt", "chat", { text: "x", files: [{ id: "f", salt: DIGEST, thumbnail: { id: "t" } }] }],
    ["a reply to nothing", "chat", { text: "x", reply: {} }],
    ["a digest that is none", "edit", { text: "x", of: "A".repeat(43).replace(/A$/, "B") }],
    ["words for an emoji", "react", { of: DIGEST, emoji: "<script>", on: true }],
    ["a name that hides another", "profile", { name: "Otter\u202e", avatar: null }],
    ["a name that isn't trimmed", "profile", { name: " Otter", avatar: null }],
    ["a face that is a path", "profile", { name: "Otter", avatar: "../otter" }],
    ["a key too short", "session", { kex: "AAAA" }],
    ["a title of several lines", "title", { title: "a\nb" }],
  ])("E14: %s is nothing", (_, name, json) => {
    expect(read(name, json)).toBeUndefined();
  });

  test("E72: what a message says of its files is made safe, and no picture is shown that is too large or has no size", () => {
    const aboutOf = (about: object) =>
      read("chat", { text: "", files: [{ id: "f", salt: DIGEST, about }] }) as BodyOf["chat"] | undefined;
    const given = { ...ABOUT, name: "a/b\u202e.png", seconds: 1e9, more: "x" };
    expect(aboutOf(given)?.files?.[0]?.about).toEqual({ ...ABOUT, name: "b.png" });
    for (const side of [0, 0.5, 40_000, undefined])
      expect(aboutOf({ ...ABOUT, width: side })?.files?.[0]?.about).toEqual({
        name: ABOUT.name,
        type: ABOUT.type,
        bytes: ABOUT.bytes,
      });
    expect(aboutOf({ ...ABOUT, type: "x".repeat(200) })).toBeUndefined();
  });

  test("E14: a script is a text like any other", () => {
    const text = "<script>alert(1)</script>";
    expect(read("chat", { text, __proto__: { text: "no" } })).toEqual({ text });
    expect(decodeBody("chat", utf8('{"text":"x","__proto__":{"files":[]}}'))).toEqual({ text: "x" });
  });

  test("E14: no bytes make it throw", () => {
    const names = Object.keys(EVENT_CLASSES) as EventClass[];
    const isKnown = (name: EventClass, bytes: Uint8Array) => {
      const body = decodeBody(name, bytes);
      return body === undefined || typeof body === "object";
    };
    fc.assert(fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 200 }), isKnown));
    fc.assert(fc.property(fc.constantFrom(...names), fc.json(), (name, json) => isKnown(name, utf8(json))));
    expect(decodeBody("chat", new Uint8Array(40_000))).toBeUndefined();
    expect(decodeBody("chat", utf8("[".repeat(40_000)))).toBeUndefined();
    expect(decodeBody("chat", Uint8Array.of(0x22, 0xff, 0x22))).toBeUndefined();
  });
});
