// Reads flags and variables into a Config, or lists everything that is wrong with them. Rules C1 to C3.

import { didYouMean } from "./did-you-mean.ts";
import { fs, paths } from "./lazy-node-modules.ts";
import { onOff, ParseProblem, proxyTrust } from "./parsers.ts";
import { isSetByPlatform } from "./platform-variables.ts";
import { redisProblems } from "./redis-rules.ts";
import { flagOf, SETTINGS, type Setting } from "./settings.ts";
import { applyTlsRules } from "./tls-rules.ts";

type Settings = typeof SETTINGS;
type Field = keyof Settings;
type Parsed<F extends Field> = Exclude<ReturnType<Settings[F]["parse"]>, ParseProblem>;

/** The value of every setting. `portAsked` tells whether the port was set; if not, another one may be taken. */
export type Config = {
  readonly [F in Field]: Parsed<F> | (Settings[F]["initial"] extends string ? never : undefined);
} & {
  readonly portAsked: boolean;
  readonly httpsPortAsked: boolean;
  /** The texts of the settings that were given. */
  readonly given: Readonly<Partial<Record<Field, string>>>;
};

/** The text given for a setting, and the flag or variable it was given by, which its problems name. */
type GivenValue = { text: string; givenAs: string };

/**
 * Reads all settings, or returns everything that is wrong with them.
 * @param argv what follows the command: `--flag value` or `--flag=value`; a flag wins over its variable
 * @param env an empty variable counts as not given, and one that a platform set is passed over
 * @param options `mayHaveBoth`: whether a data file may stand beside a Redis
 */
export function loadConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { mayHaveBoth = false }: { readonly mayHaveBoth?: boolean } = {},
): { ok: true; config: Config; passedOver: readonly string[] } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const passedOver: string[] = [];
  const given = { ...readVariables(env, problems, passedOver), ...readFlags(argv, problems) };

  const values: Record<string, unknown> = {
    portAsked: given.port !== undefined,
    httpsPortAsked: given.httpsPort !== undefined,
    given: Object.fromEntries(Object.entries(given).map(([field, { text }]) => [field, text])),
  };
  for (const [field, { initial, parse }] of Object.entries(SETTINGS as Record<Field, Setting>)) {
    const text = given[field]?.text ?? initial;
    const value = text === undefined ? undefined : parse(text);
    if (value instanceof ParseProblem) problems.push(`${given[field]?.givenAs}: expected ${value.expected}`);
    else values[field] = value;
  }
  if (problems.length > 0) return { ok: false, problems };

  const config = values as Config;
  const applied = applyCrossSettingRules(config, given, problems, mayHaveBoth);
  return applied.ok ? { ...applied, passedOver } : applied;
}

/** Applies the rules between settings: some defaults depend on other settings, and some values contradict each other. */
function applyCrossSettingRules(
  config: Config,
  given: Record<string, GivenValue | undefined>,
  problems: string[],
  mayHaveBoth: boolean,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  let { accounts, defaultLifeMs, publicUrl } = config;
  problems.push(...redisProblems(config, (field) => given[field]?.givenAs, mayHaveBoth));
  if (accounts !== "off" && config.data === undefined && config.redis === undefined) {
    if (given.accounts === undefined) accounts = "off";
    else
      problems.push(`${given.accounts.givenAs}: accounts need a data file or a Redis; set MAYFLY_DATA or MAYFLY_REDIS`);
  }
  if (given.durability?.givenAs.startsWith("--") && config.data === undefined) {
    problems.push(`${given.durability.givenAs}: needs MAYFLY_DATA`);
  }
  if (defaultLifeMs > config.maxLifeMs) {
    if (given.defaultLifeMs === undefined) defaultLifeMs = config.maxLifeMs;
    else problems.push(`${given.defaultLifeMs.givenAs}: longer than MAYFLY_MAX_LIFE`);
  }
  if (config.lifetimeMs !== undefined && config.maxLifeMs === Number.POSITIVE_INFINITY) {
    problems.push(`${given.lifetimeMs?.givenAs}: no room outlives the server; set MAYFLY_MAX_LIFE to a time`);
  }
  if (publicUrl !== undefined) {
    const { origin, pathname } = new URL(publicUrl);
    if (pathname === "/" || pathname === config.basePath) publicUrl = origin + config.basePath;
    else problems.push(`${given.publicUrl?.givenAs}: its path must be the same as MAYFLY_BASE_PATH, or empty`);
  }
  for (const field of ["data", "filesFolder"] as const) {
    const path = config[field];
    if (path !== undefined && config.publicDir !== undefined && isInsideFolder(path, config.publicDir)) {
      problems.push(`${given[field]?.givenAs}: is inside MAYFLY_PUBLIC_DIR, where everybody can read it`);
    }
  }
  if (
    typeof config.tls === "object" &&
    config.publicDir !== undefined &&
    isInsideFolder(config.tls.keyFile, config.publicDir)
  ) {
    problems.push(`${given.tls?.givenAs}: its key is inside MAYFLY_PUBLIC_DIR, where everybody can read it`);
  }
  const givenAs = (field: Field) => given[field]?.givenAs ?? SETTINGS[field].name;
  const https = applyTlsRules({ ...config, publicUrl }, givenAs, (problem) => problems.push(problem));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { ...config, accounts, defaultLifeMs, ...https } };
}

function readVariables(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
  passedOver: string[],
): Record<string, GivenValue> {
  const byName = new Map(Object.entries(SETTINGS).map(([field, { name }]) => [name as string, field]));
  const found: Record<string, GivenValue> = {};
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith("MAYFLY_") || text === undefined) continue;
    const field = byName.get(name);
    if (isSetByPlatform(name, text)) passedOver.push(name);
    else if (field === undefined) problems.push(unknownSettingProblem(name, [...byName.keys()]));
    else if (text !== "") found[field] = { text, givenAs: name };
  }
  return found;
}

function readFlags(argv: readonly string[], problems: string[]): Record<string, GivenValue> {
  const byFlag = new Map(Object.entries(SETTINGS).map(([field, setting]) => [flagOf(setting), field]));
  const found: Record<string, GivenValue> = {};
  for (let at = 0; at < argv.length; at++) {
    const [flag = "", ...after] = (argv[at] ?? "").split("=");
    const field = byFlag.get(flag);
    const next = argv[at + 1];
    if (field === undefined) {
      problems.push(unknownSettingProblem(flag, [...byFlag.keys()]));
      // The next word is the unknown flag's value, not a setting of its own.
      if (flag.startsWith("-") && after.length === 0 && next !== undefined && !next.startsWith("-")) at++;
    } else if (after.length > 0) {
      found[field] = { text: after.join("="), givenAs: flag };
    } else if (next !== undefined && !next.startsWith("--")) {
      found[field] = { text: next, givenAs: flag };
      at++;
    } else if (takesNoValue(field as Field)) {
      found[field] = { text: "on", givenAs: flag };
    } else {
      problems.push(`${flag}: expected a value`);
    }
  }
  return found;
}

function unknownSettingProblem(name: string, known: readonly string[]): string {
  const suggestion = didYouMean(name, known);
  return `${name}: unknown setting${suggestion === undefined ? "" : `; did you mean ${suggestion}?`}`;
}

function isInsideFolder(path: string, folder: string): boolean {
  return !paths().relative(fs().realpathSync(folder), realPathOf(path)).startsWith("..");
}

/** Returns where a file is, or will be made: links are followed, also to what doesn't exist yet. */
function realPathOf(path: string): string {
  const { basename, dirname, join, resolve } = paths();
  const { lstatSync, readlinkSync, realpathSync } = fs();
  try {
    return realpathSync(path);
  } catch (error) {
    // What can't be reached for another reason is not served either.
    if ((error as { code?: string }).code !== "ENOENT") return path;
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return realPathOf(resolve(dirname(path), readlinkSync(path)));
  }
  return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
}

/** Whether the flag of a setting, given alone, is on. */
function takesNoValue(field: Field): boolean {
  const parse: unknown = SETTINGS[field].parse;
  return parse === onOff || parse === proxyTrust;
}
