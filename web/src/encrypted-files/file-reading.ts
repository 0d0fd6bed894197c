// Reads files of an encrypted room: opens one, checks that it is the one its message means, and hands out its content.
import type { FileMention } from "#protocol/e2ee/event-body";
import type { FileDescription, FileKeys } from "#protocol/e2ee/file-cipher";
import { FILE_CHUNK_BYTES, FILE_DESCRIPTION_BYTES } from "#protocol/e2ee/file-layout";
import type { FileJobs } from "./file-jobs.ts";

/** Where the server has a file, and how large it is there. */
export type SealedPlace = { readonly id: string; readonly url: string; readonly sealedBytes: number };

export type ReadingProblem = "damaged" | "noKey" | "gone" | "unreachable";

export class NotReadable extends Error {
  constructor(readonly problem: ReadingProblem) {
    super(problem);
  }
}

export type FileReadingPorts = {
  jobs: Pick<FileJobs, "open" | "startReading" | "readOn" | "stopReading" | "close">;
  newestFileKeys(): Promise<FileKeys>;
  fileKeys(keyEpoch: number): Promise<FileKeys | undefined>;
  /** Returns what the message says that has the file, undefined where no message in the page has it. */
  mention(id: string): FileMention | undefined;
  /** Returns an address to read it by. @param isRefused whether the last one was */
  addressOf(url: string, isRefused: boolean): Promise<string>;
  /** Waits before the next try: so long, or until the network is back. Rejects when the signal ends it. */
  waitForNetwork(maxMs: number, signal: AbortSignal): Promise<void>;
};

export type ReadableFile = {
  readonly description: FileDescription;
  /** Yields a range of the content. @throws NotReadable */
  read(start: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  close(): void;
};

export type FileReading = ReturnType<typeof createFileReading>;

const RETRY_MS = 2000;
const MAX_RETRIES = 5;

/** Returns where the chunk ends that a byte of the content is in, so that what is read next begins with a new one. */
export const chunkEnd = (byte: number): number =>
  (Math.floor((FILE_DESCRIPTION_BYTES + byte) / FILE_CHUNK_BYTES) + 1) * FILE_CHUNK_BYTES - FILE_DESCRIPTION_BYTES;

const FIELDS = ["name", "type", "bytes", "width", "height", "seconds"] as const;
const isSame = (one: FileDescription, other: FileDescription) => FIELDS.every((field) => one[field] === other[field]);

export function createFileReading(ports: FileReadingPorts) {
  const { jobs } = ports;
  const keys = new Map<number, FileKeys>();
  let names = 0;

  async function open({ id, url, sealedBytes }: SealedPlace, expected = ports.mention(id)): Promise<ReadableFile> {
    const name = `open ${++names}`;
    const newest = await ports.newestFileKeys();
    keys.set(newest.keyEpoch, newest);
    let address = await ports.addressOf(url, false);
    let wasRefused = false;
    const renewAddress = async () => {
      address = await ports.addressOf(url, true);
      wasRefused = true;
    };
    const attempt = () => jobs.open(name, { address, sealedBytes, keys: [...keys.values()] });
    let answer = await attempt();
    if ("problem" in answer && answer.problem === "refused") {
      await renewAddress();
      answer = await attempt();
    }
    if ("needsKey" in answer) {
      const found = await ports.fileKeys(answer.needsKey);
      if (found === undefined) throw new NotReadable("noKey");
      keys.set(found.keyEpoch, found);
      answer = await attempt();
    }
    const close = () => void jobs.close(name).catch(() => {});
    const refuse = (problem: ReadingProblem): never => {
      close();
      throw new NotReadable(problem);
    };
    if ("needsKey" in answer) return refuse("damaged");
    if ("problem" in answer) {
      const { problem } = answer;
      if (problem === "refused") return refuse("unreachable");
      return refuse(problem === "gone" || problem === "unreachable" ? problem : "damaged");
    }
    const { description, salt } = answer;
    if (expected !== undefined && expected.salt !== salt) return refuse("damaged");
    if (expected?.about !== undefined && !isSame(expected.about, description)) return refuse("damaged");

    async function* read(start: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      let at = start;
      let failures = 0;
      while (at < Math.min(end, description.bytes)) {
        const reading = `read ${++names}`;
        await jobs.startReading(reading, name, at, end, address);
        try {
          for (;;) {
            signal.throwIfAborted();
            const { bytes, problem } = await jobs.readOn(reading);
            signal.throwIfAborted();
            if (bytes === undefined) {
              if (problem === undefined) return;
              if (problem === "gone") throw new NotReadable(problem);
              if (problem !== "refused" && problem !== "unreachable") throw new NotReadable("damaged");
              if (problem === "refused" && !wasRefused) await renewAddress();
              else if (failures++ < MAX_RETRIES) await ports.waitForNetwork(RETRY_MS, signal);
              else throw new NotReadable("unreachable");
              break;
            }
            at += bytes.length;
            [failures, wasRefused] = [0, false];
            yield bytes;
          }
        } finally {
          void jobs.stopReading(reading).catch(() => {});
        }
      }
    }
    return { description, read, close };
  }

  return { open };
}
