// Every setting there is, in one table; from it come flags, variables, the help and the README's table. Rules C1 to C3.
// A Config exists only when nothing was wrong: the first bad start is told all its problems at once.
import { nearest } from "./nearest.ts";
import {
  basePath,
  bytes,
  certificate,
  duration,
  folder,
  host,
  oneOf,
  onOff,
  origins,
  type Parse,
  Unfit,
  webAddress,
  wholeNumber,
} from "./parsers.ts";

type Setting<T = unknown> = {
  /** Of the variable; the flag is made of it. */
  name: `MAYFLY_${string}`;
  /** What is parsed when nothing is given; undefined for settings that may stay unset. */
  initial: string | undefined;
  /** How the help words the default, where that isn't `initial` itself. */
  shown?: string;
  parse: Parse<T>;
  meaning: string;
};

const SETTINGS = {
  host: {
    name: "MAYFLY_HOST",
    initial: "0.0.0.0",
    parse: host,
    meaning: "Address to listen on; 127.0.0.1 keeps it to this machine",
  },
  port: {
    name: "MAYFLY_PORT",
    initial: "8080",
    shown: "8080, or the next free one",
    parse: wholeNumber(0, 65_535),
    meaning: "Port to listen on; one that is asked for must be free, 0 takes any",
  },
  publicUrl: {
    name: "MAYFLY_PUBLIC_URL",
    initial: undefined,
    parse: webAddress,
    meaning: "Address people reach it by, for links: https://chat.example.org",
  },
  basePath: {
    name: "MAYFLY_BASE_PATH",
    initial: "/",
    parse: basePath,
    meaning: "Path everything is served under, such as /chat/",
  },
  trustProxy: {
    name: "MAYFLY_TRUST_PROXY",
    initial: "off",
    parse: onOff,
    meaning: "Believe X-Forwarded-For, -Proto and -Host; only behind a proxy that sets them",
  },
  allowedOrigins: {
    name: "MAYFLY_ALLOWED_ORIGINS",
    initial: "",
    parse: origins,
    meaning: "Other sites whose pages may connect, separated by commas, or *",
  },
  publicDir: {
    name: "MAYFLY_PUBLIC_DIR",
    initial: undefined,
    parse: folder,
    meaning: "Folder with files of your own to serve: logo, robots.txt, theme.css",
  },
  codeLength: {
    name: "MAYFLY_CODE_LENGTH",
    initial: "8",
    parse: wholeNumber(6, 16),
    meaning: "Characters in a generated room code, 6 to 16",
  },
  customCodes: {
    name: "MAYFLY_CUSTOM_CODES",
    initial: "on",
    parse: onOff,
    meaning: "Whether a room's code may be chosen by hand",
  },
  defaultLifeMs: {
    name: "MAYFLY_DEFAULT_LIFE",
    initial: "24h",
    parse: duration("1m", "30d"),
    meaning: "Life of a room when none is chosen: 90s, 10m, 4h or 7d",
  },
  maxLifeMs: {
    name: "MAYFLY_MAX_LIFE",
    initial: "30d",
    parse: duration("1m", "30d"),
    meaning: "Longest life a room may have, up to 30d",
  },
  historyEvents: {
    name: "MAYFLY_HISTORY",
    initial: "500",
    parse: wholeNumber(0, 100_000),
    meaning: "Events each room keeps for latecomers, up to 100000",
  },
  maxMemoryBytes: {
    name: "MAYFLY_MAX_MEMORY",
    initial: "256m",
    parse: bytes(1024 ** 2),
    meaning: "Bytes all rooms and their history may take together: 64m, 1g",
  },
  messageLength: {
    name: "MAYFLY_MESSAGE_LENGTH",
    initial: "4000",
    parse: wholeNumber(1, 10_000),
    meaning: "Characters a message may have, up to 10000",
  },
  limits: {
    name: "MAYFLY_LIMITS",
    initial: "on",
    parse: onOff,
    meaning: "off lifts every rate and per-visitor limit: for benchmarks and closed test beds",
  },
  tls: {
    name: "MAYFLY_TLS",
    initial: undefined,
    parse: certificate,
    meaning: "Serve https by itself, with these files: cert.pem,key.pem",
  },
  log: {
    name: "MAYFLY_LOG",
    initial: "text",
    parse: oneOf("text", "json"),
    meaning: "How log lines are written: text or json",
  },
} satisfies Record<string, Setting>;

type Settings = typeof SETTINGS;
type Field = keyof Settings;
type Parsed<F extends Field> = Exclude<ReturnType<Settings[F]["parse"]>, Unfit>;

/** What `loadConfig` makes of the table, plus whether the port was asked for or may be another. */
export type Config = {
  readonly [F in Field]: Parsed<F> | (Settings[F]["initial"] extends string ? never : undefined);
} & {
  readonly portAsked: boolean;
};

/** The table as people read it, in its order. */
export const settings = Object.values(SETTINGS as Record<string, Setting>).map((setting) => ({
  variable: setting.name as string,
  flag: flagOf(setting),
  default: setting.shown ?? (setting.initial || "none"),
  meaning: setting.meaning,
}));

function flagOf({ name }: Setting): string {
  return `--${name.slice("MAYFLY_".length).toLowerCase().replaceAll("_", "-")}`;
}

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
  let { defaultLifeMs, publicUrl } = config;
  if (defaultLifeMs > config.maxLifeMs) {
    if (given.defaultLifeMs === undefined) defaultLifeMs = config.maxLifeMs;
    else problems.push(`${given.defaultLifeMs.as}: longer than the longest life allowed (MAYFLY_MAX_LIFE)`);
  }
  if (publicUrl !== undefined) {
    const { origin, pathname } = new URL(publicUrl);
    if (pathname === "/" || pathname === config.basePath) publicUrl = origin + config.basePath;
    else problems.push(`${given.publicUrl?.as}: its path must be that of MAYFLY_BASE_PATH, or none`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { ...config, defaultLifeMs, publicUrl } };
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
