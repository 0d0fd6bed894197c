// Checks a data file before anything is written to it: that it is a whole file of Mayfly's, and that what lies beside it is
// its own. Rules J5, J6.
import { constants, Database } from "bun:sqlite";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { APPLICATION_ID, MIGRATIONS, readPragma, readRow } from "./data-file.ts";
import { DataFileProblem, toDataFileProblem } from "./data-file-problem.ts";

/** Where the header of a SQLite file has what is read here (sqlite.org/fileformat.html#the_database_header). */
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;
const READ_VERSION_AT = 19;
/** The read version of a file with a write-ahead log. */
const WAL_VERSION = 2;
/** How a rollback journal begins that would be played back (sqlite.org/fileformat.html#the_rollback_journal). */
const JOURNAL_MAGIC = "d9d505f920a163d7";
const JOURNAL_HEADER_BYTES = 28;
/** Where that says how many pages the file had. */
const INITIAL_PAGES_AT = 16;

/** Whose log belongs to whose file: the ids in `generation`, as hexadecimal. */
export type Generation = { readonly previous: string; readonly current: string };

/**
 * Checks by its first bytes that the file is Mayfly's, without opening it as a database. Accepts one that doesn't exist.
 * @throws DataFileProblem
 */
export function checkHeader(path: string): void {
  let header: Buffer;
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new DataFileProblem("is a folder, not a file");
    // Reading from a pipe would wait for whoever writes to it.
    if (!found.isFile()) throw new DataFileProblem("is a device or a pipe, not a file");
    header = readFirstBytes(path, HEADER_BYTES);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return;
    throw toDataFileProblem(error, path);
  }
  if (header.length > 0 && !isOurs(header)) throw new DataFileProblem("is not a Mayfly data file");
}

/**
 * Reads the whole file and checks it, changing nothing.
 * @throws DataFileProblem when it is not ours, newer than this program, or damaged, or when another file's log is beside it
 */
export function checkDataFile(path: string): void {
  checkHeader(path);
  if (isEmpty(path)) {
    // SQLite removes a log that lies beside an empty file.
    if (!isEmpty(`${path}-wal`)) throw strayFile(`${path}-wal`);
  }
  if (hasStrayJournal(path)) throw strayFile(`${path}-journal`);
  if (isEmpty(path)) return;
  const log = `${path}-wal`;
  const inspected = inspect(path);
  if (!isEmpty(log)) {
    const alone = inspect(path, true);
    const isItsOwn = inspected.problem === undefined && belongTogether(alone.generation, inspected.generation);
    if (!isItsOwn && alone.problem === undefined) throw strayFile(log);
  }
  if (inspected.problem !== undefined) throw inspected.problem;
}

/** Returns the generation of a file without its write-ahead log, where that is whole and ours. */
export function readGenerationAlone(path: string): Generation | undefined {
  const { problem, generation } = inspect(path, true);
  return problem === undefined ? generation : undefined;
}

/** Returns the generation of an open file; undefined in a file that an older Mayfly made. */
export function readGeneration(database: Database): Generation | undefined {
  const { name } = readRow(database, "SELECT name FROM sqlite_schema WHERE name = 'generation'");
  if (name === undefined) return undefined;
  return readRow(database, "SELECT hex(previous) AS previous, hex(current) AS current FROM generation") as Generation;
}

// The first batch of each log brings the next generation. So a file alone has the generation of its log, or the one before.
function belongTogether(alone: Generation | undefined, withLog: Generation | undefined): boolean {
  if (alone === undefined || withLog === undefined) return alone === undefined;
  return alone.current === withLog.current || alone.current === withLog.previous;
}

function inspect(path: string, isAlone = false): { problem?: DataFileProblem; generation?: Generation | undefined } {
  let database: Database | undefined;
  try {
    // An immutable file is read without what lies beside it.
    database = isAlone
      ? new Database(`${pathToFileURL(path)}?immutable=1`, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI)
      : new Database(path, { readonly: true });
    if (readPragma(database, "user_version") > MIGRATIONS.length) {
      throw new DataFileProblem("was written by a newer version of Mayfly");
    }
    const [verdict] = Object.values(readRow(database, "PRAGMA quick_check(1)"));
    if (verdict !== "ok") throw new DataFileProblem("is damaged");
    return { generation: readGeneration(database) };
  } catch (error) {
    return { problem: toDataFileProblem(error, path) };
  } finally {
    database?.close();
  }
}

// A rollback journal puts back what a file had before. One of another file would overwrite this one: it must be that where
// the file has a write-ahead log instead, or is empty, but was not when the journal began.
function hasStrayJournal(path: string): boolean {
  const journal = `${path}-journal`;
  if (isEmpty(journal)) return false;
  const header = readFirstBytes(journal, JOURNAL_HEADER_BYTES);
  if (header.length < JOURNAL_HEADER_BYTES || header.toString("hex", 0, 8) !== JOURNAL_MAGIC) return false;
  if (isEmpty(path)) return header.readUInt32BE(INITIAL_PAGES_AT) > 0;
  return readFirstBytes(path, HEADER_BYTES)[READ_VERSION_AT] === WAL_VERSION;
}

const strayFile = (path: string) =>
  new DataFileProblem(`can't be used: ${path} belongs to another file; move that away first`);

function isEmpty(path: string): boolean {
  return !existsSync(path) || statSync(path).size === 0;
}

function isOurs(header: Buffer): boolean {
  return (
    header.length === HEADER_BYTES &&
    header.toString("latin1", 0, 15) === "SQLite format 3" &&
    header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID
  );
}

function readFirstBytes(path: string, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  const file = openSync(path, "r");
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
