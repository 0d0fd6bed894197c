// Why a data file can't be used, as half a sentence that follows its path. Rules J5, C13.
import { accessSync, constants, type Stats, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { COMPANIONS } from "./data-file-names.ts";

/** The reason a data file can't be used, as half a sentence for the operator. */
export class DataFileProblem extends Error {}

/** What SQLite and the system say when something may not be opened, made or written. */
const OBSTRUCTED = /^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS|EISDIR|ENOENT|ENOTDIR)/;

/** Turns an error of SQLite or the system into a problem of the file. */
export function toDataFileProblem(error: unknown, path: string): DataFileProblem {
  if (error instanceof DataFileProblem) return error;
  const { code = "", message } = error as { code?: string; message?: string };
  if (code === "SQLITE_NOTADB") return new DataFileProblem("is not a Mayfly data file");
  if (OBSTRUCTED.test(code)) return new DataFileProblem(findObstacle(path) ?? `can't be used: ${message}`);
  if (code.startsWith("SQLITE_CORRUPT")) return new DataFileProblem("is damaged");
  if (code.startsWith("SQLITE_BUSY")) return new DataFileProblem("is in use by another program");
  return new DataFileProblem(`can't be used: ${message ?? code}`);
}

/** Returns what keeps this process from using the file: its folder, the file itself, or one that SQLite has beside it. */
function findObstacle(path: string): string | undefined {
  const folder = dirname(path);
  const found = lookAt(folder);
  if (found === "ENOENT") return "can't be written: its folder does not exist";
  if (found === "ENOTDIR" || (typeof found !== "string" && !found.isDirectory())) {
    return "can't be written: its folder is a file";
  }
  if (typeof found === "string") return `can't be reached by ${thisUser()}, who may not enter ${lastReachable(folder)}`;
  if (accessRefusal(folder, constants.X_OK) !== undefined) {
    const who = `${thisUser()}, who may not enter ${folder}; it belongs to ${ownerOf(found)}`;
    return `can't be reached by ${who}${remedy(folder, found)}`;
  }
  for (const suffix of ["", ...COMPANIONS]) {
    const file = path + suffix;
    const at = lookAt(file);
    if (at === "ENOENT") continue;
    const it = suffix === "" ? "" : `can't be used: ${file} beside it `;
    if (typeof at === "string") return `${it}can't be reached by ${thisUser()}`;
    if (at.isDirectory()) return `${it}is a folder, not a file`;
    const refusal = accessRefusal(file, constants.R_OK | constants.W_OK);
    if (refusal === "EROFS") return `${it}is on a read-only file system`;
    if (refusal !== undefined)
      return `${it}can't be written by ${thisUser()}; it belongs to ${ownerOf(at)}${remedy(file, at)}`;
  }
  const refusal = accessRefusal(folder, constants.W_OK | constants.X_OK);
  if (refusal === "EROFS") return "can't be written: its folder is on a read-only file system";
  if (refusal === undefined) return undefined;
  const who = `${thisUser()}; it belongs to ${ownerOf(found)}`;
  return `can't be written: its folder can't be written by ${who}${remedy(folder, found)}`;
}

/** Returns what is at a path, or the system's code for why that can't be known. */
function lookAt(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

function accessRefusal(path: string, mode: number): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

/** Returns the nearest folder above a path that this process can see. */
function lastReachable(path: string): string {
  const above = dirname(path);
  return above === path || typeof lookAt(above) !== "string" ? above : lastReachable(above);
}

/** Returns the command that gives this process the right to write, to be run by the owner or root. */
function remedy(path: string, { uid }: Stats): string {
  const own = process.getuid?.();
  if (own === undefined) return "";
  const command = own === uid ? "chmod u+rwX" : `chown -R ${own}:${process.getgid?.() ?? own}`;
  return `; to mend it: ${command} '${path}'`;
}

function ownerOf({ uid }: Stats): string {
  return `uid ${uid}`;
}

/** Names the user this process runs as. In a container it may have no name. */
function thisUser(): string {
  const uid = process.getuid?.();
  let name: string | undefined;
  try {
    name = userInfo().username;
  } catch {
    // Its number has to do.
  }
  const who = [name === "unknown" ? undefined : name, uid === undefined ? undefined : `uid ${uid}`];
  return `the user that runs Mayfly (${who.filter((one) => one !== undefined).join(", ")})`;
}
