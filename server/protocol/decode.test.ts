import { describe, expect, test } from "bun:test";
import { decodeCommand } from "./decode.ts";
import { Refusal } from "./error-codes.ts";

const refused = (frame: unknown): Refusal => {
  const decoded = decodeCommand(typeof frame === "object" && frame !== null ? JSON.stringify(frame) : frame);
  if (!(decoded instanceof Refusal)) throw new Error("expected a refusal");
  return decoded;
};

describe("what is no frame", () => {
  const notText = [
    new Uint8Array([123, 125]),
    new TextEncoder().encode("{}").buffer,
    new ArrayBuffer(2),
    undefined,
    null,
    1,
    {},
  ];
  test.each(notText.map((frame) => [frame]))("W2: not text: %j", (frame) => {
    const refusal = decodeCommand(frame);
    expect(refusal).toMatchObject({ code: "malformed", message: "Send text frames, not binary." });
  });

  const notJson = [
    "",
    " ",
    "{",
    "}",
    "{'type':'chat'}",
    '{"type":"chat"',
    "undefined",
    "NaN",
    "\ufeff{}",
    "a".repeat(9),
  ];
  test.each(notJson)("W2: not JSON: %p", (frame) => {
    expect(refused(frame)).toMatchObject({ code: "malformed", message: "Not valid JSON.", nonce: undefined });
  });

  test.each(["null", "true", "1", '"chat"', "[]", '[{"type":"typing"}]'])("W2: not an object: %p", (frame) => {
    expect(refused(frame).message).toBe("Send a JSON object with a type.");
  });

  const noType = [
    {},
    { type: 1 },
    { type: null },
    { type: ["chat"] },
    { type: { toString: "chat" } },
    { Type: "chat" },
  ];
  test.each(noType)("W2: no type: %j", (frame) => {
    expect(refused(frame).message).toBe("type: expected a string.");
  });

  const unknown = [
    "",
    "Chat",
    "chat ",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "welcome",
    "x".repeat(99),
  ];
  test.each(unknown)("W2: a type no client may say: %p", (type) => {
    expect(refused({ type })).toMatchObject({ code: "malformed", message: "type: not one this server knows." });
  });

  test("W2: a prototype written into the frame is nobody's type", () => {
    expect(refused('{"__proto__":{"type":"typing"}}').message).toBe("type: expected a string.");
    expect(refused('{"type":"join","__proto__":{"token":"t"}}').message).toStartWith("token:");
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });
});

describe("fields", () => {
  const wrong: [frame: object, field: string][] = [
    [{ type: "chat" }, "message"],
    [{ type: "chat", message: 1 }, "message"],
    [{ type: "chat", message: null }, "message"],
    [{ type: "chat", message: "x", nonce: "" }, "nonce"],
    [{ type: "chat", message: "x", replyTo: "" }, "replyTo"],
    [{ type: "chat", message: "x", replyTo: "x".repeat(65) }, "replyTo"],
    [{ type: "join" }, "token"],
    [{ type: "join", token: "x".repeat(2049) }, "token"],
    [{ type: "join", token: "t", name: 5 }, "name"],
    [{ type: "join", token: "t", name: "x".repeat(257) }, "name"],
    [{ type: "join", token: "t", avatar: "Fox" }, "avatar"],
    [{ type: "join", token: "t", avatar: "https://x.example/a.png" }, "avatar"],
    [{ type: "join", token: "t", tab: "" }, "tab"],
    [{ type: "join", token: "t", cursor: null }, "cursor"],
    [{ type: "join", token: "t", cursor: { epoch: "e" } }, "cursor.seq"],
    [{ type: "join", token: "t", cursor: { epoch: "e", seq: -1 } }, "cursor.seq"],
    [{ type: "join", token: "t", cursor: { epoch: "e", seq: 1.5 } }, "cursor.seq"],
    [{ type: "join", token: "t", cursor: { epoch: "", seq: 1 } }, "cursor.epoch"],
    [{ type: "rename", name: [] }, "name"],
  ];
  test.each(wrong)("W2: %j is refused by the field's name", (frame, field) => {
    expect(refused(frame)).toMatchObject({ code: "malformed", message: `${field}: missing or not as documented.` });
  });

  test("W3: what a command doesn't have is ignored, whatever it claims", () => {
    const said = decodeCommand(
      '{"type":"chat","message":"x","user":"Eve","userId":"1","seq":9,"__proto__":{"nonce":"n"}}',
    );
    expect(said).toMatchObject({ type: "chat", message: "x" });
    expect((said as { nonce?: string }).nonce).toBeUndefined();
  });

  test("W2: what a command without a nonce has of that name is nobody's nonce", () => {
    for (const nonce of [{ a: "x".repeat(9999) }, "x".repeat(65), 5, ["n"]]) {
      expect(decodeCommand(JSON.stringify({ type: "typing", nonce }))).toMatchObject({
        type: "typing",
        nonce: undefined,
      });
      expect(decodeCommand(JSON.stringify({ type: "join", token: "t", nonce }))).toMatchObject({
        token: "t",
        nonce: undefined,
      });
    }
    expect(decodeCommand('{"type":"typing","nonce":"n"}')).toEqual({ type: "typing", nonce: "n" } as never);
  });

  test("W2: what is right comes through as it was said", () => {
    const frames = [
      { type: "join", token: "t", name: "Ann", avatar: null, cursor: { epoch: "e", seq: 0 }, tab: "1" },
      { type: "chat", message: "", nonce: "n" },
      { type: "typing" },
      { type: "ping" },
      { type: "rename", avatar: "fox" },
    ];
    for (const frame of frames) expect(decodeCommand(JSON.stringify(frame))).toEqual(frame as never);
  });
});

describe("the nonce", () => {
  const nonces = ["a", "Z9_.:-", "x".repeat(64)];
  test.each(nonces)("W6: %p is one, and a refusal gives it back", (nonce) => {
    expect(decodeCommand(JSON.stringify({ type: "chat", message: "x", nonce }))).toMatchObject({ nonce });
    for (const frame of [{ type: "chat", nonce }, { type: "nothing", nonce }, { nonce }]) {
      expect(refused(frame).nonce).toBe(nonce);
    }
  });

  const others = ["", "x".repeat(65), "a b", "a\n", "ä", "\u0000", '"', "<b>", 5, null, ["a"], { toString: "a" }];
  test.each(others.map((nonce) => [nonce]))("W6: %j is none, and is not given back", (nonce) => {
    expect(refused({ type: "chat", message: "x", nonce })).toMatchObject({ nonce: undefined });
    expect(refused({ nonce })).toMatchObject({ nonce: undefined });
  });
});

test("W4: 60 KB of opening brackets and braces are refused like anything else", () => {
  const bytes = 60_000;
  expect(refused("[".repeat(bytes)).code).toBe("malformed");
  expect(refused('{"a":'.repeat(bytes / 5)).code).toBe("malformed");
  const deep = `${"[".repeat(bytes / 2)}${"]".repeat(bytes / 2)}`;
  expect(refused(deep).code).toBe("malformed");
  expect(refused(`{"type":"chat","message":${deep}}`).code).toBe("malformed");
  expect(decodeCommand(`{"type":"typing","more":${deep}}`)).not.toBeInstanceOf(Error);
});
