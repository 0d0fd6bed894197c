import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanFileName } from "./file-names.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

test("F10: a file's name keeps no path, no character that disguises it, and none that a system reserves", () => {
  const cases: readonly [given: string, name: string][] = [
    ["photo.jpg", "photo.jpg"],
    ["Ferienfoto von Änne.jpg", "Ferienfoto von Änne.jpg"],
    ["e\u0301te\u0301.txt", "été.txt"],
    ["家族の写真👨‍👩‍👧.png", "家族の写真👨‍👩‍👧.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ada\\plan.pdf", "plan.pdf"],
    ["/etc/", "file"],
    ["..", "file"],
    ["....", "file"],
    ["", "file"],
    [" \t ", "file"],
    ["a\0b.txt", "ab.txt"],
    ["line\r\nbreak.txt", "linebreak.txt"],
    ["photo\u202Egpj.exe", "photogpj.exe"],
    ["\u2066iso\u2069late\uFEFF\u200B.txt", "isolate.txt"],
    ["half \ud83d.txt", "half .txt"],
    ['a<b>c:d"e|f?g*.txt', "a_b_c_d_e_f_g_.txt"],
    ["ends in dots... ", "ends in dots"],
    ["NUL", "_NUL"],
    ["con.txt", "_con.txt"],
    ["Com1 .log", "_Com1 .log"],
    ["lpt¹", "_lpt¹"],
    ["console.log", "console.log"],
    [".gitignore", ".gitignore"],
  ];
  for (const [given, name] of cases) expect([given, cleanFileName(given)]).toEqual([given, name]);
});

test("F10: a name is cut to 200 bytes between two characters as people see them, and keeps its extension", () => {
  const family = "👨‍👩‍👧‍👦";
  expect(cleanFileName(`${"a".repeat(500)}.jpeg`)).toBe(`${"a".repeat(195)}.jpeg`);
  expect(cleanFileName(`${family.repeat(20)}.png`)).toBe(`${family.repeat(7)}.png`);
  expect(cleanFileName(`a.${"b".repeat(500)}`)).toBe(`a.${"b".repeat(198)}`);
  expect(cleanFileName(`${"a".repeat(194)}.....${"b".repeat(40)}.zip`)).toBe(`${"a".repeat(194)}.zip`);
});

test("F10: whatever a file is called, its name is safe, and cleaning it again changes nothing", () => {
  const anyName = fc.string({
    unit: fc.oneof(fc.constantFrom("/", "\\", ".", " ", "\0", "\u202e", "é", "👩‍🚀", "con"), fc.string()),
  });
  fc.assert(
    fc.property(anyName, (given) => {
      const name = cleanFileName(given);
      expect(name).not.toMatch(/[\p{Cc}/\\<>:"|?*\u202a-\u202e\u2066-\u2069]|^$|^\.+$|[. ]$/u);
      expect(name.isWellFormed() && bytesOf(name) <= 200).toBe(true);
      expect(cleanFileName(name)).toBe(name);
    }),
  );
});
