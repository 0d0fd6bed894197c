// Runs in the journal's thread, so that SQLite waits for the disk here and not on the event loop.
import { decodeBatch } from "../journal/batch-encoding.ts";
import { type Durability, openDataFile } from "./data-file.ts";
import { DataFileProblem } from "./data-file-problem.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

declare const self: Worker;

export type ThreadRequest = { readonly open: string; readonly durability: Durability } | { readonly close: true };
/**
 * The answer to a request or a batch, one for each, in their order. `error` is what went wrong, `code` what SQLite or the
 * system calls it. Requests and answers are sent as JSON, batches as batch-encoding.ts encodes them.
 */
export type ThreadAnswer = { readonly error?: string; readonly code?: string };

/** The write-ahead log is emptied this long after a text was erased, and no more often, because that waits for the disk. */
const EMPTY_LOG_DELAY_MS = 3000;

let writer: SqliteWriter | undefined;
let isEmptyingScheduled = false;
let isCheckpointing = false;

/** Syncs the write-ahead log, so that SQLite need not wait for the disk, and then runs the action even if the sync failed. */
async function runAfterSync(action: (writer: SqliteWriter) => void): Promise<void> {
  await writer?.syncLog().catch(() => {});
  try {
    if (writer !== undefined) action(writer);
  } catch {
    // The next commit will report what is wrong with the disk. `hasErasedText` stays set until the action succeeds.
  }
}

function scheduleEmptyLog(): void {
  if (isEmptyingScheduled || !writer?.hasErasedText) return;
  isEmptyingScheduled = true;
  setTimeout(async () => {
    await runAfterSync((writer) => writer.emptyLog());
    isEmptyingScheduled = false;
    scheduleEmptyLog();
  }, EMPTY_LOG_DELAY_MS);
}

async function checkpointIfLong(): Promise<void> {
  if (isCheckpointing || !writer?.shouldCheckpoint) return;
  isCheckpointing = true;
  await runAfterSync((writer) => writer.checkpoint());
  isCheckpointing = false;
}

function write(batch: string): void {
  writer?.write(decodeBatch(batch));
  scheduleEmptyLog();
  void checkpointIfLong();
}

function handleRequest(request: ThreadRequest): void {
  if ("open" in request) {
    writer = new SqliteWriter(openDataFile(request.open, request.durability), request.open);
  } else {
    writer?.close();
    writer = undefined;
  }
}

self.onmessage = ({ data }: MessageEvent<string>) => {
  let answer: ThreadAnswer = {};
  try {
    if (data.startsWith("[")) write(data);
    else handleRequest(JSON.parse(data) as ThreadRequest);
  } catch (error) {
    const { code, message = "unknown" } = error as { code?: string; message?: string };
    const what = error instanceof DataFileProblem ? "the data file" : (code ?? "");
    answer = { error: `${what} ${message}`.trim(), ...(code === undefined ? undefined : { code }) };
  }
  postMessage(JSON.stringify(answer));
};
