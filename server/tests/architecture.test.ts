// The shape of the source: which layer may import which, purity of the domain, length of files, rules and their proofs.
// Each check is a function of plain text, shown to find what it is for before it is let loose on the tree.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dir, "../..");

type Source = { readonly path: string; readonly text: string };
type Import = { readonly from: string; readonly isType: boolean };
type Layer = "protocol" | "chat" | "accounts" | "engine" | "http" | "root" | "web" | "free";

const MAY_IMPORT: Record<Exclude<Layer, "free">, readonly Layer[]> = {
  protocol: ["protocol"],
  chat: ["protocol", "chat"],
  engine: ["protocol", "chat", "engine"],
  // Who may sign in is nothing rooms ask: they are handed a member.
  accounts: ["protocol", "chat", "accounts"],
  http: ["protocol", "chat", "accounts", "http"],
  root: ["protocol", "chat", "accounts", "engine", "http", "root"],
  web: ["protocol", "web"],
};

/** Packages and built-in modules a layer may import; a layer that isn't here is free to. */
const PACKAGES: Partial<Record<Layer, RegExp>> = {
  protocol: /^@sinclair\/typebox(\/|$)/,
  chat: /^$/,
  accounts: /^$/,
  engine: /^(?!elysia|@elysiajs\/)/,
  web: /^(?!elysia$|@elysiajs\/(?!eden$)|node:|bun(:|$))/,
};

/** What tells the time, draws at random, or reaches the world without being handed in. */
const AMBIENT =
  /\b(?:Date\.now|new Date\(\s*\)|(?<!new )Date\(|performance|Math\.random|set(?:Timeout|Interval|Immediate)|crypto|Bun|process|fetch|console|Buffer|require)(?!\w)/g;

const isTest = ({ path, text }: Source) =>
  /\.test\.tsx?$|^server\/(testing|bench)\/|^web\/e2e\//.test(path) || /from "bun:test"/.test(text);

function layerOf(source: Source): Layer {
  if (isTest(source)) return "free";
  if (source.path.startsWith("web/src/")) return "web";
  const [, folder] = /^server\/(?:(protocol|chat|accounts|engine|http)\/)?[^/]+$/.exec(source.path) ?? [];
  if (folder !== undefined) return folder as Layer;
  return source.path.startsWith("server/") ? "root" : "free";
}

/** Biome puts every import at the beginning of a line. */
function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const [, type, from = ""] of text.matchAll(/^(?:import|export)( type)?\b(?:[^;"'(]*?\bfrom)? ?"([^"]+)"/gm)) {
    found.push({ from, isType: type !== undefined });
  }
  for (const [, from = ""] of text.matchAll(/\bimport\(\s*["'`]([^"'`]+)/g)) found.push({ from, isType: false });
  return found;
}

/** The file an import means, from the root; undefined for packages and built-in modules. */
function target(importer: string, from: string): string | undefined {
  if (from.startsWith("#protocol/")) return `server/protocol/${from.slice("#protocol/".length)}.ts`;
  return from.startsWith(".") ? normalize(join(dirname(importer), from)) : undefined;
}

function importProblems(sources: readonly Source[]): string[] {
  const problems: string[] = [];
  const layers = new Map(sources.map((source) => [source.path, layerOf(source)]));
  for (const { path, text } of sources) {
    const layer = layers.get(path) ?? "free";
    for (const { from, isType } of importsOf(text)) {
      const file = target(path, from);
      // The launcher of a fresh clone ends by running it.
      if (file === "server/main.ts" && path !== "start.ts") problems.push(`${path} imports main.ts`);
      if (layer === "free") continue;
      if (file === undefined) {
        if (PACKAGES[layer]?.test(from) === false) problems.push(`${path} (${layer}) imports ${from}`);
      } else if (file.startsWith("server/") || file.startsWith("web/")) {
        const other = layers.get(file);
        // A file that isn't there is for the compiler to miss.
        if (other === undefined) continue;
        const isAppType = path === "web/src/api.ts" && isType && other === "http";
        if (!isAppType && !MAY_IMPORT[layer].includes(other) && !file.endsWith(".css") && !file.endsWith(".svg")) {
          problems.push(`${path} (${layer}) imports ${file} (${other})`);
        }
      }
    }
  }
  return problems;
}

/** Files of the client through which TypeBox would reach the browser: 13 KB for nothing. */
function typeboxProblems(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reaches = (path: string, seen: Set<string>): boolean => {
    if (seen.has(path)) return false;
    seen.add(path);
    return importsOf(byPath.get(path)?.text ?? "").some(({ from, isType }) => {
      const file = target(path, from);
      return !isType && (file === undefined ? from.startsWith("@sinclair/typebox") : reaches(file, seen));
    });
  };
  return sources
    .filter((source) => layerOf(source) === "web" && reaches(source.path, new Set()))
    .map(({ path }) => path);
}

/** The code alone: no comments, no strings, and of templates only what they compute. */
function codeOf(text: string): string {
  const other = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replace(other, (part) =>
    part.startsWith("`") ? (part.match(/\$\{[^}]*\}/g) ?? []).join(" ") : part.startsWith("/") ? " " : '""',
  );
}

const ambientUses = ({ text }: Source): string[] => [...codeOf(text).matchAll(AMBIENT)].map(([use]) => use);
const isTooLong = (source: Source) => source.text.trimEnd().split("\n").length > (isTest(source) ? 400 : 250);
const opensWithComment = ({ text }: Source) => /^(#!.*\n)?\s*(\/\/|\/\*)/.test(text);

const rulesOf = (spec: string) => [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id = ""]) => id);

/** Rule ids at the beginning of titles: "H5: …", "T2, T3: …", "W2 to W4: …". */
function citationsOf(text: string): string[] {
  const titles = text.matchAll(/["'`]([A-Z]\d+(?:(?:, | and | to |[-–])[A-Z]\d+)*): /g);
  return [...titles].flatMap(([, ids = ""]) =>
    ids.split(/, | and /).flatMap((part) => {
      const [, letter = "", first, last] = /^([A-Z])(\d+)(?:(?: to |[-–])[A-Z](\d+))?$/.exec(part) ?? [];
      const count = Number(last ?? first) - Number(first) + 1;
      return Array.from({ length: count }, (_, step) => `${letter}${Number(first) + step}`);
    }),
  );
}

const read = (path: string): Source => ({ path, text: readFileSync(join(ROOT, path), "utf8") });
const TREE = ["*.ts", "server/**/*.{ts,css}", "web/*.ts", "web/src/**/*.{ts,tsx,css}", "web/e2e/**/*.ts"];
const sources = TREE.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)].sort()).map(read);
const spec = read("server/SPEC.md").text;

describe("the checks find what they are for", () => {
  const one = (path: string, text: string): Source => ({ path, text });

  test("imports against the arrows", () => {
    const bad = [
      one("server/protocol/a.ts", 'import { b } from "../chat/b.ts";\nimport x from "elysia";'),
      one("server/chat/b.ts", 'import { readFileSync } from "node:fs";\nimport type { E } from "../engine/e.ts";'),
      one("server/engine/e.ts", 'export {\n  h,\n} from "../http/h.ts";\nimport "elysia";'),
      one("server/http/h.ts", 'const { e } = await import("../engine/e.ts");\nimport { c } from "../config.ts";'),
      one("server/config.ts", 'import "../main.ts";\nimport w from "../web/src/w.ts";'),
      one("server/main.ts", ""),
      one("web/src/w.ts", 'import type { A } from "../../server/http/h.ts";\nimport { Elysia } from "elysia";'),
      one("web/src/api.ts", 'import { type A } from "../../server/http/h.ts";'),
    ];
    expect(importProblems(bad)).toHaveLength(13);
  });

  test("imports along the arrows", () => {
    const good = [
      one("server/protocol/a.ts", 'import { Type } from "@sinclair/typebox";\nimport "./c.ts";'),
      one("server/protocol/c.ts", ""),
      one("server/chat/b.ts", 'import { a } from "#protocol/a";\n// import { x } from "node:fs"'),
      one("server/chat/b.test.ts", 'import { test } from "bun:test";\nimport { f } from "../http/f.ts";'),
      one("server/http/f.ts", 'import { b } from "../chat/b.ts";\nimport { join } from "node:path";'),
      one("server/main.ts", 'import { f } from "./http/f.ts";'),
      one("web/src/api.ts", 'import type { App } from "../../server/http/f.ts";\nimport { c } from "#protocol/c";'),
    ];
    expect(importProblems(good)).toEqual([]);
    expect(typeboxProblems(good)).toEqual([]);
    const heavy = one("web/src/room/x.ts", 'import type { T } from "#protocol/a";\nimport { y } from "./y.ts";');
    expect(typeboxProblems([...good, heavy, one("web/src/room/y.ts", 'import { T } from "#protocol/a";')])).toEqual([
      "web/src/room/x.ts",
      "web/src/room/y.ts",
    ]);
  });

  test("time, chance and the world, in code but not in words", () => {
    const uses = (text: string) => ambientUses(one("server/chat/a.ts", text));
    expect(uses("const a = Date.now(), b = new Date(), c = Math.random();")).toHaveLength(3);
    expect(
      uses("const a = `$" + "{performance.now()}`; setTimeout(f, 1); crypto.randomUUID(); Bun.sleep(1)"),
    ).toHaveLength(4);
    expect(
      uses('// Date.now()\n/* crypto */ const a = "Bun.sleep"; const b = new Date(now); room.process1 = 0;'),
    ).toEqual([]);
  });

  test("length, opening words, rules and citations", () => {
    expect(isTooLong(one("server/a.ts", "x\n".repeat(251)))).toBe(true);
    expect(isTooLong(one("server/a.ts", "x\n".repeat(250)))).toBe(false);
    expect(isTooLong(one("server/a.test.ts", "x\n".repeat(400)))).toBe(false);
    expect(opensWithComment(one("a.ts", 'import "x";\n// late'))).toBe(false);
    expect(opensWithComment(one("a.ts", "#!/usr/bin/env bun\n// fine"))).toBe(true);
    expect(rulesOf("- **A1** one\n- **A2** two, as **A3**\n")).toEqual(["A1", "A2"]);
    const titles = 'test("A1: x"); it(`B2, C3: y`); const t = "D4 to D6: z"; test("e1: none"); expect("F7")';
    expect(citationsOf(titles)).toEqual(["A1", "B2", "C3", "D4", "D5", "D6"]);
  });
});

describe("the tree", () => {
  test("layers import along the arrows alone", () => {
    expect(importProblems(sources)).toEqual([]);
    expect(typeboxProblems(sources)).toEqual([]);
  });

  test("the domain and the protocol are told the time and given their chance", () => {
    const pure = sources.filter((source) => ["chat", "accounts", "protocol"].includes(layerOf(source)));
    expect(pure.length).toBeGreaterThan(10);
    expect(pure.flatMap((source) => ambientUses(source).map((use) => `${source.path}: ${use}`))).toEqual([]);
  });

  test("no file is too long, and each source says first what it owns", () => {
    expect(sources.filter(isTooLong).map(({ path }) => path)).toEqual([]);
    const silent = sources.filter((source) => !isTest(source) && !opensWithComment(source));
    expect(silent.filter(({ path }) => !path.endsWith(".css")).map(({ path }) => path)).toEqual([]);
  });

  const tests = sources.filter((source) => isTest(source) && source.path !== "server/layers.test.ts");
  const cited = new Map(tests.map(({ path, text }) => [path, citationsOf(text)]));

  test("no test is left out", () => {
    const leftOut = tests.filter(({ text }) => /\b(?:test|it|describe)\.(?:skip|todo|only|failing)\b/.test(text));
    expect(leftOut.map(({ path }) => path)).toEqual([]);
  });

  test("tests cite rules that exist", () => {
    const known = new Set(rulesOf(spec));
    const unknown = [...cited].flatMap(([path, ids]) =>
      ids.filter((id) => !known.has(id)).map((id) => `${path}: ${id}`),
    );
    expect(known.size).toBe(rulesOf(spec).length);
    expect(unknown).toEqual([]);
  });

  test("every rule is proved by a test that cites it", () => {
    const proved = new Set([...cited.values()].flat());
    expect(rulesOf(spec).filter((id) => !proved.has(id))).toEqual([]);
  });
});
