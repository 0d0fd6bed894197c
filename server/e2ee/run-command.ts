// Runs `mayfly seal`, `mayfly open` or `mayfly prove` with what follows it. Loaded only by these commands.
import type { ByteStream, Print } from "./input.ts";
import { type FlagName, type Options, readOptions, UsageProblem } from "./options.ts";
import { runOpen } from "./run-open.ts";
import { runProve } from "./run-prove.ts";
import { runSeal } from "./run-seal.ts";

type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: ByteStream;
  readonly print: Print;
  /** Prints what isn't the result. */
  readonly complain: Print;
};
type TerminalCommandRules = {
  readonly needed: readonly FlagName[];
  readonly optional: readonly FlagName[];
  /** @throws UsageProblem */
  readonly run: (options: Options, input: ByteStream, print: Print, complain: Print) => Promise<0 | 1>;
};

const COMMANDS = {
  seal: { needed: ["keyring", "key", "member"], optional: ["vanish", "json"], run: runSeal },
  open: { needed: [], optional: ["keyring", "json"], run: runOpen },
  prove: { needed: ["member"], optional: [], run: runProve },
} as const satisfies Record<string, TerminalCommandRules>;

/** @returns the exit code: 0 where all went well, 1 where a part didn't, 2 where nothing could be done */
export async function runTerminalCommand(
  name: keyof typeof COMMANDS,
  argv: readonly string[],
  { env, input, print, complain }: Surroundings,
): Promise<0 | 1 | 2> {
  const { needed, optional, run }: TerminalCommandRules = COMMANDS[name];
  try {
    const options = readOptions(argv, env, needed, optional);
    for (const note of options.notes) complain(note);
    return await run(options, input, print, complain);
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    complain(`mayfly can't ${name}:\n  ${error.message}\nSee mayfly --help.`);
    return 2;
  }
}
