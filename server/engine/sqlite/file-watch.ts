// Notices when the data file is taken away from under a running server, or written to by somebody else. Rule J4.
import type { Database } from "bun:sqlite";
import { type BigIntStats, closeSync, fstatSync, openSync, statSync } from "node:fs";
import { type Generation, readGeneration, readGenerationAlone } from "./data-file-check.ts";
import { isUnchanged } from "./log-watch.ts";

export class FileWatch {
  readonly #path: string;
  readonly #database: Database;
  /** Stays open, for closing it would release SQLite's locks (fcntl(2)). */
  readonly #file: number;
  /** The file as it is known, after the last change that was ours. */
  #known: BigIntStats;
  #generation: Generation | undefined;
  /** What was found to be no state of ours: it isn't read again until it has changed. */
  #foreign: BigIntStats | undefined;

  constructor(path: string, database: Database) {
    this.#path = path;
    this.#database = database;
    this.#file = openSync(path, "r");
    this.#known = this.#stat();
    this.#generation = readGeneration(database);
  }

  /** What happened to the file, after "the data file"; undefined while all is well. */
  get trouble(): string | undefined {
    const named = statSync(this.#path, { throwIfNoEntry: false, bigint: true });
    if (named === undefined) return "is gone";
    if (named.ino !== this.#known.ino || named.dev !== this.#known.dev) return "was replaced";
    return this.isOverwritten ? "was overwritten" : undefined;
  }

  /** Whether the file, wherever it is, has been written to by somebody else. */
  get isOverwritten(): boolean {
    const now = this.#stat();
    if (isUnchanged(now, this.#known)) return false;
    if (this.#foreign !== undefined && isUnchanged(now, this.#foreign)) return true;
    // Only touched, or moved its own log into it, as other programs may: then it is still the file of this log.
    const { current } = readGenerationAlone(this.#path) ?? {};
    const isOurs =
      current !== undefined && (current === this.#generation?.current || current === this.#generation?.previous);
    if (isOurs) this.#known = now;
    this.#foreign = isOurs ? undefined : now;
    return !isOurs;
  }

  /** To be called after each change of ours. */
  acceptChange(): void {
    this.#known = this.#stat();
    this.rememberGeneration();
  }

  /** To be called when the file has another generation, in its log or in itself. */
  rememberGeneration(): void {
    this.#generation = readGeneration(this.#database);
  }

  close(): void {
    closeSync(this.#file);
  }

  #stat(): BigIntStats {
    return fstatSync(this.#file, { bigint: true });
  }
}
