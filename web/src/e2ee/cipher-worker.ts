// Starts the worker that holds a room's keys, and asks it questions.
import { trustedScriptAddress } from "../browser/trusted-script-address.ts";
import type { Answer, FromWorker, Question, Questions, ToWorker } from "./worker/messages.ts";
import workerAddress from "./worker/worker.ts?worker&url";

// A page makes it once.
const address = trustedScriptAddress("crypto-worker", workerAddress);

export type CipherWorker = ReturnType<typeof startCipherWorker>;

export function startCipherWorker() {
  const worker = new Worker(address, { type: "module" });
  const listeners = new Set<(message: FromWorker) => void>();
  const waiting = new Map<number, (value: never) => void>();
  let questions = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === "answer") {
      waiting.get(data.id)?.(data.value as never);
      waiting.delete(data.id);
    }
    for (const listener of listeners) listener(data);
  };

  function ask<Q extends Question>(question: Q, ...args: Parameters<Questions[Q]>): Promise<Answer<Q> | undefined> {
    const id = questions++;
    return new Promise((resolve) => {
      waiting.set(id, resolve as (value: never) => void);
      worker.postMessage({ type: "ask", id, question, args } satisfies ToWorker);
    });
  }

  return {
    ask,
    post: (message: ToWorker) => worker.postMessage(message),
    /** Calls back with each message. Returns a function that ends it. */
    listen(listener: (message: FromWorker) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Resolves once the worker has dealt with all that it was sent. */
    settled: () => ask("openMessages", []),
    stop: () => worker.terminate(),
  };
}
