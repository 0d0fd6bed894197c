// Starts a real Chromium: the one named by CHROMIUM_PATH, else an installed one, else one that this code installs.
// Its headless shell, the same engine without a window around it, comes first: measured, a visit costs it a third less
// processor time.
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { installPackages, isRoot } from "./install-packages.ts";

const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";
const INSTALLED = [
  process.env.CHROMIUM_PATH ?? "",
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Chromium uses only the last list of features to disable, so Playwright's own list is repeated here. */
const PLAYWRIGHT_DISABLED_FEATURES = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/**
 * The address bar loads two pages of its own with each new browser context, although nobody sees them. Measured: without
 * them a visit costs a third less processor time.
 */
const ADDRESS_BAR_FEATURES = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"];

/** Each browser context starts a process for a page that a test never opens. Measured: 0.07 s of a core a context. */
const SPARE_PROCESS_FEATURES = ["SpareRendererForSitePerProcess"];

/** Turns off Chromium's own background work, so that only the pages under test use the network and the processor. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A microphone that beeps, which every page may use: nobody could answer the browser's question.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  `--disable-features=${[...PLAYWRIGHT_DISABLED_FEATURES, ...ADDRESS_BAR_FEATURES, ...SPARE_PROCESS_FEATURES].join(",")}`,
];

/** @param isWhole whether the headless shell won't do */
function findChromium(isWhole = false): string | undefined {
  const paths = [...INSTALLED, chromium.executablePath()].filter((path) => !isWhole || path !== HEADLESS_SHELL);
  return paths.find((path) => path !== "" && existsSync(path));
}

const QUIET = { stdout: "ignore", stderr: "ignore" } as const;

/** Installs Playwright's own build where it can be fetched, or Debian's package where we may install one. */
async function install(): Promise<void> {
  const cli = join(import.meta.dir, "../../node_modules/playwright-core/cli.js");
  const fetched = Bun.spawnSync([process.execPath, cli, "install", "chromium"], QUIET);
  if (fetched.exitCode === 0 && findChromium() !== undefined) return;
  await installHeadlessShell();
  if (findChromium() === undefined) await installPackages("chromium");
}

/** Installs the headless shell where it is missing and may be installed. */
export async function installHeadlessShell(): Promise<void> {
  if (!existsSync(HEADLESS_SHELL)) await installPackages("chromium-headless-shell");
}

type LaunchOptions = {
  /** As on a desktop, where they take room; headless, Chromium hides them. */
  readonly showsScrollbars?: boolean;
  /** Whose certificates it trusts. */
  readonly home?: string;
  /** Whether it is to show notifications, which the headless shell doesn't. */
  readonly notifies?: boolean;
  /** Where the names lead. */
  readonly address?: string;
  /** Returns the command that runs another one elsewhere, such as in another network. */
  readonly enter?: (...command: readonly string[]) => string[];
};

/**
 * Starts a browser.
 * @param hosts names that lead to this machine: over http, an origin that is not localhost is no secure context
 */
export async function launchBrowser(
  hosts: readonly string[] = [],
  { showsScrollbars = false, home, notifies = false, address = "127.0.0.1", enter }: LaunchOptions = {},
): Promise<Browser> {
  if (findChromium(notifies) === undefined) await (notifies ? installPackages("chromium") : install());
  const executablePath = findChromium(notifies);
  if (executablePath === undefined) throw new Error("There is no Chromium: install one, or name it in CHROMIUM_PATH.");
  const rules = hosts.map((host) => `MAP ${host} ${address}`).join(", ");
  return chromium.launch({
    executablePath: enter === undefined ? executablePath : writeLauncher(enter(executablePath)),
    chromiumSandbox: !isRoot,
    ...(home !== undefined && { env: { ...process.env, HOME: home } }),
    ...(showsScrollbars && { ignoreDefaultArgs: ["--hide-scrollbars"] }),
    args: [...FLAGS, ...(rules === "" ? [] : [`--host-resolver-rules=${rules}`])],
  });
}

/** Writes a program that runs a command with the arguments it is given. */
function writeLauncher(command: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), "mayfly-browser-")), "chromium");
  writeFileSync(path, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`, { mode: 0o700 });
  return path;
}
