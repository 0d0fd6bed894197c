import { expect, test } from "bun:test";
import { chordOf, type KeyPress } from "./hotkeys.ts";

const pressed = (key: string, fields: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  repeat: false,
  ...fields,
});

test("a key alone is itself, with Ctrl or Command it is another", () => {
  expect(chordOf(pressed("/"))).toBe("/");
  expect(chordOf(pressed("/", { ctrlKey: true }))).toBe("Mod+/");
  expect(chordOf(pressed("/", { metaKey: true }))).toBe("Mod+/");
});

test("a key that writes, repeats or belongs to something else is none", () => {
  for (const part of ["altKey", "isComposing", "repeat"] as const) {
    expect(chordOf(pressed("?", { [part]: true }))).toBeUndefined();
  }
});
