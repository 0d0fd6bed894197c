// What follows `mayfly seal`, `open` and `prove`, and the files that it names. Rules C17 to C19.
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { drawBytes, fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import { MAX_ID_LENGTH } from "#protocol/limits";
import { type FullLink, readFullLink } from "./room-link.ts";

export const LINK_VARIABLE = "MAYFLY_LINK";
const SEED_BYTES = 32;
const FLAGS = {
  link: { type: "string" },
  keyring: { type: "string" },
  key: { type: "string" },
  member: { type: "string" },
  vanish: { type: "string" },
  json: { type: "boolean" },
} as const;

export type FlagName = keyof typeof FLAGS;
export type Options = {
  readonly link: FullLink;
  readonly keyring?: string;
  readonly key?: string;
  readonly member?: string;
  readonly vanish?: string;
  readonly json?: boolean;
  /** What the user should know of their files. */
  readonly notes: readonly string[];
};

/** The command can't be carried out at all. */
export class UsageProblem extends Error {}

/**
 * Parses the flags and reads the link.
 * @param needed the flags without which there is nothing to do; the link always is
 * @throws UsageProblem
 */
export function readOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  needed: readonly FlagName[],
  optional: readonly FlagName[],
): Options {
  const allowed = ["link", ...needed, ...optional] as const;
  let values: Omit<Options, "link" | "notes"> & { readonly link?: string };
  try {
    const options = Object.fromEntries(allowed.map((name) => [name, FLAGS[name]]));
    values = parseArgs({ args: [...argv], options }).values;
  } catch {
    throw new UsageProblem(`takes ${allowed.map((name) => `--${name}`).join(", ")}, and nothing else`);
  }
  const missing = needed.find((name) => values[name] === undefined);
  if (missing !== undefined) throw new UsageProblem(`--${missing}: missing`);
  const { member } = values;
  if (member !== undefined && !new RegExp(`^[!-~]{1,${MAX_ID_LENGTH}}$`).test(member)) {
    throw new UsageProblem("--member: not a member's id, which POST /api/sessions says");
  }
  return { ...values, ...readLink(values.link, env[LINK_VARIABLE]) };
}

function readLink(file: string | undefined, variable: string | undefined): Pick<Options, "link" | "notes"> {
  if (file?.includes("e2ee=")) {
    throw new UsageProblem(
      "--link: takes a file that has the link: on the command line, others on this machine could read it, and it is kept in the shell's history",
    );
  }
  if (file === undefined && !variable) {
    throw new UsageProblem(
      `--link: missing: a file whose first line is the full link; or set ${LINK_VARIABLE} to the link`,
    );
  }
  const from = file === undefined ? LINK_VARIABLE : "--link";
  const link = readFullLink(file === undefined ? (variable ?? "") : readTextFile("--link", file));
  if ("problem" in link) throw new UsageProblem(`${from}: ${link.problem}`);
  const isOpen = file !== undefined && isReadableByOthers(file);
  return { link, notes: isOpen ? [`note ${file} can be read by others on this machine: chmod 600 ${file}`] : [] };
}

/** @throws UsageProblem */
export function readTextFile(flag: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageProblem(`${flag}: can't be read (${(error as { code?: string }).code})`);
  }
}

/** A pipe, as `<(…)` makes one, is nobody else's. */
function isReadableByOthers(path: string): boolean {
  if (process.platform === "win32") return false;
  const file = openSync(path, "r");
  try {
    const stat = fstatSync(file);
    return stat.isFile() && (stat.mode & 0o077) !== 0;
  } finally {
    closeSync(file);
  }
}

/**
 * Returns the seed that a member's keys come from, which is drawn where there is no such file yet.
 * @throws UsageProblem
 */
export function readOrDrawSeed(path: string): Uint8Array {
  try {
    const seed = drawBytes((bytes) => void crypto.getRandomValues(bytes), SEED_BYTES);
    writeFileSync(path, `${toBase64url(seed)}\n`, { flag: "wx", mode: 0o600 });
    return seed;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST") throw new UsageProblem(`--key: can't be written (${code})`);
  }
  const seed = fromBase64url(readTextFile("--key", path).trim());
  if (seed?.length !== SEED_BYTES) throw new UsageProblem("--key: isn't a key that mayfly seal made");
  return seed;
}
