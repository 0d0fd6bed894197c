// Notices when the write-ahead log is taken away from under a running server, or written to by somebody else. SQLite has it
// open and would go on with it: what it says is saved would be lost with the process. Rule J4.
import { type BigIntStats, closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";

/** How the two files begin, and what they are made of (sqlite.org/fileformat.html#walformat, sqlite.org/walformat.html). */
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Of these bytes of a header, the checksum is made. */
const [SUMMED_OF_LOG_HEADER, SUMMED_OF_FRAME_HEADER] = [24, 8];
const [SALTS_OF_LOG_AT, SALTS_OF_FRAME_AT, SALT_BYTES] = [16, 8, 8];
const BIG_ENDIAN_SUMS = 0x377f0683;
const INDEX_HEADER_BYTES = 48;
const [LAST_FRAME_AT, INDEX_SUMS_AT, INDEX_SALTS_AT] = [16, 24, 32];

export class LogWatch {
  readonly #path: string;
  readonly #pageBytes: number;
  /** The index, which SQLite keeps beside the log. Open as long as the file is, for closing it releases SQLite's locks. */
  #index: number;
  /** The log as it is known, after the last change that was ours. */
  #known: BigIntStats | undefined;
  /** What was found to be no state of ours: it isn't read again until it has changed. */
  #foreign: BigIntStats | undefined;

  /** @param path of the data file, which must be open */
  constructor(path: string, pageBytes: number) {
    this.#path = path;
    this.#pageBytes = pageBytes;
    this.#index = openSync(`${path}-shm`, "r");
    this.#known = this.#stat();
  }

  /** What happened to the log; undefined while all is well. */
  get trouble(): "gone" | "replaced" | "overwritten" | undefined {
    const now = this.#stat();
    if (now === undefined) return "gone";
    if (this.#known === undefined || !isSameFile(now, this.#known)) return "replaced";
    if (isUnchanged(now, this.#known)) return undefined;
    if (this.#foreign !== undefined && isUnchanged(now, this.#foreign)) return "overwritten";
    // Other programs may have added to it (`mayfly invite`), or begun it anew.
    const isWhole = this.#isWhole();
    if (isWhole) this.#known = now;
    this.#foreign = isWhole ? undefined : now;
    return isWhole ? undefined : "overwritten";
  }

  /** To be called after each change of ours. */
  acceptChange(): void {
    const now = this.#stat();
    if (now !== undefined && this.#known !== undefined && isSameFile(now, this.#known)) this.#known = now;
  }

  /** To be called when SQLite has made another log and another index. */
  reopen(): void {
    this.#index = openSync(`${this.#path}-shm`, "r");
    this.#known = this.#stat();
  }

  /** To be called when the data file is closed. */
  close(): void {
    closeSync(this.#index);
  }

  /** Returns whether the log still has all that the index says is in it. */
  #isWhole(): boolean {
    const index = Buffer.alloc(INDEX_HEADER_BYTES);
    readSync(this.#index, index, 0, INDEX_HEADER_BYTES, 0);
    const numbers = new Uint32Array(index.buffer, index.byteOffset, INDEX_HEADER_BYTES / 4);
    const frames = numbers[LAST_FRAME_AT / 4] ?? 0;
    if (frames === 0) return true;
    const log = readFileSync(`${this.#path}-wal`);
    if (log.length < LOG_HEADER_BYTES + frames * (FRAME_HEADER_BYTES + this.#pageBytes)) return false;
    const salts = index.subarray(INDEX_SALTS_AT, INDEX_SALTS_AT + SALT_BYTES);
    if (!salts.equals(log.subarray(SALTS_OF_LOG_AT, SALTS_OF_LOG_AT + SALT_BYTES))) return false;
    const sum = createSum(log);
    sum.add(0, SUMMED_OF_LOG_HEADER);
    for (let frame = 0; frame < frames; frame++) {
      const at = LOG_HEADER_BYTES + frame * (FRAME_HEADER_BYTES + this.#pageBytes);
      if (!salts.equals(log.subarray(at + SALTS_OF_FRAME_AT, at + SALTS_OF_FRAME_AT + SALT_BYTES))) return false;
      sum.add(at, SUMMED_OF_FRAME_HEADER);
      sum.add(at + FRAME_HEADER_BYTES, this.#pageBytes);
    }
    return sum.first === numbers[INDEX_SUMS_AT / 4] && sum.second === numbers[INDEX_SUMS_AT / 4 + 1];
  }

  #stat(): BigIntStats | undefined {
    return statSync(`${this.#path}-wal`, { throwIfNoEntry: false, bigint: true });
  }
}

/** SQLite's checksum, which goes on from frame to frame (sqlite.org/fileformat.html#checksum_algorithm). */
function createSum(log: Buffer) {
  const view = new DataView(log.buffer, log.byteOffset, log.length);
  const isLittleEndian = view.getUint32(0) !== BIG_ENDIAN_SUMS;
  const sum = {
    first: 0,
    second: 0,
    add(from: number, bytes: number) {
      for (let at = from; at < from + bytes; at += 8) {
        sum.first = (sum.first + view.getUint32(at, isLittleEndian) + sum.second) >>> 0;
        sum.second = (sum.second + view.getUint32(at + 4, isLittleEndian) + sum.first) >>> 0;
      }
    },
  };
  return sum;
}

function isSameFile(now: BigIntStats, known: BigIntStats): boolean {
  return now.ino === known.ino && now.dev === known.dev;
}

/** Returns whether a file was not written to. The time of its last change counts, which nobody can set. */
export function isUnchanged(now: BigIntStats, known: BigIntStats): boolean {
  return now.ctimeNs === known.ctimeNs && now.size === known.size;
}
