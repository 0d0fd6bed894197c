// `bun start`: runs the server from source, also in a fresh clone. Installs missing packages, and builds the client when its
// sources are newer than the last build.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

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

/** Runs this same Bun, which may not be on the PATH. Shows its output only when it fails. */
function run(...command: string[]): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, ...command], { cwd: ROOT });
  if (exitCode === 0) return;
  process.stderr.write(`${stdout}${stderr}\nbun ${command.join(" ")} failed\n`);
  process.exit(1);
}

const isInstalled = await Bun.file(join(ROOT, "node_modules/elysia/package.json")).exists();
if (!isInstalled) process.stderr.write("Installing…\n");
run("install", "--frozen-lockfile");
if (!clientIsCurrent()) {
  process.stderr.write("Building the client…\n");
  run("tools/build.ts", "--client");
}
await import("../server/main.ts");
