// What was asked for on the command line, and the help. Plain functions of their arguments.

import { nearest } from "./nearest.ts";
import { settings } from "./settings.ts";

const COMMANDS = {
  serve: "Start the server; what happens without a command",
  healthcheck: "Ask the server on this machine whether it is well; exits 0 or 1",
  version: "Print the version",
  help: "Print this",
} as const;

export type CommandName = keyof typeof COMMANDS;

/** @param argv what follows the program's name. Flags are left for loadConfig, which knows them. */
export function parseCommand(
  argv: readonly string[],
): { name: CommandName; flags: readonly string[] } | { problem: string } {
  if (argv.includes("--help") || argv.includes("-h")) return { name: "help", flags: [] };
  if (argv[0] === "--version" || argv[0] === "-v") return { name: "version", flags: [] };
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith("-")) return { name: "serve", flags: argv };
  if (Object.hasOwn(COMMANDS, first)) return { name: first as CommandName, flags: rest };
  const meant = nearest(first, Object.keys(COMMANDS));
  return { problem: `${first}: unknown command${meant === undefined ? "" : `; did you mean ${meant}?`}` };
}

export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, meaning]) => `  ${name.padEnd(13)}${meaning}`);
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

/** How a start that can't happen is told. */
export function problemsText(problems: readonly string[]): string {
  return ["mayfly can't start:", ...problems.map((problem) => `  ${problem}`), "See mayfly --help.", ""].join("\n");
}
