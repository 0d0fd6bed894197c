// Encodes batches on their way to the journal's thread. A room's events of one batch become one chunk, because a row costs
// as much as hundreds of characters; and texts are passed as they are, without being encoded a second time.
import type { JournalWrite } from "./journal.ts";

/**
 * Consecutive events of one room: `texts` has a line for each, `nonces` a JSON array for each that has one, separated by
 * commas.
 */
export type Chunk = readonly ["chunk", epoch: string, firstSeq: number, texts: string, nonces: string];
export type BatchWrite = Exclude<JournalWrite, readonly ["event", ...unknown[]]> | Chunk;

/** A write as the first line has it: a chunk is given by the lengths of its texts and its nonces. */
type WriteHeader = Exclude<BatchWrite, Chunk> | readonly ["chunk", string, number, number, number];
type OpenChunk = { epoch: string; firstSeq: number; texts: string[]; length: number; nonces: string[] };

/** The largest chunk, in events and UTF-16 units. To change one event, its whole chunk is written again. */
export const MAX_CHUNK = { events: 64, length: 32 * 1024 };

/** Returns the batch as one text: its writes as JSON in the first line, then the texts and nonces of its chunks. */
export function encodeBatch(batch: readonly JournalWrite[]): string {
  const lines = [""];
  const headers = groupIntoChunks(batch).map((write): WriteHeader => {
    if (!("texts" in write)) return write;
    const { epoch, firstSeq, texts, length, nonces } = write;
    const nonceList = nonces.join();
    lines.push(...texts, nonceList);
    return ["chunk", epoch, firstSeq, length + texts.length - 1, nonceList.length];
  });
  lines[0] = JSON.stringify(headers);
  return lines.join("\n");
}

/** Returns chunks as one text, which `decodeBatch` reads. Data files hold such texts: their format stays as it is. */
export function encodeChunks(chunks: readonly Chunk[]): string {
  const headers = chunks.map(([kind, epoch, firstSeq, texts, nonces]): WriteHeader => {
    return [kind, epoch, firstSeq, texts.length, nonces.length];
  });
  return [JSON.stringify(headers), ...chunks.flatMap(([, , , texts, nonces]) => [texts, nonces])].join("\n");
}

/** Groups events into chunks. A room's events keep their order, and its other writes stay behind the events before them. */
function groupIntoChunks(batch: readonly JournalWrite[]): (Exclude<BatchWrite, Chunk> | OpenChunk)[] {
  const writes: (Exclude<BatchWrite, Chunk> | OpenChunk)[] = [];
  const open = new Map<string, OpenChunk>();
  for (const write of batch) {
    if (write[0] !== "event") {
      // This write may change earlier events of the room, so they must be in an earlier chunk.
      if (typeof write[1] === "string") open.delete(write[1]);
      writes.push(write);
      continue;
    }
    const [, epoch, seq, text, nonceKey, timestamp] = write;
    let chunk = open.get(epoch);
    if (chunk === undefined || chunk.texts.length >= MAX_CHUNK.events || chunk.length >= MAX_CHUNK.length) {
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

/** Returns the writes of an encoded batch. @param text as `encodeBatch` returned it */
export function decodeBatch(text: string): BatchWrite[] {
  let at = text.indexOf("\n") + 1;
  const headers = JSON.parse(at === 0 ? text : text.slice(0, at)) as WriteHeader[];
  const next = (length: number) => {
    const line = text.slice(at, at + length);
    at += length + 1;
    return line;
  };
  return headers.map((write) => {
    if (write[0] !== "chunk") return write;
    const [kind, epoch, firstSeq, texts, nonces] = write;
    return [kind, epoch, firstSeq, next(texts), next(nonces)];
  });
}
