import { expect, test } from "bun:test";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { isolateName } from "./plural.ts";

test("Arabic has six plural forms", () => {
  const forms = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => ar.peopleHere(count));
  expect(forms).toEqual([
    "لا أحد هنا",
    "شخص هنا",
    "شخصان هنا",
    "3 أشخاص هنا",
    "10 أشخاص هنا",
    "11 شخصًا هنا",
    "99 شخصًا هنا",
    "100 شخص هنا",
    "103 أشخاص هنا",
  ]);
});

test("I3: a name of the other text direction can't reorder its sentence", () => {
  expect(isolateName("Ada")).toBe("Ada");
  expect(isolateName("עדה")).toBe("\u2068עדה\u2069");
  expect(isolateName("Ada", "rtl")).toBe("\u2068Ada\u2069");
  expect(en.joined(["Ada", "علي"])).toBe("Ada and \u2068علي\u2069 joined");
});
