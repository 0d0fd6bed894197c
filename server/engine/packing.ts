// Events on their way into the file: those of a room that are written together become one chunk, for a row costs what
// hundreds of letters do; and what goes to the journal's thread is one text that isn't encoded a second time.
import type { Write } from "./journal.ts";

/** Events of one room that follow each other. `texts`: a line each; `nonces`: of those that have one, a JSON array each, comma between. */
export type Chunk = readonly ["chunk", epoch: string, firstSeq: number, texts: string, nonces: string];
export type PackedWrite = Exclude<Write, readonly ["event", ...unknown[]]> | Chunk;

/** A chunk takes no more: to change one of its events is to write all of it again. */
const CHUNK = { events: 64, length: 32 * 1024 };

type Filling = { epoch: string; firstSeq: number; texts: string[]; length: number; nonces: string[] };

/** The same writes to the same end: a room's events keep their order, and what is done to them comes after them. */
export function packed(batch: readonly Write[]): PackedWrite[] {
  const writes: (PackedWrite | Filling)[] = [];
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
    if (chunk === undefined || chunk.texts.length >= CHUNK.events || chunk.length >= CHUNK.length) {
      chunk = { epoch, firstSeq: seq, texts: [], length: 0, nonces: [] };
      open.set(epoch, chunk);
      writes.push(chunk);
    }
    chunk.texts.push(text);
    chunk.length += text.length;
    if (nonceKey !== null) chunk.nonces.push(JSON.stringify([nonceKey, seq, timestamp]));
  }
  return writes.map((write) => ("texts" in write ? closed(write) : write));
}

function closed({ epoch, firstSeq, texts, nonces }: Filling): Chunk {
  return ["chunk", epoch, firstSeq, texts.join("\n"), nonces.join()];
}

/** A batch as one text: its writes as JSON in a first line, where chunks have the lengths of what follows it. */
export function encoded(writes: readonly PackedWrite[]): string {
  const bulk: string[] = [];
  const head = writes.map((write) => {
    if (write[0] !== "chunk") return write;
    const [kind, epoch, firstSeq, texts, nonces] = write;
    bulk.push(texts, nonces);
    return [kind, epoch, firstSeq, texts.length, nonces.length];
  });
  return `${JSON.stringify(head)}\n${bulk.join("")}`;
}

export function decoded(text: string): PackedWrite[] {
  let read = text.indexOf("\n") + 1;
  const head = JSON.parse(text.slice(0, read)) as (PackedWrite | ["chunk", string, number, number, number])[];
  const next = (length: number) => {
    read += length;
    return text.slice(read - length, read);
  };
  return head.map((write) => {
    if (write[0] !== "chunk") return write;
    const [kind, epoch, firstSeq, texts, nonces] = write as ["chunk", string, number, number, number];
    return [kind, epoch, firstSeq, next(texts), next(nonces)];
  });
}
