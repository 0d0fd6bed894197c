// The journal's worker seen from the event loop: a function that answers. It takes one order after the other.

import { packed } from "../journal/batch-encoding.ts";
import type { Write } from "../journal/journal.ts";
import type { Answer, Order } from "./journal.worker.ts";

/** Set by the build: inside the executable, the worker is known by its path below server/. */
declare const IS_COMPILED: boolean | undefined;

const WORKER =
  typeof IS_COMPILED === "boolean"
    ? "./engine/sqlite/journal.worker.ts"
    : new URL("./journal.worker.ts", import.meta.url).href;

type Waiting = { resolve: () => void; reject: (error: Error) => void };

export class JournalThread {
  readonly #worker = new Worker(WORKER);
  readonly #waiting: Waiting[] = [];
  /** Why it will never answer again. */
  #broken: Error | undefined;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<string>) => {
      const { error, code } = JSON.parse(data) as Answer;
      const next = this.#waiting.shift();
      if (error === undefined) next?.resolve();
      else next?.reject(Object.assign(new Error(error), { code }));
    };
    this.#worker.onerror = (event) => this.#break(new Error(event.message));
    this.#worker.addEventListener("close", () => this.#break(new Error("the journal's thread has ended")));
  }

  /** Rejects with what went wrong; then nothing of the order was done. */
  order(order: Order): Promise<void> {
    return this.#send(JSON.stringify(order));
  }

  /** Rejects with what went wrong; then nothing of the batch was written. */
  commit(batch: readonly Write[]): Promise<void> {
    return this.#send(packed(batch));
  }

  // As text: that costs half of what a structured clone does.
  #send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(text);
    });
  }

  end(): void {
    this.#worker.terminate();
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#broken);
  }
}
