import { expect, test } from "bun:test";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpack } from "./emoji.ts";
import { drawable, type IsDrawn } from "./supported-emoji.ts";

const all = unpack(packLanguage("en"));
const sinceOf = new Map(all.map(({ text, since }) => [text, since]));
const isFlag = (text: string) => /^\p{Regional_Indicator}{2}$/u.test(text);
/** A device with the pictures of a version and of those before it. */
const device =
  (version: number): IsDrawn =>
  (text) =>
    (sinceOf.get(text) ?? 99) <= version;

test("what a device has no picture for is left out, with tones that came later", async () => {
  const shown = await drawable(all, device(13));
  expect(Math.max(...shown.map(({ since }) => since))).toBe(13);
  expect(shown.find(({ text }) => text === "🤝")?.tonesSince).toBeUndefined();
  expect(shown.find(({ text }) => text === "👍")?.tonesSince).toBe(1);
});

test("a device with all of them shows all", async () => {
  expect(await drawable(all, device(17))).toEqual(all);
});

test("countries' flags are left out where they are drawn as letters, other flags stay", async () => {
  const shown = await drawable(all, (text) => !isFlag(text));
  expect(shown.some(({ text }) => isFlag(text))).toBe(false);
  expect(shown.map(({ text }) => text)).toContain("🏴‍☠️");
});

test("a browser that won't tell gets what is widely drawn, flags too", async () => {
  const shown = await drawable(all, () => false);
  expect(Math.max(...shown.map(({ since }) => since))).toBe(12);
  expect(shown.map(({ text }) => text)).toContain("🇩🇪");
});

test("it is asked as little as possible", async () => {
  const asked: string[] = [];
  await drawable(all, (text) => {
    asked.push(text);
    return true;
  });
  expect(asked).toHaveLength(3);
});
