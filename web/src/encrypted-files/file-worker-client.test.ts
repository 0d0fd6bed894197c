import { expect, test } from "bun:test";
import { sealedFileBytes } from "#protocol/e2ee/file-layout";
import { createEncryptedRoom } from "../../../server/testing/encrypted-room.ts";
import { createFileJobs } from "./file-jobs.ts";
import { type Asked, createFileWorkerClient } from "./file-worker-client.ts";

const { keys } = createEncryptedRoom();

type FileWorker = ReturnType<Parameters<typeof createFileWorkerClient>[0]>;

/** Answers as the worker does, and copies what is passed, as threads do. */
function createWorker(): FileWorker {
  const jobs = createFileJobs({ fetch, random: (bytes) => crypto.getRandomValues(bytes) });
  const worker: FileWorker = { onmessage: null, onerror: null, terminate: () => {}, postMessage: run as never };
  async function run(asked: Asked): Promise<void> {
    const { call, name, args } = structuredClone(asked);
    const job = jobs[name] as (...args: readonly unknown[]) => Promise<unknown>;
    const answer = await job(...args).then(
      (value) => ({ call, value }),
      (error) => ({ call, error: String(error) }),
    );
    worker.onmessage?.call(worker as never, { data: answer } as MessageEvent);
  }
  return worker;
}

test("E70: files are sealed in a worker, which is started with the first of them, and anew if it died", async () => {
  const started: FileWorker[] = [];
  const client = createFileWorkerClient(() => {
    const worker = createWorker();
    started.push(worker);
    return worker;
  });
  expect(started).toHaveLength(0);
  const content = new Blob(["hello"]);
  const { description } = await client.prepare(content, { name: "a.txt", type: "text/plain" });
  expect(description).toEqual({ name: "a.txt", type: "text/plain", bytes: 5 });
  expect(await client.seal("one", content, description, keys)).toBe(sealedFileBytes(5));
  const { bytes, salt } = await client.slice("one", 0, sealedFileBytes(5));
  expect([bytes.length, salt.length]).toEqual([sealedFileBytes(5), 43]);
  await expect(client.slice("another", 0, 1)).rejects.toThrow("nothing is sealed");
  const waiting = client.slice("one", 0, 1);
  started[0]?.onerror?.call(started[0] as never, {} as ErrorEvent);
  await expect(waiting).rejects.toThrow("died");
  expect(await client.seal("two", content, description, keys)).toBe(sealedFileBytes(5));
  expect(started).toHaveLength(2);
  client.end();
});
