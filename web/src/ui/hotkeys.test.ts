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

test("a key is its own name, and with Ctrl or Command it has the prefix Mod+", () => {
  expect(chordOf(pressed("/"))).toBe("/");
  expect(chordOf(pressed("/", { ctrlKey: true }))).toBe("Mod+/");
  expect(chordOf(pressed("/", { metaKey: true }))).toBe("Mod+/");
});

test("a key with Alt, during composition or a repeat is no hotkey", () => {
  for (const part of ["altKey", "isComposing", "repeat"] as const) {
    expect(chordOf(pressed("?", { [part]: true }))).toBeUndefined();
  }
});
