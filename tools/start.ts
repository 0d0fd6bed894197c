// `bun start`: from a fresh clone to a running server. Installs what is missing, builds the client when its sources are
// newer than what was built, then runs the server from source with the flags given.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** What the built client is made of. */
const SOURCES = ["web", "server/protocol", "package.json", "bun.lock"];

/** The newest change in a file or below a folder, epoch ms. */
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

/** Runs Bun itself, which need not be on the PATH; its output is shown only when it fails. */
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
