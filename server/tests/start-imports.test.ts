// A start loads what the first answer needs, and nothing else: everything that `main.ts` reaches by static imports.
import { expect, test } from "bun:test";
import { importsOf, readSources, resolveImport, type Source } from "./source-tree.ts";

/** These take longer to load than the first answer: Elysia with the routes, cryptography, SQLite, Redis' client. */
const SLOW_MODULES =
  /^(elysia|@elysiajs\/.*|@noble\/.*|ioredis|bun:sqlite|node:(crypto|fs|fs\/promises|tls|net|http))$/;

/** Returns the slow modules that a start loads, each with the file that imports it. */
function slowImportsOf(entry: string, sources: readonly Source[]): string[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const seen = new Set([entry]);
  const found: string[] = [];
  for (const path of seen) {
    for (const { specifier, isType, isDynamic } of importsOf(texts.get(path) ?? "")) {
      if (isType || isDynamic) continue;
      const imported = resolveImport(path, specifier);
      if (imported !== undefined) seen.add(imported);
      else if (SLOW_MODULES.test(specifier)) found.push(`${path} imports ${specifier}`);
    }
  }
  return found;
}

test("a slow import is found behind others, unless it is of a type or on demand", () => {
  const sources = [
    { path: "server/main.ts", text: 'import { a } from "./a.ts";\nconst { b } = await import("./b.ts");' },
    { path: "server/a.ts", text: 'import type { AnyElysia } from "elysia";\nimport { Database } from "bun:sqlite";' },
    { path: "server/b.ts", text: 'import { Elysia } from "elysia";' },
  ];
  expect(slowImportsOf("server/main.ts", sources)).toEqual(["server/a.ts imports bun:sqlite"]);
});

test("A10: a start loads neither the routes nor what they need", () => {
  const sources = readSources();
  expect(slowImportsOf("server/http/app.ts", sources)).not.toEqual([]);
  expect(slowImportsOf("server/main.ts", sources)).toEqual([]);
});
