// `bun start`: runs the server from source, also in a fresh clone. Installs missing packages, and builds the client when its
// sources are newer than the last build.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { installPackages, run } from "./run-quietly.ts";

const ROOT = join(import.meta.dir, "..");

/** What the client is built from. */
const SOURCES = ["web", "server/protocol", "package.json", "bun.lock"];

/** Returns when a file, or anything below a folder, last changed, in epoch ms. */
function changedAt(path: string): number {
  const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: "utf8" }) : [];
  return Math.max(...["", ...files].map((file) => statSync(join(path, file)).mtimeMs));
}

function clientIsCurrent(): boolean {
  try {
    const builtAt = statSync(join(ROOT, "dist/web/index.html")).mtimeMs;
    return SOURCES.every((path) => changedAt(join(ROOT, path)) <= builtAt);
  } catch {
    return false;
  }
}

await installPackages();
if (!clientIsCurrent()) {
  process.stderr.write("Building the client…\n");
  run("tools/build.ts", "--client");
}
await import("../server/main.ts");
