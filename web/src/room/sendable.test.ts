import { expect, test } from "bun:test";
import { MAX_MESSAGE_LENGTH } from "#protocol/limits";
import { checkSendable } from "./sendable.ts";

test("H8: a text with something visible in it may be sent", () => {
  expect(checkSendable("hello", MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: undefined });
  for (const text of ["", " \n\t", "\u200b\u2060", "half \ud83d"])
    expect(checkSendable(text, MAX_MESSAGE_LENGTH).maySend).toBe(false);
});

test("H8: near the limit the characters that still fit are counted, as people see them", () => {
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH - 200), MAX_MESSAGE_LENGTH).left).toBeUndefined();
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH - 199), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 199 });
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH / 2), MAX_MESSAGE_LENGTH).left).toBeUndefined();
});

test("H8: a text beyond the limit may not be sent, and the excess is counted", () => {
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH + 1), MAX_MESSAGE_LENGTH)).toEqual({ maySend: false, left: -1 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH + 3), MAX_MESSAGE_LENGTH)).toEqual({ maySend: false, left: -3 });
  expect(checkSendable("x".repeat(100_000), MAX_MESSAGE_LENGTH)).toEqual({
    maySend: false,
    left: MAX_MESSAGE_LENGTH - 100_000,
  });
});
