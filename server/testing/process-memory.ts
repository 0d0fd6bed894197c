import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const PAGE_BYTES = 4096;
/** The page map is read for so much memory at a time, and memory itself for so much. */
const BLOCK_BYTES = 64 << 20;
const CHUNK_BYTES = 1 << 20;
const ENTRY_BYTES = 8;
/** Of the last byte of an entry of the page map: the page is in memory, or was moved out of it. */
const IN_USE = 0b1100_0000;

/** Returns whether each of these texts, in ASCII, is in the memory that a process of ours can write to. Linux alone has it. */
export function textsInMemory(pid: number, texts: readonly string[]): boolean[] {
  // JavaScript keeps texts in one byte or in two.
  const needles = texts.map((text) => [Buffer.from(text, "latin1"), Buffer.from(text, "utf16le")]);
  const found = texts.map(() => false);
  const overlap = Math.max(...needles.flat().map(({ length }) => length));
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const chunk = Buffer.alloc(CHUNK_BYTES + overlap);
  try {
    for (const at of chunksInUse(pid)) {
      const read = chunk.subarray(0, readSome(memory, chunk, chunk.length, at));
      for (const [index, spellings] of needles.entries()) {
        found[index] ||= spellings.some((spelling) => read.includes(spelling));
      }
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

/** Yields the addresses of the chunks that have memory behind them: most of what a process reserves was never written to. */
function* chunksInUse(pid: number): Generator<number> {
  const pageMap = openSync(`/proc/${pid}/pagemap`, "r");
  const entries = Buffer.alloc((BLOCK_BYTES / PAGE_BYTES) * ENTRY_BYTES);
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
      const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      const end = Number.parseInt(to, 16);
      for (let block = Number.parseInt(from, 16); block < end; block += BLOCK_BYTES) {
        const length = (Math.min(BLOCK_BYTES, end - block) / PAGE_BYTES) * ENTRY_BYTES;
        const known = readSome(pageMap, entries, length, (block / PAGE_BYTES) * ENTRY_BYTES);
        const chunks = new Set<number>();
        for (let entry = 0; entry < known; entry += ENTRY_BYTES) {
          if (((entries[entry + ENTRY_BYTES - 1] ?? 0) & IN_USE) === 0) continue;
          const offset = (entry / ENTRY_BYTES) * PAGE_BYTES;
          chunks.add(block + offset - (offset % CHUNK_BYTES));
        }
        yield* chunks;
      }
    }
  } finally {
    closeSync(pageMap);
  }
}

/** A part may be gone, or be nobody's to read: then as much as there is before it. */
function readSome(file: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(file, into, 0, length, at);
  } catch {
    return 0;
  }
}
