// What comes with the page says only what comes with the page: the later words may not be there yet.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { en } from "./en.ts";
import { enLater } from "./en-lazy.ts";

const SOURCES = join(import.meta.dir, "..");

/** The modules a module imports by itself, not when it wants them. */
function importedBy(path: string, text: string): string[] {
  const imports = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;]*?\sfrom\s+)?"(\.[^"]+\.tsx?)"/gm);
  return [...imports].map(([, to]) => join(dirname(path), to ?? ""));
}

function firstLoad(): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string) => {
    if (found.has(path) || !existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    found.set(path, text);
    for (const next of importedBy(path, text)) visit(next);
  };
  visit(join(SOURCES, "main.tsx"));
  return found;
}

const wordsIn = (text: string) => [...text.matchAll(/\b(?:w\(\)|words)\s*\.\s*(\w+)/g)].map(([, word]) => word ?? "");

test("the first load uses no later word", () => {
  const modules = firstLoad();
  expect(modules.size).toBeGreaterThan(30);
  const wrong = [...modules].flatMap(([path, text]) =>
    wordsIn(text)
      .filter((word) => Object.hasOwn(enLater, word))
      .map((word) => `${path.slice(SOURCES.length + 1)}: ${word}`),
  );
  expect(wrong).toEqual([]);
});

test("a word is either early or late", () => {
  expect(Object.keys(en).filter((word) => Object.hasOwn(enLater, word))).toEqual([]);
});
