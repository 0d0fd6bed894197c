// Batches on their way to the journal's thread. A room's events of one batch become one chunk, for a row costs what
// hundreds of letters do; and all texts go as they are, without being encoded a second time.
import type { Write } from "./journal.ts";

/** Events of one room that follow each other. `texts`: a line each; `nonces`: of those that have one, a JSON array each, comma between. */
export type Chunk = readonly ["chunk", epoch: string, firstSeq: number, texts: string, nonces: string];
export type PackedWrite = Exclude<Write, readonly ["event", ...unknown[]]> | Chunk;

/** In the first line, a chunk has the lengths of its texts and its nonces instead. */
type Sized = Exclude<PackedWrite, Chunk> | readonly ["chunk", string, number, number, number];
type Filling = { epoch: string; firstSeq: number; texts: string[]; length: number; nonces: string[] };

/** A chunk takes no more, in events and UTF-16 units: to change one of its events is to write all of it again. */
const FULL = { events: 64, length: 32 * 1024 };

/** The batch as one text: its writes as JSON in the first line, then the texts and nonces of its chunks. */
export function packed(batch: readonly Write[]): string {
  const lines = [""];
  const sized = chunked(batch).map((write): Sized => {
    if (!("texts" in write)) return write;
    const { epoch, firstSeq, texts, length, nonces } = write;
    const list = nonces.join();
    lines.push(...texts, list);
    return ["chunk", epoch, firstSeq, length + texts.length - 1, list.length];
  });
  lines[0] = JSON.stringify(sized);
  return lines.join("\n");
}

/** The same writes to the same end: a room's events keep their order, and what is done to them comes after them. */
function chunked(batch: readonly Write[]): (Exclude<PackedWrite, Chunk> | Filling)[] {
  const writes: (Exclude<PackedWrite, Chunk> | Filling)[] = [];
  const open = new Map<string, Filling>();
  for (const write of batch) {
    if (write[0] !== "event") {
      // It may be about events of before.
      if (typeof write[1] === "string") open.delete(write[1]);
      writes.push(write);
      continue;
    }
    const [, epoch, seq, text, nonceKey, timestamp] = write;
    let chunk = open.get(epoch);
    if (chunk === undefined || chunk.texts.length >= FULL.events || chunk.length >= FULL.length) {
      chunk = { epoch, firstSeq: seq, texts: [], length: 0, nonces: [] };
      open.set(epoch, chunk);
      writes.push(chunk);
    }
    chunk.texts.push(text);
    chunk.length += text.length;
    if (nonceKey !== null) chunk.nonces.push(JSON.stringify([nonceKey, seq, timestamp]));
  }
  return writes;
}

/** @param text as `packed` made it */
export function unpacked(text: string): PackedWrite[] {
  let at = text.indexOf("\n") + 1;
  const sized = JSON.parse(at === 0 ? text : text.slice(0, at)) as Sized[];
  const next = (length: number) => {
    const line = text.slice(at, at + length);
    at += length + 1;
    return line;
  };
  return sized.map((write) => {
    if (write[0] !== "chunk") return write;
    const [kind, epoch, firstSeq, texts, nonces] = write;
    return [kind, epoch, firstSeq, next(texts), next(nonces)];
  });
}
