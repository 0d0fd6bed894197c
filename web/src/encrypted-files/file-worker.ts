// The worker's entry: passes what the page asks to the jobs, and their answers back.
import { createFileJobs, type FileJobs } from "./file-jobs.ts";
import type { Answer, Asked } from "./file-worker-client.ts";

type Scope = {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
};

const scope = self as unknown as Scope;
const jobs = createFileJobs({
  fetch: (address, init) => fetch(address, init),
  random: (bytes) => crypto.getRandomValues(bytes),
});

/** Bytes are handed over, not copied. */
function transferOf(value: unknown): Transferable[] {
  const bytes = (value as { bytes?: Uint8Array<ArrayBuffer> } | undefined)?.bytes;
  return bytes instanceof Uint8Array ? [bytes.buffer] : [];
}

scope.onmessage = async ({ data: { call, name, args } }) => {
  try {
    const job = jobs[name] as (...args: readonly unknown[]) => Promise<unknown>;
    const value = await job(...args);
    scope.postMessage({ call, value }, transferOf(value));
  } catch (error) {
    scope.postMessage({ call, error: String(error) }, []);
  }
};

export type { FileJobs };
