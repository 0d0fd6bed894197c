// `mayfly`: what was asked for on the command line, done. Nothing imports this.
import { helpText, parseCommand, problemsText } from "./cli.ts";
import { loadConfig } from "./config.ts";
import { healthcheck } from "./healthcheck.ts";
import { serve } from "./serve.ts";
import { versionText } from "./version.ts";

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if ("problem" in command) return fail([command.problem]);
  if (command.name === "help") return void process.stdout.write(helpText());
  if (command.name === "version") return void process.stdout.write(`${versionText}\n`);
  const loaded = loadConfig(command.flags, process.env);
  if (!loaded.ok) return fail(loaded.problems);
  if (command.name === "healthcheck") process.exit(await healthcheck(loaded.config));
  const problem = await serve(loaded.config);
  if (problem !== undefined) return fail([problem]);
}

function fail(problems: readonly string[]): never {
  process.stderr.write(problemsText(problems));
  process.exit(2);
}

main();
