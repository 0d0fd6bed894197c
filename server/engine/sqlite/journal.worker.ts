// The journal's own thread: SQLite's work and its waiting for the disk happen here, not on the event loop.

import { unpacked } from "../journal/batch-encoding.ts";
import { DataFileProblem, type Durability, openDatabase } from "./data-file.ts";
import { Writer } from "./sqlite-writer.ts";

declare const self: Worker;

export type Order = { readonly open: string; readonly durability: Durability } | { readonly close: true };
/** Goes as JSON, as orders do, beside batches as packing.ts encodes them. All are answered one by one, in their order; `error` is what went wrong, `code` what SQLite or the system calls it. */
export type Answer = { readonly error?: string; readonly code?: string };

/** Erased texts leave the write-ahead log this soon, and the log is emptied no more often: that waits for the disk. */
const WIPE_MS = 3000;

let writer: Writer | undefined;
let isWipeDue = false;
let isMoving = false;

/** Does it once the disk has taken most of the write-ahead log, or won't: then SQLite waits for it. */
async function flushed(act: (writer: Writer) => void): Promise<void> {
  await writer?.flushLog().catch(() => {});
  try {
    if (writer !== undefined) act(writer);
  } catch {
    // The next commit will say what is wrong with the disk. The traces are remembered until it works.
  }
}

function wipeSoon(): void {
  if (isWipeDue || !writer?.hasTraces) return;
  isWipeDue = true;
  setTimeout(async () => {
    await flushed((writer) => writer.wipe());
    isWipeDue = false;
    wipeSoon();
  }, WIPE_MS);
}

async function moveIfLong(): Promise<void> {
  if (isMoving || !writer?.isLogLong) return;
  isMoving = true;
  await flushed((writer) => writer.moveLog());
  isMoving = false;
}

function write(batch: string): void {
  writer?.write(unpacked(batch));
  wipeSoon();
  void moveIfLong();
}

function obey(order: Order): void {
  if ("open" in order) {
    writer = new Writer(openDatabase(order.open, order.durability), order.open);
  } else {
    writer?.close();
    writer = undefined;
  }
}

self.onmessage = ({ data }: MessageEvent<string>) => {
  let answer: Answer = {};
  try {
    if (data.startsWith("[")) write(data);
    else obey(JSON.parse(data) as Order);
  } catch (error) {
    const { code, message = "unknown" } = error as { code?: string; message?: string };
    const what = error instanceof DataFileProblem ? "the data file" : (code ?? "");
    answer = { error: `${what} ${message}`.trim(), ...(code === undefined ? undefined : { code }) };
  }
  postMessage(JSON.stringify(answer));
};
