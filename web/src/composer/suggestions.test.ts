import { expect, test } from "bun:test";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpack } from "../emoji/emoji.ts";
import { makeSearch } from "../emoji/search.ts";
import { offerEmoji, offerMembers } from "./suggestions.tsx";

const all = unpack(packLanguage("en"));
const loaded = { all, search: makeSearch(all) };
const MEMBERS = [
  { id: "a", name: "Anna Müller" },
  { id: "b", name: "BraveWolf" },
];

test("a shortcode offers emoji in the tone chosen, the last used first", () => {
  const offer = offerEmoji(loaded, "yes :thumbs", 11, 2, ["👎"]);
  expect(offer?.from).toBe(4);
  expect(offer?.isCertain).toBe(false);
  expect(offer?.suggestions.slice(0, 2).map(({ text, label }) => [text, label])).toEqual([
    ["👎🏼", ":thumbsdown:"],
    ["👍🏼", ":thumbsup:"],
  ]);
});

test("a closed shortcode leaves no choice, and one that means nothing stays as it is", () => {
  expect(offerEmoji(loaded, ":tada:", 6)).toMatchObject({ from: 0, isCertain: true, suggestions: [{ text: "🎉" }] });
  expect(offerEmoji(loaded, ":nothing:", 9)?.suggestions).toEqual([]);
  expect(offerEmoji(loaded, "10:30", 5)).toBeUndefined();
});

test("a name is said after its shortcode only where it says more", () => {
  const hints = new Map(offerEmoji(loaded, ":fo", 3)?.suggestions.map(({ label, hint }) => [label, hint]));
  expect(hints.get(":fog:")).toBeUndefined();
  expect(hints.get(":football:")).toBe("american football");
});

test("an at sign offers members by their whole name", () => {
  const offer = offerMembers(MEMBERS, "hi @mul", 7, () => null);
  expect(offer).toMatchObject({ from: 3, suggestions: [{ key: "a", text: "@Anna Müller", label: "Anna Müller" }] });
  expect(offerMembers(MEMBERS, "a@b", 3, () => null)).toBeUndefined();
});
