import { expect, test } from "bun:test";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpackEmoji } from "./emoji.ts";
import { type SupportTest, supportedEmoji } from "./supported-emoji.ts";

const all = unpackEmoji(packLanguage("en"));
const sinceOf = new Map(all.map(({ text, since }) => [text, since]));
const isFlag = (text: string) => /^\p{Regional_Indicator}{2}$/u.test(text);
/** A device with the pictures of a version and of those before it. */
const device =
  (version: number): SupportTest =>
  (text) =>
    (sinceOf.get(text) ?? 99) <= version;

test("emoji without a picture on this device are left out, and so are tones of later versions", async () => {
  const shown = await supportedEmoji(all, device(13));
  expect(Math.max(...shown.map(({ since }) => since))).toBe(13);
  expect(shown.find(({ text }) => text === "🤝")?.tonesSince).toBeUndefined();
  expect(shown.find(({ text }) => text === "👍")?.tonesSince).toBe(1);
});

test("a device that has all pictures shows all emoji", async () => {
  expect(await supportedEmoji(all, device(17))).toEqual(all);
});

test("country flags are left out where they show as letters, other flags stay", async () => {
  const shown = await supportedEmoji(all, (text) => !isFlag(text));
  expect(shown.some(({ text }) => isFlag(text))).toBe(false);
  expect(shown.map(({ text }) => text)).toContain("🏴‍☠️");
});

test("a browser that doesn't tell gets what is widely supported, flags too", async () => {
  const shown = await supportedEmoji(all, () => false);
  expect(Math.max(...shown.map(({ since }) => since))).toBe(12);
  expect(shown.map(({ text }) => text)).toContain("🇩🇪");
});

test("as few emoji as possible are tested", async () => {
  const tested: string[] = [];
  await supportedEmoji(all, (text) => {
    tested.push(text);
    return true;
  });
  expect(tested).toHaveLength(3);
});
