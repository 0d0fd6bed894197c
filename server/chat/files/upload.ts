// One file on its way into a room. Its bytes are reserved before they are written. Rules F3, F4, F5.
import { Refusal } from "#protocol/error-codes";
import type { FileView } from "#protocol/frames";
import { FileGone } from "../lib/file-ports.ts";
import type { FileQuotas } from "./file-quotas.ts";
import { MIN_HOURLY_BYTES } from "./file-quotas.ts";
import type { RoomFile, RoomFiles } from "./room-files.ts";

const FILE_NOT_SAVED = new Refusal("not_saved", "The file can't be saved now.");
export const TOO_MANY_UNSAID = new Refusal(
  "room_full_of_files",
  "Too many files wait for a message: send or remove some.",
);
export const UPLOAD_GONE = new Refusal("not_found", "There is no such upload.");
/** The declared size is a promise: whoever sends more lied. */
const MORE_THAN_DECLARED = new Refusal("malformed", "The file is larger than its declared size.");
const LESS_THAN_DECLARED = new Refusal("malformed", "The file is smaller than its declared size.");

/** What an upload needs of the files of the server. `files.ts` implements it. */
export type UploadPorts = {
  readonly quotas: FileQuotas;
  readonly now: () => number;
  readonly reportFault: (error: unknown) => void;
  /** Asks the disk anew how much is free. */
  readonly measure: () => void | Promise<void>;
  /** Lets the file live on for a while. */
  readonly touch: () => void;
  /** Finds out what it is, and makes it a file that a message may take. */
  readonly complete: () => Promise<FileView | Refusal>;
  /** Removes it, with all that is counted for it. */
  readonly remove: () => void;
  /** Reserves so much in all for it among all nodes; left out where there is one. Rejects while that can't be known. */
  readonly reserveForAll?: ((bytes: number) => Promise<Refusal | undefined>) | undefined;
};

export class Upload {
  readonly file: RoomFile;
  /** What its sender said of its size; undefined where that isn't known before its end. */
  readonly declaredBytes: number | undefined;
  readonly #files: RoomFiles;
  readonly #visitor: string | undefined;
  readonly #ports: UploadPorts;
  /** What is reserved and not written yet. */
  #reservedBytes = 0;
  /** What of the visitor's hour is taken for it. */
  #spentBytes = 0;

  constructor(
    file: RoomFile,
    files: RoomFiles,
    visitor: string | undefined,
    declared: number | undefined,
    ports: UploadPorts,
  ) {
    this.file = file;
    this.#files = files;
    this.#visitor = visitor;
    this.declaredBytes = declared;
    this.#ports = ports;
  }

  get receivedBytes(): number {
    return this.file.content.bytes;
  }

  get isWhole(): boolean {
    return this.file.stage !== "uploading";
  }

  /** Reserves space for that many bytes more, or returns why there is none. */
  reserve(bytes: number): Refusal | undefined {
    const { quotas, now } = this.#ports;
    const total = this.file.countedBytes + bytes;
    const refusal = quotas.sizeRefusal(total) ?? quotas.reserve(this.#files, bytes);
    if (refusal !== undefined) return refusal;
    this.#reservedBytes += bytes;
    this.file.countedBytes = total;
    const spend = Math.max(total, MIN_HOURLY_BYTES) - this.#spentBytes;
    const tooMuch = quotas.spend(this.#visitor, spend, now());
    if (tooMuch === undefined) this.#spentBytes += spend;
    return tooMuch;
  }

  /** Makes it known to all nodes, where there are several, or returns why it can't be. What is refused is removed. */
  async share(): Promise<Refusal | undefined> {
    const refusal = await this.#reserveForAll();
    if (refusal !== undefined) this.cancel();
    return refusal;
  }

  /** Goes on with what another node has received. @param bytes that are safe */
  goOnFrom(bytes: number): void {
    const { quotas } = this.#ports;
    quotas.settle(this.#reservedBytes);
    this.#reservedBytes = Math.max(0, (this.declaredBytes ?? bytes) - bytes);
    quotas.settle(-this.#reservedBytes);
  }

  /** Adds bytes. What is refused, or fails, leaves the upload as it was before these bytes or removes it. */
  async append(chunk: Uint8Array): Promise<Refusal | undefined> {
    const { quotas, touch, measure } = this.#ports;
    if (this.file.stage !== "uploading") return UPLOAD_GONE;
    const missing = chunk.length - this.#reservedBytes;
    if (missing > 0) {
      if (this.declaredBytes !== undefined) return MORE_THAN_DECLARED;
      await measure();
      if (this.#isGone) return UPLOAD_GONE;
      const refusal = this.reserve(missing) ?? (await this.#reserveForAll());
      if (refusal !== undefined) return refusal;
      if (this.#isGone) return UPLOAD_GONE;
    }
    this.#reservedBytes -= chunk.length;
    try {
      await this.file.content.append(chunk);
    } catch (error) {
      return this.#fail(error);
    } finally {
      quotas.settle(chunk.length);
    }
    if (this.#isGone) return UPLOAD_GONE;
    touch();
    return undefined;
  }

  /**
   * Returns a function that takes back what is appended from now on: whoever sends it again has reserved it already. Or why
   * nothing can be appended.
   */
  async mark(): Promise<(() => void) | Refusal> {
    if (this.file.stage !== "uploading") return UPLOAD_GONE;
    const { content } = this.file;
    const before = content.bytes;
    let takeBack: () => void;
    try {
      takeBack = await content.mark();
    } catch (error) {
      return this.#fail(error);
    }
    return () => {
      if (this.#isGone) return;
      const bytes = content.bytes - before;
      takeBack();
      this.#reservedBytes += bytes;
      this.#ports.quotas.settle(-bytes);
    };
  }

  /** Ends the file: it is safe, and may be said. */
  async finish(): Promise<FileView | Refusal> {
    if (this.file.stage !== "uploading") return UPLOAD_GONE;
    if (this.declaredBytes !== undefined && this.receivedBytes < this.declaredBytes) return LESS_THAN_DECLARED;
    try {
      await this.file.content.finish();
      if (this.#isGone) return UPLOAD_GONE;
      return await this.#ports.complete();
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Lets further bytes come later. */
  async pause(): Promise<Refusal | undefined> {
    if (this.file.stage !== "uploading") return UPLOAD_GONE;
    try {
      await this.file.content.pause();
      return undefined;
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Removes what has come so far. */
  cancel(): void {
    if (this.file.stage === "uploading") this.#ports.remove();
  }

  /**
   * Gives back what was reserved and never came. Called once, when the file is whole or gone.
   * @param isElsewhere whether more of it may have come by way of other nodes
   */
  settle(isElsewhere = false): void {
    const { quotas } = this.#ports;
    quotas.settle(this.#reservedBytes);
    this.#reservedBytes = 0;
    if (isElsewhere) return;
    quotas.giveBack(this.#visitor, this.#spentBytes - Math.max(this.receivedBytes, MIN_HOURLY_BYTES));
  }

  async #reserveForAll(): Promise<Refusal | undefined> {
    try {
      return await this.#ports.reserveForAll?.(this.file.countedBytes);
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Removes an upload that the disk didn't take. */
  #fail(error: unknown): Refusal {
    if (this.#isGone) return UPLOAD_GONE;
    // Another node has gone on with it.
    if (!(error instanceof FileGone)) this.#ports.reportFault(error);
    this.cancel();
    return FILE_NOT_SAVED;
  }

  get #isGone(): boolean {
    return this.file.stage === "gone";
  }
}
