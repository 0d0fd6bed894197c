import { expect, test } from "bun:test";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpackEmoji } from "../emoji/emoji.ts";
import { createEmojiSearch } from "../emoji/emoji-search.ts";
import { suggestEmoji, suggestMembers } from "./suggestions.tsx";

const all = unpackEmoji(packLanguage("en"));
const loaded = { all, search: createEmojiSearch(all) };
const MEMBERS = [
  { id: "a", name: "Anna Müller" },
  { id: "b", name: "BraveWolf" },
];

test("a shortcode suggests emoji in the chosen skin tone, the last used first", () => {
  const suggestions = suggestEmoji(loaded, "yes :thumbs", 11, 2, ["👎"]);
  expect(suggestions?.from).toBe(4);
  expect(suggestions?.isCertain).toBe(false);
  expect(suggestions?.items.slice(0, 2).map(({ text, label }) => [text, label])).toEqual([
    ["👎🏼", ":thumbsdown:"],
    ["👍🏼", ":thumbsup:"],
  ]);
});

test("a closed shortcode is certain, and an unknown one suggests nothing", () => {
  expect(suggestEmoji(loaded, ":tada:", 6)).toMatchObject({ from: 0, isCertain: true, items: [{ text: "🎉" }] });
  expect(suggestEmoji(loaded, ":nothing:", 9)?.items).toEqual([]);
  expect(suggestEmoji(loaded, "10:30", 5)).toBeUndefined();
});

test("an emoji's name is shown after its shortcode only if the two differ", () => {
  const hints = new Map(suggestEmoji(loaded, ":fo", 3)?.items.map(({ label, hint }) => [label, hint]));
  expect(hints.get(":fog:")).toBeUndefined();
  expect(hints.get(":football:")).toBe("american football");
});

test("an at sign suggests members by their whole name", () => {
  const suggestions = suggestMembers(
    () => MEMBERS,
    "hi @mul",
    7,
    () => null,
  );
  expect(suggestions).toMatchObject({ from: 3, items: [{ key: "a", text: "@Anna Müller", label: "Anna Müller" }] });
  expect(
    suggestMembers(
      () => MEMBERS,
      "a@b",
      3,
      () => null,
    ),
  ).toBeUndefined();
});

test("S26: nobody of the room is looked at while no name is being written", () => {
  let asked = 0;
  const members = () => {
    asked += 1;
    return MEMBERS;
  };
  for (const text of ["", "hello", "it’s :smi", "/me ", "@ anna"])
    expect(suggestMembers(members, text, text.length, () => null)).toBeUndefined();
  expect(asked).toBe(0);
  expect(suggestMembers(members, "hello @an", 9, () => null)?.items).toHaveLength(1);
});
