// What the worker of encrypted files does: it seals files for uploads, and reads and opens those of the server. Everything it
// is asked and answers can be passed between threads.
import { type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import {
  FileDamaged,
  type FileDescription,
  type FileKeys,
  type FileProblem,
  type OpenedFile,
  openFile,
} from "#protocol/e2ee/file-cipher";
import { chunksRange, FILE_CHUNK_BYTES, FILE_DESCRIPTION_BYTES } from "#protocol/e2ee/file-layout";
import { plainType } from "./media-types.ts";
import { readPicture } from "./picture-facts.ts";
import { createSealedContent, type SealedContent } from "./sealed-content.ts";
import { createSealedReader, NotRead, type ReadProblem } from "./sealed-reader.ts";

export type OpenProblem = Exclude<FileProblem, "no_key"> | ReadProblem;
export type Opened = { readonly description: FileDescription; readonly salt: string };
/** `needsKey` is the key epoch of a file whose key wasn't among those that were given. */
export type OpenAnswer = Opened | { readonly problem: OpenProblem } | { readonly needsKey: number };
/** Without bytes and without a problem, it is the end. */
export type ReadAnswer = { readonly bytes?: Uint8Array<ArrayBuffer>; readonly problem?: OpenProblem };
export type PreparedFile = { readonly description: FileDescription; readonly thumbnail?: Blob };

export type FileToPrepare = { readonly name: string; readonly type: string; readonly seconds?: number | undefined };
export type FileToOpen = { readonly address: string; readonly sealedBytes: number; readonly keys: readonly FileKeys[] };

/** So much is handed over at once. */
const HANDED_BYTES = 4 * 1024 * 1024;

type Ports = {
  fetch(address: string, init: RequestInit): Promise<Response>;
  random: FillRandom;
};
type Source = { file: OpenedFile; reader: ReturnType<typeof createSealedReader>; address: string; sealedBytes: number };
type Reading = { parts: AsyncGenerator<Uint8Array>; end(): void };

export type FileJobs = ReturnType<typeof createFileJobs>;

export function createFileJobs({ fetch, random }: Ports) {
  const contents = new Map<string, SealedContent>();
  const sources = new Map<string, Source>();
  const readings = new Map<string, Reading>();

  const problemOf = (error: unknown): OpenProblem => {
    if (error instanceof NotRead) return error.problem;
    if (error instanceof FileDamaged) return "damaged";
    throw error;
  };

  return {
    /** Finds out what a file is that is to be sealed. */
    async prepare(content: Blob, { name, type, seconds }: FileToPrepare): Promise<PreparedFile> {
      const plain = plainType(type);
      const { thumbnail, ...sides } = (await readPicture(content, plain)) ?? {};
      const description = { name, type: plain, bytes: content.size, ...sides };
      return {
        description: seconds === undefined ? description : { ...description, seconds },
        ...(thumbnail && { thumbnail }),
      };
    },

    /** Begins to seal a file. Returns how large it will be. */
    async seal(job: string, content: Blob, description: FileDescription, keys: FileKeys): Promise<number> {
      const sealed = createSealedContent(content, description, keys, random);
      contents.set(job, sealed);
      return sealed.size;
    },

    /** Returns a part of a sealed file, and its salt. */
    async slice(job: string, from: number, to: number): Promise<{ bytes: Uint8Array<ArrayBuffer>; salt: string }> {
      const content = contents.get(job);
      if (content === undefined) throw new Error("nothing is sealed under this name");
      const bytes = await content.slice(from, to);
      return { bytes, salt: content.salt() };
    },

    /** Opens a file of the server. It can be read until it is closed. */
    async open(job: string, { address, sealedBytes, keys }: FileToOpen): Promise<OpenAnswer> {
      const source = { address };
      const reader = createSealedReader(fetch, () => source.address);
      let missing: number | undefined;
      const keysOf = (keyEpoch: number) => {
        const found = keys.find((one) => one.keyEpoch === keyEpoch);
        missing = found === undefined ? keyEpoch : undefined;
        return found;
      };
      try {
        const file = await openFile(keysOf, sealedBytes, reader.read);
        if (missing !== undefined) return { needsKey: missing };
        if (typeof file === "string") return { problem: file === "no_key" ? "damaged" : file };
        sources.set(job, Object.assign(source, { file, reader, sealedBytes }));
        return { description: file.description, salt: toBase64url(file.salt) };
      } catch (error) {
        return { problem: problemOf(error) };
      }
    },

    /** Begins to read a range of an opened file, under an address that is good now. */
    async startReading(reading: string, job: string, start: number, end: number, address: string): Promise<void> {
      const source = sources.get(job);
      if (source === undefined) throw new Error("no file is open under this name");
      source.address = address;
      const last = Math.min(end, source.file.description.bytes);
      const place = (byte: number) => (FILE_DESCRIPTION_BYTES + byte) / FILE_CHUNK_BYTES;
      const range = chunksRange(Math.floor(place(start)), Math.ceil(place(last)), source.sealedBytes);
      readings.set(reading, {
        parts: source.file.read(start, end),
        end: source.reader.announce(range.start, range.end),
      });
    },

    /** Returns what comes next of a range. */
    async readOn(reading: string): Promise<ReadAnswer> {
      const parts: Uint8Array[] = [];
      let bytes = 0;
      try {
        while (bytes < HANDED_BYTES) {
          const next = await readings.get(reading)?.parts.next();
          if (next === undefined || next.done) break;
          parts.push(next.value);
          bytes += next.value.length;
        }
      } catch (error) {
        return { problem: problemOf(error) };
      }
      if (bytes === 0) return {};
      const whole = new Uint8Array(bytes);
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return { bytes: whole };
    },

    async stopReading(reading: string): Promise<void> {
      readings.get(reading)?.end();
      readings.delete(reading);
    },

    /** Forgets what was sealed or opened under this name. */
    async close(job: string): Promise<void> {
      contents.delete(job);
      sources.get(job)?.reader.close();
      sources.delete(job);
    },
  };
}
