// Whether the compiled program is newer than everything it is made of.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
/** The program that `bun run build` compiles. */
export const BINARY = join(ROOT, "dist", process.platform === "win32" ? "mayfly.exe" : "mayfly");
const SOURCES = ["server", "web/src", "web/build", "web/public", "web/index.html", "web/vite.config.ts"];
const BUILD_FILES = ["tools/build.ts", "tools/licences.ts", "package.json", "bun.lock", "tsconfig.json"];

/** Returns the last change under a path, folders included, for a file that is removed changes its folder. */
function lastChangeMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const entries = readdirSync(path).filter((name) => !/\.test\.tsx?$/.test(name));
  return Math.max(stats.mtimeMs, ...entries.map((name) => lastChangeMs(join(path, name))));
}

/** Tells whether `dist/mayfly` is newer than every file that goes into it. */
export function isBuildCurrent(): boolean {
  const built = statSync(BINARY, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return false;
  return [...SOURCES, ...BUILD_FILES].every((path) => lastChangeMs(join(ROOT, path)) < built);
}
