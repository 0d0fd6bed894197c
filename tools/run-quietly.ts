// Runs steps that come before what somebody asked for.
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** Runs this same Bun, which may not be on the PATH. Shows its output only when it fails, and then ends the program. */
export function run(...command: string[]): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, ...command], { cwd: ROOT });
  if (exitCode === 0) return;
  process.stderr.write(`${stdout}${stderr}\nbun ${command.join(" ")} failed\n`);
  process.exit(1);
}

/** Installs the packages that are missing, also in a fresh clone. */
export async function installPackages(): Promise<void> {
  const isInstalled = await Bun.file(join(ROOT, "node_modules/elysia/package.json")).exists();
  if (!isInstalled) process.stderr.write("Installing…\n");
  run("install", "--frozen-lockfile");
}
