// Tests which characters tokens.css gives to the device's colour font, and that every font stack begins with it.
import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const css = await readFile(join(import.meta.dir, "tokens.css"), "utf8");
const ranges = [...(/unicode-range:([^;]+);/.exec(css)?.[1] ?? "").matchAll(/U\+([\da-f]+)(?:-([\da-f]+))?/gi)].map(
  ([, first = "", last = first]) => [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const,
);
const isInRange = (code: number) => ranges.some(([first, last]) => code >= first && code <= last);

test("S15: the emoji family comes first in every font stack", () => {
  for (const stack of ["serif", "sans", "mono"]) expect(css).toMatch(new RegExp(`--${stack}:\\s+"Emoji",`));
});

test("S15: it has every emoji that is one by itself, and no character that is text by itself", () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x1ffff; code++) {
    const character = String.fromCodePoint(code);
    const isEmoji = /\p{Emoji_Presentation}/u.test(character);
    const isText =
      /\p{L}|\p{N}|\p{Emoji}|\p{Extended_Pictographic}|[#*©®™←-⇿]/u.test(character) && /\P{Cn}/u.test(character);
    if (isEmoji ? !isInRange(code) : isText && isInRange(code)) wrong.push(`U+${code.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});
