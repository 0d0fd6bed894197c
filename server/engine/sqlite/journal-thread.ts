// Starts the journal's thread and sends it requests and batches, which it answers in their order.
import { encodeBatch } from "../journal/batch-encoding.ts";
import type { JournalWrite } from "../journal/journal.ts";
import type { ThreadAnswer, ThreadRequest } from "./journal.worker.ts";

/** Set by the build. Inside the executable, the worker has its path below server/ as its name. */
declare const IS_COMPILED: boolean | undefined;

const WORKER =
  typeof IS_COMPILED === "boolean"
    ? "./engine/sqlite/journal.worker.ts"
    : new URL("./journal.worker.ts", import.meta.url).href;

type PendingRequest = { resolve: () => void; reject: (error: Error) => void };

export class JournalThread {
  readonly #worker = new Worker(WORKER);
  readonly #pending: PendingRequest[] = [];
  /** The error that ended the thread; undefined while it runs. */
  #broken: Error | undefined;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<string>) => {
      const { error, code } = JSON.parse(data) as ThreadAnswer;
      const next = this.#pending.shift();
      if (error === undefined) next?.resolve();
      else next?.reject(Object.assign(new Error(error), { code }));
    };
    this.#worker.onerror = (event) => this.#break(new Error(event.message));
    this.#worker.addEventListener("close", () => this.#break(new Error("the journal's thread has ended")));
  }

  /** Sends a request. If it rejects, nothing of the request was done. */
  request(request: ThreadRequest): Promise<void> {
    return this.#send(JSON.stringify(request));
  }

  /** Sends a batch to be written. If it rejects, nothing of the batch was written. */
  commit(batch: readonly JournalWrite[]): Promise<void> {
    return this.#send(encodeBatch(batch));
  }

  // A text costs half as much to send as a structured clone.
  #send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(text);
    });
  }

  terminate(): void {
    this.#worker.terminate();
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#pending.splice(0)) reject(this.#broken);
  }
}
