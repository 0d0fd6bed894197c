// Code that comes with the page uses only texts that come with the page: the lazy texts may not be there yet.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { en } from "./en.ts";
import { enLazy } from "./en-lazy.ts";

const SOURCES = join(import.meta.dir, "..");

/** Returns the modules that a module imports statically. */
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

const textKeysIn = (source: string) =>
  [...source.matchAll(/\b(?:t\(\)|texts)\s*\.\s*(\w+)/g)].map(([, key]) => key ?? "");

test("the first load uses no lazy text", () => {
  const modules = firstLoad();
  expect(modules.size).toBeGreaterThan(30);
  const wrong = [...modules].flatMap(([path, text]) =>
    textKeysIn(text)
      .filter((key) => Object.hasOwn(enLazy, key))
      .map((key) => `${path.slice(SOURCES.length + 1)}: ${key}`),
  );
  expect(wrong).toEqual([]);
});

test("a text is either lazy or comes with the page", () => {
  expect(Object.keys(en).filter((key) => Object.hasOwn(enLazy, key))).toEqual([]);
});
