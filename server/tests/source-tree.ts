// The project's source files and how they import each other, for the tests of its architecture.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const PATTERNS = ["tools/*.ts", "server/**/*.{ts,css}", "web/*.ts", "web/{src,build,e2e}/**/*.{ts,tsx,css}"];

/** A file and its text. The path starts at the project's root. */
export type Source = { readonly path: string; readonly text: string };

export type Import = { readonly specifier: string; readonly isType: boolean; readonly isDynamic: boolean };

/** Imported files by importing file; or the same between folders. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

export const readSource = (path: string): Source => ({ path, text: readFileSync(join(ROOT, path), "utf8") });

/** Reads every source file, tests included. */
export function readSources(): Source[] {
  const paths = PATTERNS.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)]);
  return paths
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map(readSource);
}

/** Tells tests, and what only tests and measurements use, from what the product is made of. */
export function isTestSource({ path, text }: Source): boolean {
  if (/^(server\/(testing|tests|bench)|web\/(e2e|src\/testing))\//.test(path)) return true;
  return /\.test\.tsx?$/.test(path) || text.includes('from "bun:test"');
}

/** Lists what a file imports or exports from elsewhere, types too. Biome puts each import at the beginning of a line. */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const [, type, specifier = ""] of text.matchAll(
    /^(?:import|export)( type)?\b(?:[^;"'(]*?\bfrom)? ?"([^"]+)"/gm,
  )) {
    found.push({ specifier, isType: type !== undefined, isDynamic: false });
  }
  for (const [, specifier = ""] of text.matchAll(/\bimport\(\s*["'`]([^"'`]+)/g)) {
    found.push({ specifier, isType: false, isDynamic: true });
  }
  return found;
}

/** Returns the path of the imported file; undefined for packages and built-in modules. */
export function resolveImport(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith("#protocol/")) return `server/protocol/${specifier.slice("#protocol/".length)}.ts`;
  return specifier.startsWith(".") ? normalize(join(dirname(importer), specifier)).replaceAll("\\", "/") : undefined;
}

/** Returns which of these files imports which, type imports too. */
export function fileGraph(sources: readonly Source[]): ImportGraph {
  const paths = new Set(sources.map(({ path }) => path));
  const imported = ({ path, text }: Source) =>
    importsOf(text).flatMap(({ specifier }) => resolveImport(path, specifier) ?? []);
  return new Map(
    sources.map((source) => [source.path, new Set(imported(source).filter((path) => paths.has(path)))] as const),
  );
}

/** Returns which folder imports from which, out of the graph of their files. */
export function folderGraph(files: ImportGraph): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const [path, imported] of files) {
    const folder = dirname(path);
    const folders = graph.get(folder) ?? new Set();
    for (const other of imported) if (dirname(other) !== folder) folders.add(dirname(other));
    graph.set(folder, folders);
  }
  return graph;
}

/** Finds circles, each a way from a node back to itself, as `a → b → a`. Where there is any, at least one is found. */
export function findCircles(graph: ImportGraph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, way: string[]): void => {
    const start = way.indexOf(node);
    if (start >= 0) {
      const circle = way.slice(start);
      circles.push([...circle, node].join(" → "));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}

/** Returns the code alone: no comments, no strings, and of templates only what they compute. */
export function codeOf(text: string): string {
  const other = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replace(other, (part) =>
    part.startsWith("`") ? (part.match(/\$\{[^}]*\}/g) ?? []).join(" ") : part.startsWith("/") ? " " : '""',
  );
}
