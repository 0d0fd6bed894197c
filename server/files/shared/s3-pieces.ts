// Keeps the pieces of files in a bucket of an S3-compatible store. A piece is one object, written in one request and read by
// ranges: an upload that is given up leaves no unfinished multipart upload, which a bucket would hide.
import { FileGone, FileUnreachable } from "../../chat/lib/file-ports.ts";
import {
  type FileAddress,
  OUTSIDE_PIECE_BYTES,
  type OutsideStore,
  outsideName,
  PROBE,
  parseOutsideName,
  type StoredPiece,
} from "./piece-store.ts";

/** How long the store may take to answer one request. */
const TIMEOUT_MS = 30_000;
const REMOVED_AT_ONCE = 8;
/** What doesn't get better by itself. */
const FINAL =
  /^(?:AccessDenied|AllAccessDisabled|AuthorizationHeaderMalformed|ExpiredToken|Invalid\w+|NoSuchBucket|PermanentRedirect|SignatureDoesNotMatch)$/;
/** How long a start waits for the store. */
const CHECK_MS = 5_000;

export type S3Options = {
  readonly endpoint: string;
  readonly bucket: string;
  /** What all names in the bucket begin with. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region?: string | undefined;
};

export class S3Pieces implements OutsideStore {
  readonly pieceBytes: number;
  readonly #client: Bun.S3Client;
  readonly #prefix: string;
  readonly #timeoutMs: number;

  constructor(
    { prefix, region, ...access }: S3Options,
    { pieceBytes = OUTSIDE_PIECE_BYTES, timeoutMs = TIMEOUT_MS } = {},
  ) {
    this.pieceBytes = pieceBytes;
    this.#client = new Bun.S3Client({ ...access, ...(region && { region }), retry: 1 });
    this.#prefix = prefix;
    this.#timeoutMs = timeoutMs;
  }

  async put(address: FileAddress, _writer: string, name: string, bytes: Uint8Array): Promise<void> {
    const options = { type: "application/octet-stream" };
    await this.#ask(this.#client.write(this.#keyOf(address, name), bytes, options));
  }

  async read(address: FileAddress, name: string, from: number, length: number): Promise<Uint8Array> {
    return this.#ask(
      this.#client
        .file(this.#keyOf(address, name))
        .slice(from, from + length)
        .bytes(),
    );
  }

  async remove(address: FileAddress, names: readonly string[]): Promise<void> {
    for (let from = 0; from < names.length; from += REMOVED_AT_ONCE) {
      const removed = names.slice(from, from + REMOVED_AT_ONCE).map(async (name) => {
        await this.#ask(this.#client.delete(this.#keyOf(address, name))).catch((error: unknown) => {
          if (!(error instanceof FileGone)) throw error;
        });
      });
      await Promise.all(removed);
    }
  }

  async check(): Promise<string | undefined> {
    const name = "0".repeat(16);
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, CHECK_MS, undefined);
    const check = async () => {
      try {
        await this.put(PROBE, "", name, new Uint8Array(1));
        await this.remove(PROBE, [name]);
        return undefined;
      } catch (error) {
        const { code = "", message } = ((error as Error).cause ?? {}) as { code?: string; message?: string };
        return FINAL.test(code) ? `${code}: ${message}` : undefined;
      }
    };
    return Promise.race([check(), late]).finally(() => clearTimeout(timer));
  }

  async freeBytes(): Promise<number> {
    return Number.POSITIVE_INFINITY;
  }

  async *list(): AsyncIterable<readonly StoredPiece[]> {
    for (let continuationToken: string | undefined; ; ) {
      const asked = { prefix: this.#prefix, ...(continuationToken && { continuationToken }) };
      const { contents = [], nextContinuationToken } = await this.#ask(this.#client.list(asked));
      yield contents.flatMap(({ key, lastModified }) => {
        const piece = parseOutsideName(key.slice(this.#prefix.length));
        return piece === undefined || lastModified === undefined
          ? []
          : [{ ...piece, writtenAt: Date.parse(lastModified) }];
      });
      if (nextContinuationToken === undefined) return;
      continuationToken = nextContinuationToken;
    }
  }

  #keyOf(address: FileAddress, name: string): string {
    return this.#prefix + outsideName(address, name);
  }

  /** Waits for an answer for as long as is reasonable. @throws `FileGone` where there is no such object */
  async #ask<T>(answer: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("no answer in time")), this.#timeoutMs);
    try {
      return await Promise.race([answer, late]);
    } catch (cause) {
      if ((cause as { code?: string }).code === "NoSuchKey") throw new FileGone("a piece is gone");
      const { code, message } = cause as { code?: string; message?: string };
      throw new FileUnreachable(`MAYFLY_S3: ${code ?? ""} ${message ?? cause}`, { cause });
    } finally {
      clearTimeout(timer);
      answer.catch(() => {});
    }
  }
}
