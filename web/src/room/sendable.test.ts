import { expect, test } from "bun:test";
import { MAX_MESSAGE_LENGTH } from "#protocol/limits";
import { checkSendable } from "./sendable.ts";

test("H8: what has something to see may be sent", () => {
  expect(checkSendable("hello", MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: undefined });
  for (const text of ["", " \n\t", "\u200b\u2060", "half \ud83d"])
    expect(checkSendable(text, MAX_MESSAGE_LENGTH).maySend).toBe(false);
});

test("H8: near the limit it is told what still fits, counted in characters as people see them in Unicode", () => {
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH - 200), MAX_MESSAGE_LENGTH).left).toBeUndefined();
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH - 199), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 199 });
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH), MAX_MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH / 2), MAX_MESSAGE_LENGTH).left).toBeUndefined();
});

test("H8: beyond the limit it may not, and it is told by how much", () => {
  expect(checkSendable("x".repeat(MAX_MESSAGE_LENGTH + 1), MAX_MESSAGE_LENGTH)).toEqual({ maySend: false, left: -1 });
  expect(checkSendable("🦋".repeat(MAX_MESSAGE_LENGTH + 3), MAX_MESSAGE_LENGTH)).toEqual({ maySend: false, left: -3 });
  expect(checkSendable("x".repeat(100_000), MAX_MESSAGE_LENGTH)).toEqual({
    maySend: false,
    left: MAX_MESSAGE_LENGTH - 100_000,
  });
});
