// Installs the Debian packages that tests need, where that is possible.
import { join } from "node:path";

/** All test files use it, whose temporary folders are their own. */
const LOCK = join(import.meta.dir, "../../node_modules/.packages.lock");

export const isRoot = process.getuid?.() === 0;

/**
 * Installs packages if we are root on a Debian, else does nothing. Test files run side by side: only one installs at a time,
 * and what another has installed meanwhile costs nothing.
 */
export async function installPackages(...packages: readonly string[]): Promise<void> {
  if (!isRoot || Bun.which("apt-get") === null) return;
  const install = `apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${packages.join(" ")}`;
  // A fresh image knows of no packages, an old one of old ones.
  const command = `${install} || { apt-get -o DPkg::Lock::Timeout=300 update && ${install}; }`;
  await Bun.spawn(["flock", LOCK, "sh", "-c", command], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "ignore"],
  }).exited;
}

/** Returns what `find` finds; if that is nothing, once more after the packages are installed. */
export async function findOrInstall<T>(find: () => T | undefined, ...packages: string[]): Promise<T | undefined> {
  const found = find();
  if (found !== undefined) return found;
  await installPackages(...packages);
  return find();
}
