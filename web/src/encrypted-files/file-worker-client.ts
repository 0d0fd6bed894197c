// The page's side of the worker of encrypted files. The worker is started with the first thing it is asked, and anew if it died.
import type { FileJobs } from "./file-jobs.ts";

type Name = keyof FileJobs;
export type Asked = { readonly call: number; readonly name: Name; readonly args: readonly unknown[] };
export type Answer = { readonly call: number; readonly value?: unknown; readonly error?: string };

type FileWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;
type Waiting = { resolve(value: never): void; reject(reason: Error): void };

export type FileWorkerClient = FileJobs & { end(): void };

const NAMES: Readonly<Record<Name, true>> = {
  prepare: true,
  seal: true,
  slice: true,
  open: true,
  startReading: true,
  readOn: true,
  stopReading: true,
  close: true,
};

/** @param start starts the worker */
export function createFileWorkerClient(start: () => FileWorker): FileWorkerClient {
  const waiting = new Map<number, Waiting>();
  let worker: FileWorker | undefined;
  let calls = 0;

  function fail(reason: string): void {
    worker?.terminate();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  }

  function running(): FileWorker {
    if (worker !== undefined) return worker;
    worker = start();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const asked = waiting.get(data.call);
      waiting.delete(data.call);
      if (data.error === undefined) asked?.resolve(data.value as never);
      else asked?.reject(new Error(data.error));
    };
    worker.onerror = () => fail("the worker died");
    return worker;
  }

  const ask = (name: Name, args: readonly unknown[]) =>
    new Promise<never>((resolve, reject) => {
      const call = ++calls;
      waiting.set(call, { resolve, reject });
      running().postMessage({ call, name, args } satisfies Asked);
    });

  const jobs = Object.keys(NAMES).map((name) => [name, (...args: unknown[]) => ask(name as Name, args)]);
  return { ...(Object.fromEntries(jobs) as FileJobs), end: () => fail("the room was left") };
}
