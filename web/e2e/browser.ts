// A real Chromium to run the client in: the one named by CHROMIUM_PATH, one that is installed, or one it installs.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = [
  process.env.CHROMIUM_PATH ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Nothing but the pages under test may reach the network. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function found(): string | undefined {
  return [...INSTALLED, chromium.executablePath()].find((path) => path !== "" && existsSync(path));
}

const isRoot = process.getuid?.() === 0;

/** Playwright's own build where it can be fetched, Debian's package where we may install one. */
function install(): void {
  const cli = join(import.meta.dir, "../../node_modules/playwright-core/cli.js");
  const quiet = { stdout: "ignore", stderr: "ignore" } as const;
  const fetched = Bun.spawnSync([process.execPath, cli, "install", "chromium"], quiet);
  if (fetched.exitCode === 0 && found() !== undefined) return;
  if (!isRoot || Bun.which("apt-get") === null) return;
  Bun.spawnSync(["apt-get", "update"], quiet);
  Bun.spawnSync(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], quiet);
}

/** @param hosts names that lead to this machine: an origin that is not localhost is not a secure context */
export async function launchBrowser(hosts: readonly string[] = []): Promise<Browser> {
  if (found() === undefined) install();
  const executablePath = found();
  if (executablePath === undefined) throw new Error("There is no Chromium: install one, or name it in CHROMIUM_PATH.");
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(", ");
  return chromium.launch({
    executablePath,
    chromiumSandbox: !isRoot,
    args: [...QUIET, ...(rules === "" ? [] : [`--host-resolver-rules=${rules}`])],
  });
}
