// All Lua scripts, by name.
import { createHash } from "node:crypto";
import { ACCOUNT_SCRIPTS } from "./account-scripts.ts";
import { INDEX_SCRIPTS } from "./index-scripts.ts";
import { NODE_SCRIPTS } from "./node-scripts.ts";
import { ROOM_SCRIPTS } from "./room-scripts.ts";
import { VALUE_SCRIPTS } from "./value-scripts.ts";

export const SCRIPTS = {
  ...ROOM_SCRIPTS,
  ...VALUE_SCRIPTS,
  ...ACCOUNT_SCRIPTS,
  ...INDEX_SCRIPTS,
  ...NODE_SCRIPTS,
} as const;

export type ScriptName = keyof typeof SCRIPTS;

/** The names by which Redis knows the scripts. */
export const HASHES = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, text]) => [name, createHash("sha1").update(text).digest("hex")]),
) as Record<ScriptName, string>;
