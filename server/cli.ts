// The commands of the command line, the help, and how problems are printed.

import { didYouMean } from "./config/did-you-mean.ts";
import { settingDescriptions } from "./config/settings.ts";

const COMMANDS = {
  serve: "Start the server (the default)",
  "backup FILE": "Copy the data file (MAYFLY_DATA) to FILE, even while the server runs",
  "restore FILE": "Replace the data file with a copy; the old file is kept beside it",
  "move URL": "Take the rooms of the data file (MAYFLY_DATA) into the Redis at URL; --back takes them from there",
  invite: "Print a code that makes an account an administrator, even while the server runs",
  "doctor URL": "Test the way to a server and name what a proxy does wrong; exits with 0 or 1",
  "verify URL": "Compare what a server hands out with this executable; exits with 0 or 1",
  seal: "Seal lines for an encrypted room: --link FILE --keyring FILE --key FILE --member ID; --json, --vanish",
  open: "Open what a server gave of an encrypted room: --link FILE, --keyring FILE, --json",
  prove: "Answer the challenge of an encrypted room: --link FILE --member ID",
  healthcheck: "Check that the server on this machine runs; exits with 0 or 1",
  version: "Print the version",
  help: "Print this help",
} as const;

type CommandUsage = keyof typeof COMMANDS;
/** The commands that take one word, a FILE or a URL. */
type CommandNameWith<Word extends string> = CommandUsage extends infer U
  ? U extends `${infer Name} ${Word}`
    ? Name
    : never
  : never;
type PlainCommandName = Exclude<CommandUsage, `${string} ${string}`>;

export type Command =
  | { readonly name: PlainCommandName; readonly flags: readonly string[] }
  | { readonly name: CommandNameWith<"FILE">; readonly flags: readonly string[]; readonly file: string }
  | { readonly name: CommandNameWith<"URL">; readonly flags: readonly string[]; readonly url: string };

/**
 * Parses the command. Its flags are left to loadConfig, and those of verify, seal, open and prove to themselves.
 * @param argv what follows the program's name
 */
export function parseCommand(argv: readonly string[]): Command | { problem: string } {
  if (argv.includes("--help") || argv.includes("-h")) return { name: "help", flags: [] };
  if (argv[0] === "--version" || argv[0] === "-v") return { name: "version", flags: [] };
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { name: "serve", flags: argv };
  if (Object.hasOwn(COMMANDS, first)) return { name: first as PlainCommandName, flags: rest };
  if (Object.hasOwn(COMMANDS, `${first} FILE`)) {
    const [file, ...flags] = rest;
    if (file === undefined || file.startsWith("-"))
      return { problem: `${first}: missing file, as in mayfly ${first} FILE` };
    return { name: first as CommandNameWith<"FILE">, flags, file };
  }
  if (Object.hasOwn(COMMANDS, `${first} URL`)) {
    const [url, ...flags] = rest;
    if (url === undefined || url.startsWith("-"))
      return { problem: `${first}: missing address, as in mayfly ${first} URL` };
    return { name: first as CommandNameWith<"URL">, flags, url };
  }
  const suggestion = didYouMean(
    first,
    Object.keys(COMMANDS).map((usage) => usage.split(" ")[0] as string),
  );
  return { problem: `${first}: unknown command${suggestion === undefined ? "" : `; did you mean ${suggestion}?`}` };
}

export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, meaning]) => `  ${name.padEnd(14)}${meaning}`);
  const flags = settingDescriptions.map(
    ({ flag, variable, default: initial, meaning }) => `  ${flag}, ${variable}\n      ${meaning} (default: ${initial})`,
  );
  return [
    "Mayfly: chat rooms that live for a day.",
    "",
    "Usage: mayfly [command] [settings]",
    "",
    "Commands:",
    ...commands,
    "",
    "Settings, as a flag (--port 9000 or --port=9000) or a variable (MAYFLY_PORT=9000); the flag wins:",
    ...flags,
    "",
  ].join("\n");
}

/** Returns the table of settings as the README has it. */
export function settingsTable(): string {
  const rows = settingDescriptions.map(
    ({ variable, flag, default: initial, meaning }) => `| \`${variable}\` | \`${flag}\` | ${initial} | ${meaning} |`,
  );
  return ["| Variable | Flag | Default | Meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** Returns what is printed when the program can't do what it was asked. */
export function problemsText(problems: readonly string[], what: string): string {
  return [`mayfly can't ${what}:`, ...problems.map((problem) => `  ${problem}`), "See mayfly --help.", ""].join("\n");
}
