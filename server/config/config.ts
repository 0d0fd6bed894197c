// What was given as flags and variables becomes a Config, or the list of all that is wrong with it. Rules C1 to C3.
// A Config exists only when nothing was wrong: a bad start is told all its problems at once.

import { nearest } from "./did-you-mean.ts";
import { fs, paths } from "./lazy-node-modules.ts";
import { onOff, Unfit } from "./parsers.ts";
import { flagOf, SETTINGS, type Setting } from "./settings.ts";

type Settings = typeof SETTINGS;
type Field = keyof Settings;
type Parsed<F extends Field> = Exclude<ReturnType<Settings[F]["parse"]>, Unfit>;

/** What `loadConfig` makes of the table, plus whether the port was asked for or may be another. */
export type Config = {
  readonly [F in Field]: Parsed<F> | (Settings[F]["initial"] extends string ? never : undefined);
} & {
  readonly portAsked: boolean;
};

/** What was given for a setting, and under which name: that is the name its problems are told by. */
type Given = { text: string; as: string };

/**
 * @param argv what follows the command: `--flag value` or `--flag=value`; a flag wins over its variable
 * @param env an empty variable counts as not given
 */
export function loadConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const given = { ...fromVariables(env, problems), ...fromFlags(argv, problems) };

  const values: Record<string, unknown> = { portAsked: given.port !== undefined };
  for (const [field, { initial, parse }] of Object.entries(SETTINGS as Record<Field, Setting>)) {
    const text = given[field]?.text ?? initial;
    const value = text === undefined ? undefined : parse(text);
    if (value instanceof Unfit) problems.push(`${given[field]?.as}: expected ${value.expected}`);
    else values[field] = value;
  }
  if (problems.length > 0) return { ok: false, problems };

  const config = values as Config;
  return settled(config, given, problems);
}

/** The rules between settings. */
function settled(
  config: Config,
  given: Record<string, Given | undefined>,
  problems: string[],
): ReturnType<typeof loadConfig> {
  let { accounts, defaultLifeMs, publicUrl } = config;
  if (accounts !== "off" && config.data === undefined) {
    if (given.accounts === undefined) accounts = "off";
    else problems.push(`${given.accounts.as}: accounts are kept in a file; name one with MAYFLY_DATA`);
  }
  if (defaultLifeMs > config.maxLifeMs) {
    if (given.defaultLifeMs === undefined) defaultLifeMs = config.maxLifeMs;
    else problems.push(`${given.defaultLifeMs.as}: longer than the longest life allowed (MAYFLY_MAX_LIFE)`);
  }
  if (publicUrl !== undefined) {
    const { origin, pathname } = new URL(publicUrl);
    if (pathname === "/" || pathname === config.basePath) publicUrl = origin + config.basePath;
    else problems.push(`${given.publicUrl?.as}: its path must be that of MAYFLY_BASE_PATH, or none`);
  }
  if (config.data !== undefined && config.publicDir !== undefined && isWithin(config.data, config.publicDir)) {
    problems.push(`${given.data?.as}: lies in the folder of MAYFLY_PUBLIC_DIR, whose files everybody can read`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { ...config, accounts, defaultLifeMs, publicUrl } };
}

function fromVariables(env: Readonly<Record<string, string | undefined>>, problems: string[]): Record<string, Given> {
  const byName = new Map(Object.entries(SETTINGS).map(([field, { name }]) => [name as string, field]));
  const found: Record<string, Given> = {};
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith("MAYFLY_") || text === undefined) continue;
    const field = byName.get(name);
    if (field === undefined) problems.push(unknown(name, [...byName.keys()]));
    else if (text !== "") found[field] = { text, as: name };
  }
  return found;
}

function fromFlags(argv: readonly string[], problems: string[]): Record<string, Given> {
  const byFlag = new Map(Object.entries(SETTINGS).map(([field, setting]) => [flagOf(setting), field]));
  const found: Record<string, Given> = {};
  for (let at = 0; at < argv.length; at++) {
    const [flag = "", ...after] = (argv[at] ?? "").split("=");
    const field = byFlag.get(flag);
    const next = argv[at + 1];
    if (field === undefined) {
      problems.push(unknown(flag, [...byFlag.keys()]));
      // Its value, too, is none of the others'.
      if (flag.startsWith("-") && after.length === 0 && next !== undefined && !next.startsWith("-")) at++;
    } else if (after.length > 0) {
      found[field] = { text: after.join("="), as: flag };
    } else if (next !== undefined && !next.startsWith("--")) {
      found[field] = { text: next, as: flag };
      at++;
    } else if ((SETTINGS[field as Field].parse as unknown) === onOff) {
      found[field] = { text: "on", as: flag };
    } else {
      problems.push(`${flag}: expected a value`);
    }
  }
  return found;
}

function unknown(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `${name}: unknown setting${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function isWithin(path: string, folder: string): boolean {
  const { basename, dirname, join, relative } = paths();
  const { realpathSync } = fs();
  const way = relative(realpathSync(folder), join(realpathSync(dirname(path)), basename(path)));
  return !way.startsWith("..");
}
