// What was asked for on the command line, and the help. Plain functions of their arguments.

import { nearest } from "./config/did-you-mean.ts";
import { settings } from "./config/settings.ts";

const COMMANDS = {
  serve: "Start the server; what happens without a command",
  "backup FILE": "Copy the data file of MAYFLY_DATA to FILE, also while a server uses it",
  "restore FILE": "Put a copy in the place of the data file, which is kept beside it",
  invite: "Print a code that makes an account an administrator's, also while a server runs",
  healthcheck: "Ask the server on this machine whether it is well; exits 0 or 1",
  version: "Print the version",
  help: "Print this",
} as const;

type Usage = keyof typeof COMMANDS;
type OnFile = Usage extends infer U ? (U extends `${infer Name} FILE` ? Name : never) : never;
type Alone = Exclude<Usage, `${string} FILE`>;

export type Command =
  | { readonly name: Alone; readonly flags: readonly string[] }
  | { readonly name: OnFile; readonly flags: readonly string[]; readonly file: string };

/** @param argv what follows the program's name. Flags are left for loadConfig, which knows them. */
export function parseCommand(argv: readonly string[]): Command | { problem: string } {
  if (argv.includes("--help") || argv.includes("-h")) return { name: "help", flags: [] };
  if (argv[0] === "--version" || argv[0] === "-v") return { name: "version", flags: [] };
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { name: "serve", flags: argv };
  if (Object.hasOwn(COMMANDS, first)) return { name: first as Alone, flags: rest };
  if (Object.hasOwn(COMMANDS, `${first} FILE`)) {
    const [file, ...flags] = rest;
    if (file === undefined || file.startsWith("-")) return { problem: `${first}: name a file right after it` };
    return { name: first as OnFile, flags, file };
  }
  const meant = nearest(
    first,
    Object.keys(COMMANDS).map((usage) => usage.split(" ")[0] as string),
  );
  return { problem: `${first}: unknown command${meant === undefined ? "" : `; did you mean ${meant}?`}` };
}

export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, meaning]) => `  ${name.padEnd(14)}${meaning}`);
  const flags = settings.map(
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

/** The same table for the README. */
export function settingsTable(): string {
  const rows = settings.map(
    ({ variable, flag, default: initial, meaning }) => `| \`${variable}\` | \`${flag}\` | ${initial} | ${meaning} |`,
  );
  return ["| Variable | Flag | Default | Meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** How it is told that something can't be done. */
export function problemsText(problems: readonly string[], what = "start"): string {
  return [`mayfly can't ${what}:`, ...problems.map((problem) => `  ${problem}`), "See mayfly --help.", ""].join("\n");
}
