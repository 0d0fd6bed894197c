// Which test files there are, and how they are grouped into processes.
import { statSync } from "node:fs";
import { basename, join } from "node:path";

export const ROOT = join(import.meta.dir, "..");

/** One process: a check, or Bun's test runner over some files. */
export type TestUnit = {
  readonly name: string;
  /** Arguments for Bun. */
  readonly command: readonly string[];
  /** Whether its tests are counted one by one; otherwise the whole unit counts as one check. */
  readonly hasTests: boolean;
  readonly needsBuild?: boolean;
};

export const SUITES = ["all", "check", "server", "web", "e2e"] as const;
export type Suite = (typeof SUITES)[number];

/** How many processes share the quick server tests: more would spend their time on loading the same modules. */
const QUICK_SERVER_PROCESSES = 3;

/**
 * Server tests that wait for real time, start and kill processes, or hash many passwords, longest first; a folder stands
 * for all tests in it. `bun run check` leaves them out, and `bun run test` gives each file a process of its own.
 */
export const SLOW_SERVER_TESTS: readonly string[] = [
  "server/tests/chaos/",
  "server/tests/soak/soak.test.ts",
  "server/tests/login-timing.test.ts",
  "server/tests/deleted-text.test.ts",
  "server/tests/accounts-in-data-file.test.ts",
  "server/tests/disk-failure.test.ts",
  "server/engine/sqlite/backup.test.ts",
  "server/engine/local-engine.journal.test.ts",
  "server/tests/resume.test.ts",
  "server/tests/fuzz.test.ts",
  "server/serve.test.ts",
  "server/tests/readme-examples.test.ts",
  "server/tests/mdns.test.ts",
  "server/tests/reserved-names.test.ts",
  "server/tests/start-on-data-file.test.ts",
];

/**
 * The end-to-end tests that take longest, those first: the last one to start decides when everything is done. They have a
 * process of their own. So have the last ones, which depend most on how busy the machine is, and are the likeliest to be run
 * again.
 */
export const LONGEST_E2E_TESTS: readonly string[] = [
  "encrypted-room",
  "firefox",
  "webkit",
  "silent-network",
  "attachments",
  "accounts",
  "moderation",
  "voice",
  "vanish",
  "messages",
  "long-history",
  "encrypted-features",
  "keyboard.a11y",
  "network",
  "local-network",
  "people",
  "lobby",
  "room-life",
  "service-worker",
  "write-access",
  "speed",
  "denials",
  "touch",
  "proxies/proxies",
].map((name) => `web/e2e/${name}.test.ts`);

const LINT: TestUnit = { name: "lint", command: ["x", "--bun", "biome", "ci", "--colors=off"], hasTests: false };
/** In one thread, for each of several would check anew what they share: measured, that takes twice the processor time. */
const TYPES: TestUnit = { name: "types", command: ["x", "--bun", "tsc", "--singleThreaded"], hasTests: false };
/** Where they may not be installed, it does nothing, and the tests of a missing engine say so. */
const BROWSERS: TestUnit = { name: "browsers", command: ["web/e2e/install-browsers.ts"], hasTests: false };
export const BUILD: TestUnit = { name: "build", command: ["tools/build.ts"], hasTests: false };

/** Returns the place of the first entry that a path begins with, or the length of the list if there is none. */
function rankIn(list: readonly string[], path: string): number {
  const rank = list.findIndex((entry) => path.startsWith(entry));
  return rank === -1 ? list.length : rank;
}

const isSlow = (path: string) => rankIn(SLOW_SERVER_TESTS, path) < SLOW_SERVER_TESTS.length;

/** Returns the test files in these folders, as paths from the root, whose path includes one of the names, if any are given. */
function findTests(folders: readonly string[], names: readonly string[]): string[] {
  const found = folders.flatMap((folder) => [...new Bun.Glob(`${folder}/**/*.test.{ts,tsx}`).scanSync(ROOT)]);
  const paths = found.map((path) => path.replaceAll("\\", "/")).sort();
  return names.length === 0 ? paths : paths.filter((path) => names.some((name) => path.includes(name)));
}

function testUnit(name: string, paths: readonly string[], flags: readonly string[] = []): TestUnit {
  const command = ["test", "--timeout=30000", ...flags, ...paths.map((path) => `./${path}`)];
  return { name, command, hasTests: true };
}

/** Splits files into groups of about the same size, measured by the length of their text. */
function splitBySize(paths: readonly string[], count: number): string[][] {
  const groups = Array.from({ length: count }, () => ({ size: 0, paths: [] as string[] }));
  const sized = paths.map((path) => ({ path, size: statSync(join(ROOT, path)).size }));
  for (const { path, size } of sized.sort((a, b) => b.size - a.size)) {
    const smallest = groups.reduce((least, group) => (group.size < least.size ? group : least));
    smallest.paths.push(path);
    smallest.size += size;
  }
  return groups.map(({ paths }) => paths.sort()).filter(({ length }) => length > 0);
}

function quickServerUnits(names: readonly string[]): TestUnit[] {
  const processes = names.length > 0 ? 1 : QUICK_SERVER_PROCESSES;
  const paths = findTests(["server", "tools"], names).filter((path) => !isSlow(path));
  const groups = splitBySize(paths, processes);
  return groups.map((group, at) => testUnit(groups.length > 1 ? `server ${at + 1}` : "server", group));
}

function slowServerUnits(names: readonly string[]): TestUnit[] {
  const paths = findTests(["server"], names).filter(isSlow);
  paths.sort((a, b) => rankIn(SLOW_SERVER_TESTS, a) - rankIn(SLOW_SERVER_TESTS, b));
  return paths.map((path) => testUnit(`server ${basename(path, ".test.ts")}`, [path]));
}

/** The quick tests come first: so many in a process take as long as the longest of the others. */
const serverUnits = (names: readonly string[]): TestUnit[] => [...quickServerUnits(names), ...slowServerUnits(names)];

function webUnits(names: readonly string[]): TestUnit[] {
  const paths = findTests(["web/src", "web/build"], names);
  return paths.length === 0 ? [] : [testUnit("web", paths, ["--conditions=browser"])];
}

/** How many of the shorter end-to-end tests share a process and its browser. Measured, each process costs 0.5 s of a core. */
const SHORT_E2E_TESTS_EACH = 4;

/** Each file has a server of its own, and the longest, and those that are chosen by name, a process with its browser. */
function e2eUnits(names: readonly string[]): TestUnit[] {
  const paths = findTests(["web/e2e"], names);
  const isAlone = (path: string) => names.length > 0 || rankIn(LONGEST_E2E_TESTS, path) < LONGEST_E2E_TESTS.length;
  const alone = paths.filter(isAlone);
  alone.sort((a, b) => rankIn(LONGEST_E2E_TESTS, a) - rankIn(LONGEST_E2E_TESTS, b));
  const short = paths.filter((path) => !isAlone(path));
  const groups = splitBySize(short, Math.ceil(short.length / SHORT_E2E_TESTS_EACH));
  // A browser on a busy machine can be late for a click: a test that fails is tried once more here, and its process once more
  // alone, before it counts.
  const flags = ["--timeout=60000", "--retry=1"];
  return [...alone.map((path) => [path]), ...groups].map((group) => {
    const named = group.map((path) => basename(path, ".test.ts")).join(", ");
    return { ...testUnit(`e2e ${named}`, group, flags), needsBuild: true };
  });
}

/** Returns the units of both lists in turn: many server tests mostly wait, and browser tests need the processors meanwhile. */
function takeInTurn(some: readonly TestUnit[], others: readonly TestUnit[]): TestUnit[] {
  const length = Math.max(some.length, others.length);
  return Array.from({ length }, (_, at) => [some[at], others[at]])
    .flat()
    .filter((unit) => unit !== undefined);
}

/** Returns what a suite runs, in the order in which it is started. Names choose test files by a part of their path. */
export function planUnits(suite: Suite, names: readonly string[] = []): TestUnit[] {
  switch (suite) {
    case "check":
      return [...quickServerUnits(names), ...webUnits(names), TYPES, LINT];
    case "server":
      return serverUnits(names);
    case "web":
      return webUnits(names);
    case "e2e": {
      const units = e2eUnits(names);
      if (units.length === 0) return [];
      return names.length === 0 ? [BUILD, BROWSERS, ...units] : [BUILD, ...units];
    }
    case "all": {
      const tests = [...takeInTurn(serverUnits(names), e2eUnits(names)), ...webUnits(names)];
      if (names.length === 0) return [BUILD, BROWSERS, ...tests, TYPES, LINT];
      return tests.some(({ needsBuild }) => needsBuild) ? [BUILD, ...tests] : tests;
    }
  }
}
