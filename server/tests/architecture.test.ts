// The shape of the source: folders import in one direction, without circles; the domain knows no clock and no chance; no
// file is too long and no folder too full. Each check is shown to find a planted fault before it reads the tree.
import { describe, expect, test } from "bun:test";
import { dirname } from "node:path";
import {
  codeOf,
  fileGraph,
  findCircles,
  folderGraph,
  importsOf,
  isTestSource,
  readSources,
  resolveImport,
  type Source,
} from "./source-tree.ts";

/** A folder may import the folders on the lines before its own; not those beside it on its line. */
const LAYERS: readonly (readonly string[])[] = [
  ["server/protocol"],
  ["server/protocol/e2ee"],
  ["server/network"],
  ["server/config"],
  ["server/tls"],
  ["server/tls/acme"],
  ["server/discovery"],
  ["server/chat/lib"],
  ["server/chat/encryption"],
  ["server/chat/files"],
  ["server/chat/room-model"],
  ["server/chat/access"],
  ["server/chat/messages"],
  ["server/chat/commands"],
  ["server/chat/presence"],
  ["server/chat/joining"],
  ["server/chat/room-registry"],
  ["server/chat/connections"],
  ["server/engine/log"],
  ["server/engine/journal"],
  ["server/engine/sqlite"],
  ["server/engine"],
  ["server/engine/redis/scripts"],
  ["server/engine/redis/connection"],
  ["server/engine/redis/nodes"],
  ["server/engine/redis"],
  ["server/files"],
  ["server/files/shared"],
  ["server/security"],
  ["server/accounts"],
  ["server/suggested-names"],
  ["server/http/realtime"],
  ["server/http/request"],
  ["server/http/files"],
  ["server/http/static"],
  ["server/http/docs"],
  ["server/http/ca/texts"],
  ["server/http/ca"],
  ["server/http/routes"],
  ["server/http"],
  ["server/doctor"],
  ["server/verify"],
  ["server/e2ee"],
  ["server"],

  ["web/src/browser", "web/src/picture-metadata"],
  ["web/src/api", "web/src/service-worker"],
  ["web/src/i18n"],
  ["web/src/i18n/parts"],
  ["web/src/ui"],
  ["web/src/https"],
  ["web/src/sync"],
  ["web/src/e2ee/worker"],
  ["web/src/e2ee"],
  ["web/src/room"],
  ["web/src/voice", "web/src/vanishing"],
  ["web/src/avatars", "web/src/emoji", "web/src/preferences", "web/src/files"],
  ["web/src/encrypted-files"],
  ["web/src/transcript/scrolling"],
  ["web/src/message/markdown"],
  ["web/src/message"],
  ["web/src/transcript", "web/src/shortcuts"],
  ["web/src/room-lists", "web/src/account"],
  ["web/src/room-options", "web/src/people", "web/src/share", "web/src/share-target", "web/src/notifications"],
  ["web/src/composer"],
  ["web/src/board"],
  ["web/src/banners", "web/src/room-view", "web/src/lobby", "web/src/admin", "web/src/doctor"],
  ["web/src/pages"],
  ["web/src"],
];

/** What an area may import at all, besides itself; an area is the beginning of a path. */
const AREA_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  "server/protocol": [],
  "server/protocol/e2ee": ["server/protocol"],
  "server/chat": ["server/protocol"],
  "server/engine": ["server/protocol", "server/chat/lib"],
  "server/files": ["server/protocol", "server/chat/lib", "server/chat/files"],
  "server/security": ["server/protocol", "server/chat/lib"],
  // Who may sign in is nothing rooms ask: they are handed a member.
  "server/accounts": ["server/protocol", "server/chat/lib", "server/security"],
  "server/suggested-names": ["server/protocol", "server/chat/lib"],
  // Requests reach rooms and accounts; where messages are kept is not theirs to know.
  "server/http": [
    "server/protocol",
    "server/network",
    "server/config",
    "server/chat",
    "server/security",
    "server/accounts",
    "server/suggested-names",
  ],
  "server/network": [],
  "server/config": ["server/protocol", "server/network"],
  // Certificates and names on the local network know no room and no request.
  "server/tls": ["server/network"],
  "server/discovery": ["server/network"],
  server: ["server"],
  "web/src": ["server/protocol"],
};

/** Packages and built-in modules an area may import; an area that is not here may import any. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  "server/protocol/e2ee": /^@noble\/(ciphers|curves|hashes)\//,
  "server/protocol": /^@sinclair\/typebox(\/|$)/,
  "server/chat": /^$/,
  "server/accounts": /^unhomoglyph\/data\.json$/,
  "server/suggested-names": /^$/,
  "server/engine": /^(?!elysia|@elysiajs\/)/,
  "web/src": /^(?!elysia$|@elysiajs\/(?!eden$)|node:|bun(:|$))/,
};

/** Areas that are handed the time and their random numbers. */
const PURE_AREAS = ["server/protocol", "server/chat", "server/accounts", "server/suggested-names"];

/** Code that reads the time, draws at random, or reaches the world without being handed the means. */
const AMBIENT =
  /\b(?:Date\.now|new Date\(\s*\)|(?<!new )Date\(|performance|Math\.random|set(?:Timeout|Interval|Immediate)|crypto|Bun|process|fetch|console|Buffer|require)(?!\w)/g;

const MAX_LINES = 400;
const WARN_LINES = 250;
const MAX_FOLDER_FILES = 24;

const isCode = (source: Source) => /\.tsx?$/.test(source.path) && !isTestSource(source);
const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const isLayered = ({ path }: Source) => isInside(path, "server") || isInside(path, "web/src");

const layerOf = (path: string): number => LAYERS.findIndex((folders) => folders.includes(dirname(path)));

/** Returns the innermost area a path lies in. */
const areaOf = (path: string): string =>
  Object.keys(AREA_IMPORTS)
    .filter((area) => isInside(path, area))
    .sort((a, b) => b.length - a.length)[0] ?? "";

function folderProblems(sources: readonly Source[]): string[] {
  const folders = new Set(
    sources.filter((source) => isCode(source) && isLayered(source)).map(({ path }) => dirname(path)),
  );
  const known = LAYERS.flat();
  return [...folders]
    .filter((folder) => !known.includes(folder))
    .map(
      (folder) =>
        `${folder} is in no layer: add it to LAYERS in server/tests/architecture.test.ts, on a line behind all folders it imports and before all that import it, and to docs/architecture.md`,
    );
}

/** Says what is wrong with one import of a file, if anything is. */
function arrowProblem(importer: string, imported: string, isType: boolean): string | undefined {
  // The client knows the server's routes by their types alone.
  if (importer === "web/src/api/api.ts" && imported === "server/http/app.ts" && isType) return undefined;
  const [from, to] = [dirname(importer), dirname(imported)];
  const [area, other] = [areaOf(importer), areaOf(imported)];
  const isAllowed = area === other || (AREA_IMPORTS[area] ?? []).some((allowed) => isInside(imported, allowed));
  if (!isAllowed)
    return `${importer} imports ${imported}, but ${area} may not import ${other}: hand it in as a parameter`;
  const [fromLayer, toLayer] = [layerOf(importer), layerOf(imported)];
  if (from === to || toLayer < fromLayer || fromLayer === -1) return undefined;
  const order = toLayer === fromLayer ? "stands on the same line as" : "comes before";
  return `${importer} imports ${imported}, but ${from} ${order} ${to} in LAYERS: move what both need further down, or hand it in as a parameter`;
}

function importProblems(sources: readonly Source[]): string[] {
  const code = sources.filter(isCode);
  const paths = new Set(code.map(({ path }) => path));
  return code.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ specifier, isType }) => {
      const imported = resolveImport(path, specifier);
      if (imported === undefined) {
        const [, allowed] = Object.entries(PACKAGES).find(([area]) => isInside(path, area)) ?? [];
        return allowed?.test(specifier) === false
          ? `${path} imports ${specifier}, which its layer may not: see PACKAGES in server/tests/architecture.test.ts`
          : [];
      }
      if (imported === "server/main.ts" && path !== "tools/start.ts") {
        return `${path} imports server/main.ts, which runs the program: import what it needs from where it is`;
      }
      // A file that is not there is for the compiler to find.
      return isLayered({ path, text }) && paths.has(imported) ? (arrowProblem(path, imported, isType) ?? []) : [];
    }),
  );
}

function circleProblems(sources: readonly Source[]): string[] {
  const graph = fileGraph(sources.filter((source) => isCode(source) && isLayered(source)));
  const circles = [...findCircles(graph), ...findCircles(folderGraph(graph))];
  return circles.map((circle) => `${circle} is a circle: move what they share into a file that imports neither`);
}

/** Finds files of the client through which TypeBox would reach the browser: 13 KB for nothing. */
function typeboxProblems(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reaches = (path: string, seen: Set<string>): boolean => {
    if (seen.has(path)) return false;
    seen.add(path);
    return importsOf(byPath.get(path)?.text ?? "").some(({ specifier, isType }) => {
      const imported = resolveImport(path, specifier);
      if (isType) return false;
      return imported === undefined ? specifier.startsWith("@sinclair/typebox") : reaches(imported, seen);
    });
  };
  return sources
    .filter((source) => isCode(source) && isInside(source.path, "web/src") && reaches(source.path, new Set()))
    .map(({ path }) => `${path} brings TypeBox into the browser: import types of the protocol as types`);
}

function ambientProblems(sources: readonly Source[]): string[] {
  const pure = sources.filter((source) => isCode(source) && PURE_AREAS.some((area) => isInside(source.path, area)));
  return pure.flatMap(({ path, text }) =>
    [...codeOf(text).matchAll(AMBIENT)].map(
      ([use]) => `${path} uses ${use}: take the time, chance and the world as parameters (server/chat/lib/ports.ts)`,
    ),
  );
}

const lineCount = ({ text }: Source) => text.trimEnd().split("\n").length;

function lengthProblems(sources: readonly Source[]): string[] {
  return sources
    .filter((source) => lineCount(source) > MAX_LINES)
    .map(
      (source) =>
        `${source.path} has ${lineCount(source)} lines, at most ${MAX_LINES} are allowed: split it by what it does`,
    );
}

function fullFolderProblems(sources: readonly Source[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of sources.filter(isCode)) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MAX_FOLDER_FILES)
    .map(([folder, count]) => `${folder} has ${count} source files, at most ${MAX_FOLDER_FILES} are allowed: split it`);
}

const file = (path: string, ...lines: string[]): Source => ({ path, text: lines.join("\n") });

describe("the checks find planted faults", () => {
  test("an import against the arrows, of a value or of a type", () => {
    const chat = file("server/chat/access/a.ts", 'import type { B } from "../joining/b.ts";');
    expect(importProblems([chat, file("server/chat/joining/b.ts")])).toEqual([
      expect.stringContaining("server/chat/access comes before server/chat/joining"),
    ]);
    const ui = file(
      "web/src/ui/a.tsx",
      'import {\n  b,\n} from "../sync/b.ts";',
      'export { c } from "../composer/c.tsx";',
    );
    const above = [file("web/src/sync/b.ts"), file("web/src/composer/c.tsx")];
    expect(importProblems([ui, ...above])).toHaveLength(2);
    const share = file("web/src/share/a.tsx", 'const b = await import("../people/b.tsx");');
    expect(importProblems([share, file("web/src/people/b.tsx")])).toEqual([
      expect.stringContaining("on the same line"),
    ]);
  });

  test("an import across areas that know nothing of each other", () => {
    const targets = [
      file("server/engine/local-engine.ts"),
      file("server/chat/room-registry/rooms.ts"),
      file("server/http/app.ts"),
      file("web/src/room/room.ts"),
      file("server/main.ts"),
    ];
    const bad = [
      file("server/http/routes/a.ts", 'import { e } from "../../engine/local-engine.ts";'),
      file("server/engine/log/a.ts", 'import { r } from "../../chat/room-registry/rooms.ts";'),
      file("server/accounts/a.ts", 'import { r } from "../chat/room-registry/rooms.ts";'),
      file("server/serve.ts", 'import { r } from "../web/src/room/room.ts";'),
      file("web/src/room/a.ts", 'import type { App } from "../../../server/http/app.ts";'),
      file("web/src/api/api.ts", 'import { type App } from "../../../server/http/app.ts";'),
      file("tools/a.ts", 'import "../server/main.ts";'),
    ];
    for (const source of bad)
      expect(importProblems([source, ...targets])).toEqual([expect.stringContaining(source.path)]);
  });

  test("a package that is not for its layer", () => {
    const bad = [
      file("server/protocol/a.ts", 'import x from "elysia";'),
      file("server/chat/lib/a.ts", 'import { readFileSync } from "node:fs";'),
      file("server/engine/log/a.ts", 'import "elysia";'),
      file("web/src/room/a.ts", 'import { join } from "node:path";'),
    ];
    for (const source of bad) expect(importProblems([source])).toEqual([expect.stringContaining(source.path)]);
  });

  test("nothing where all is well", () => {
    const good = [
      file("server/protocol/a.ts", 'import { Type } from "@sinclair/typebox";', 'import "./c.ts";'),
      file("server/protocol/c.ts"),
      file("server/chat/lib/b.ts", 'import { a } from "#protocol/a";', '// import { x } from "node:fs"'),
      file("server/chat/access/b.test.ts", 'import { f } from "../../http/app.ts";'),
      file("server/http/app.ts", 'import { b } from "../chat/lib/b.ts";', 'import { join } from "node:path";'),
      file("web/src/api/api.ts", 'import type { App } from "../../../server/http/app.ts";', 'import "#protocol/c";'),
    ];
    for (const check of [folderProblems, importProblems, circleProblems, typeboxProblems, ambientProblems]) {
      expect(check(good)).toEqual([]);
    }
  });

  test("a folder in no layer", () => {
    expect(folderProblems([file("server/fields/a.ts"), file("web/src/room/voice/b.ts")])).toEqual([
      expect.stringContaining("server/fields is in no layer: add it to LAYERS"),
      expect.stringContaining("web/src/room/voice is in no layer"),
    ]);
  });

  test("circles between files, of types too, and between folders", () => {
    const one = file("server/chat/lib/a.ts", 'import type { B } from "./b.ts";');
    const two = file("server/chat/lib/b.ts", 'import { C } from "./c.ts";');
    const three = file("server/chat/lib/c.ts", 'import { A } from "./a.ts";');
    expect(circleProblems([one, two, three])).toEqual([expect.stringContaining("a.ts → server/chat/lib/b.ts → ")]);
    const there = file("web/src/room/a.ts", 'import { b } from "../sync/b.ts";');
    const back = file("web/src/sync/c.ts", 'import { d } from "../room/d.ts";');
    const folders = [there, back, file("web/src/sync/b.ts"), file("web/src/room/d.ts")];
    expect(circleProblems(folders)).toEqual([expect.stringContaining("web/src/room → web/src/sync → web/src/room")]);
  });

  test("TypeBox on its way into the browser", () => {
    const schemas = file("server/protocol/schemas.ts", 'import { Type } from "@sinclair/typebox";');
    const direct = file("web/src/room/y.ts", 'import { T } from "#protocol/schemas";');
    const onTheWay = file("web/src/room/x.ts", 'import { y } from "./y.ts";');
    const types = file("web/src/room/z.ts", 'import type { T } from "#protocol/schemas";');
    expect(typeboxProblems([schemas, direct, onTheWay, types])).toEqual([
      expect.stringContaining("web/src/room/y.ts"),
      expect.stringContaining("web/src/room/x.ts"),
    ]);
  });

  test("time, chance and the world, in code but not in words", () => {
    const uses = (text: string) => ambientProblems([file("server/chat/lib/a.ts", text)]);
    expect(uses("const a = Date.now(), b = new Date(), c = Math.random();")).toHaveLength(3);
    expect(uses("const a = `$" + "{performance.now()}`; setTimeout(f, 1); crypto.x(); Bun.sleep(1)")).toHaveLength(4);
    expect(
      uses('// Date.now()\n/* crypto */ const a = "Bun.sleep"; const b = new Date(now); room.process1 = 0;'),
    ).toEqual([]);
  });

  test("a file too long and a folder too full", () => {
    const long = (lines: number) => lengthProblems([file("server/a.ts", "x\n".repeat(lines))]);
    expect([long(MAX_LINES), long(MAX_LINES + 1)]).toEqual([
      [],
      [expect.stringContaining("server/a.ts has 401 lines")],
    ]);
    const many = (count: number) => Array.from({ length: count }, (_, at) => file(`web/src/ui/a${at}.ts`));
    expect(fullFolderProblems([...many(MAX_FOLDER_FILES), file("web/src/ui/a.test.ts")])).toEqual([]);
    expect(fullFolderProblems(many(MAX_FOLDER_FILES + 1))).toEqual([expect.stringContaining("web/src/ui has 25")]);
  });
});

describe("the tree", () => {
  const sources = readSources();

  test("every folder has a layer", () => {
    expect(sources.filter(isCode).length).toBeGreaterThan(300);
    expect(folderProblems(sources)).toEqual([]);
  });

  test("imports follow the layers", () => {
    expect(importProblems(sources)).toEqual([]);
  });

  test("no files and no folders import each other in a circle", () => {
    expect(circleProblems(sources)).toEqual([]);
  });

  test("TypeBox stays out of the browser", () => {
    expect(typeboxProblems(sources)).toEqual([]);
  });

  test("the domain and the protocol are handed the time and their random numbers", () => {
    expect(ambientProblems(sources)).toEqual([]);
  });

  test("no file is too long, no folder too full", () => {
    for (const source of sources.filter((source) => isCode(source) && lineCount(source) > WARN_LINES)) {
      process.stdout.write(`warning: ${source.path} has ${lineCount(source)} lines, more than ${WARN_LINES}\n`);
    }
    expect([...lengthProblems(sources), ...fullFolderProblems(sources)]).toEqual([]);
  });
});
