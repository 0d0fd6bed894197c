import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findOrInstall } from "./install-packages.ts";

/** Makes a folder a home whose Chromium trusts these CAs. @returns the folder */
export async function homeThatTrusts(folder: string, ...cas: readonly string[]): Promise<string> {
  const certutil = await findOrInstall(() => Bun.which("certutil") ?? undefined, "libnss3-tools");
  if (certutil === undefined) throw new Error("There is no certutil: install Debian's libnss3-tools or the like.");
  const database = join(folder, ".pki/nssdb");
  mkdirSync(database, { recursive: true });
  const run = (...args: string[]) => {
    const { exitCode, stderr } = Bun.spawnSync([certutil, "-d", `sql:${database}`, ...args]);
    if (exitCode !== 0) throw new Error(`${stderr}`);
  };
  run("-N", "--empty-password");
  cas.forEach((ca, n) => {
    writeFileSync(join(folder, "ca.crt"), ca);
    run("-A", "-t", "C,,", "-n", `ca ${n}`, "-i", join(folder, "ca.crt"));
  });
  return folder;
}
