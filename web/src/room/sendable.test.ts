import { expect, test } from "bun:test";
import { MESSAGE_LENGTH } from "#protocol/limits";
import { judged } from "./sendable.ts";

test("H8: what has something to see may be sent", () => {
  expect(judged("hello", MESSAGE_LENGTH)).toEqual({ maySend: true, left: undefined });
  for (const text of ["", " \n\t", "\u200b\u2060", "half \ud83d"])
    expect(judged(text, MESSAGE_LENGTH).maySend).toBe(false);
});

test("H8: near the limit it is told what still fits, counted in characters as people see them in Unicode", () => {
  expect(judged("x".repeat(MESSAGE_LENGTH - 200), MESSAGE_LENGTH).left).toBeUndefined();
  expect(judged("x".repeat(MESSAGE_LENGTH - 199), MESSAGE_LENGTH)).toEqual({ maySend: true, left: 199 });
  expect(judged("x".repeat(MESSAGE_LENGTH), MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(judged("🦋".repeat(MESSAGE_LENGTH), MESSAGE_LENGTH)).toEqual({ maySend: true, left: 0 });
  expect(judged("🦋".repeat(MESSAGE_LENGTH / 2), MESSAGE_LENGTH).left).toBeUndefined();
});

test("H8: beyond the limit it may not, and it is told by how much", () => {
  expect(judged("x".repeat(MESSAGE_LENGTH + 1), MESSAGE_LENGTH)).toEqual({ maySend: false, left: -1 });
  expect(judged("🦋".repeat(MESSAGE_LENGTH + 3), MESSAGE_LENGTH)).toEqual({ maySend: false, left: -3 });
  expect(judged("x".repeat(100_000), MESSAGE_LENGTH)).toEqual({ maySend: false, left: MESSAGE_LENGTH - 100_000 });
});
