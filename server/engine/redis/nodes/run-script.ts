import type { ScriptName } from "../scripts/scripts.ts";

/** Runs a script of Redis. @throws where it can't be reached */
export type RunScript = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<readonly unknown[]>;
