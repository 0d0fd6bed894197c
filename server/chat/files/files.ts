// All files of the server: from the first byte to the end of the message that has them, or of their room. Rules F1 to F6.
import { isSealedSize } from "#protocol/e2ee/file-layout";
import { Refusal } from "#protocol/error-codes";
import { cleanFileName } from "#protocol/file-names";
import type { FileView } from "#protocol/frames";
import { MAX_FILE_SECONDS, MAX_UNSAID_FILES, UNSAID_FILE_TTL_MS } from "#protocol/limits";
import { asShared, asSharedStorage, type FileKind } from "../lib/file-ports.ts";
import { randomBase32 } from "../lib/ids.ts";
import type { Ports, SavedFile } from "../lib/ports.ts";
import { ENDED_ROOM, slowDown } from "../lib/refusals.ts";
import type { TokenBuckets } from "../lib/token-bucket.ts";
import { type FileLimits, FileQuotas } from "./file-quotas.ts";
import { FileRegistry } from "./file-registry.ts";
import { type FileClaim, type FileRoom, newRoomFile, type RoomFile, RoomFiles } from "./room-files.ts";
import { SharedFiles } from "./shared-files.ts";
import { TOO_MANY_UNSAID, UPLOAD_GONE, Upload } from "./upload.ts";

type FilesPorts = Pick<Ports, "clock" | "random" | "wheel" | "fileStorage" | "reportFault">;

const TOO_MANY_WAITING = slowDown("Too many files wait. Send or remove some.", 10_000);

/** What is said of a sealed file: its name and type are inside. */
const SEALED: FileKind & { readonly name: string } = { name: "file", type: "application/octet-stream" };
const NOT_SEALED = new Refusal("malformed", "The file isn't sealed, as it must be in an encrypted room.");

export class Files {
  readonly #ports: FilesPorts;
  readonly #quotas: FileQuotas;
  readonly #registry: FileRegistry;
  /** What is there only where several nodes share their rooms. */
  readonly shared: SharedFiles | undefined;

  constructor(ports: FilesPorts, limits: FileLimits) {
    this.#ports = ports;
    this.#quotas = new FileQuotas(limits, () => ports.fileStorage.freeBytes());
    this.#registry = new FileRegistry(ports, this.#quotas);
    const storage = asSharedStorage(ports.fileStorage);
    this.shared =
      storage &&
      new SharedFiles(ports, storage, this.#registry, this.#quotas, (room, upload, claim) =>
        this.#complete(room, upload, claim),
      );
  }

  /** What all files count for. */
  get bytes(): number {
    return this.#quotas.bytes;
  }

  /** The number of all files, those under way included. */
  get count(): number {
    let count = 0;
    for (const { files } of this.#registry.rooms) count += files?.byId.size ?? 0;
    return count;
  }

  get limits(): FileLimits {
    return this.#quotas.limits;
  }

  /** What visitors have uploaded in the last hour. */
  get hourly(): TokenBuckets {
    return this.#quotas.hourly;
  }

  /** Asks the disk how much is free. To be awaited before a file begins. */
  measureDisk(): void | Promise<void> {
    return this.#ports.fileStorage.measure();
  }

  /** Returns the files of a room's messages, in order of the uploads. */
  list(room: FileRoom): RoomFile[] {
    return [...(room.files?.byId.values() ?? [])].filter(({ stage }) => stage === "said");
  }

  /**
   * Begins a file. A declared size is reserved at once.
   * @param visitor whose uploads are counted by the hour; undefined where nobody's are
   */
  begin(room: FileRoom, uploaderId: string, visitor: string | undefined, claim: FileClaim): Upload | Refusal {
    const { clock, random, fileStorage } = this.#ports;
    if (room.isEnded) return ENDED_ROOM;
    const tooLarge = this.#quotas.sizeRefusal(claim.bytes ?? 0);
    if (tooLarge !== undefined) return tooLarge;
    const files = room.files ?? new RoomFiles();
    if (files.unsaidCount(uploaderId) >= MAX_UNSAID_FILES) return TOO_MANY_UNSAID;
    if (this.#quotas.unsaid.isFull(visitor)) return TOO_MANY_WAITING;
    const id = randomBase32(random, 16);
    const file = newRoomFile({
      id,
      uploaderId,
      content: fileStorage.create(id, { epoch: room.founding.epoch, bytes: claim.bytes }),
      stage: "uploading",
      countedBytes: 0,
      counted: this.#quotas.unsaid.add(visitor),
    });
    const touch = () => this.#registry.expireLater(room, file, clock() + UNSAID_FILE_TTL_MS);
    const upload = new Upload(file, files, visitor, claim.bytes, {
      quotas: this.#quotas,
      now: clock,
      reportFault: this.#ports.reportFault,
      measure: () => this.measureDisk(),
      touch,
      complete: () => this.#complete(room, upload, claim),
      remove: () => this.#registry.remove(room, file),
      reserveForAll: this.shared?.reserving(room, file, claim),
    });
    file.onOver = (isElsewhere) => upload.settle(isElsewhere);
    this.#registry.add(room, files, file);
    touch();
    const refusal = upload.reserve(claim.bytes ?? 0);
    if (refusal === undefined) return upload;
    upload.cancel();
    return refusal;
  }

  /** Returns a file that a message has, or one of the reader's own that waits for one. */
  find(room: FileRoom, id: string, readerId: string | undefined): RoomFile | undefined {
    const file = room.files?.byId.get(id);
    if (file?.view === undefined) return undefined;
    // Where another node claims it, whoever knows its id has seen its message before this node has.
    const isSaid = file.stage === "said" || (file.stage === "claimed" && file.claims === 0);
    return isSaid || file.uploaderId === readerId ? file : undefined;
  }

  /** Removes a file that no message has. @returns whether there was one of this uploader */
  discard(room: FileRoom, id: string, uploaderId: string): boolean {
    const file = room.files?.byId.get(id);
    if (file?.uploaderId !== uploaderId || (file.stage !== "uploading" && file.stage !== "staged")) return false;
    this.#registry.remove(room, file);
    return true;
  }

  /** Puts files into the hands of a message that is on its way into the log. */
  claim(room: FileRoom, ids: readonly string[], nonce: string | undefined): SavedFile[] {
    const saved: SavedFile[] = [];
    for (const id of ids) {
      const file = room.files?.byId.get(id);
      if (file === undefined) continue;
      file.stage = "claimed";
      file.claims++;
      file.nonce = nonce;
      this.#registry.cancelExpiry(file);
      const { uploaderId, view, content } = file;
      saved.push({ id, record: JSON.stringify({ uploaderId, view, key: content.key }) });
    }
    return saved;
  }

  /**
   * Ends one claim. A file that the message has is said. Any other waits for another message, unless the same one was sent
   * again meanwhile and may still get it.
   * @param messageOf returns the message that has the file
   */
  settleClaim(room: FileRoom, ids: readonly string[], messageOf: (id: string) => string | undefined): void {
    if (room.isEnded) return;
    for (const id of ids) {
      const file = room.files?.byId.get(id);
      if (file === undefined) continue;
      file.claims--;
      if (file.stage !== "claimed") continue;
      const messageId = messageOf(id);
      if (messageId !== undefined) {
        this.#registry.say(room, file, messageId);
      } else if (file.claims === 0) {
        file.stage = "staged";
        this.shared?.release(file);
        this.#registry.expireLater(room, file, Math.max(file.expiresAt, this.#ports.clock()));
      }
    }
  }

  /** Brings back the files of a room's messages after a restart. @param messageOf returns the message that has the file */
  restore(room: FileRoom, saved: readonly SavedFile[], messageOf: (id: string) => string | undefined): void {
    for (const { id, record } of saved) {
      const messageId = messageOf(id);
      if (messageId === undefined) continue;
      const { uploaderId, view, key } = JSON.parse(record) as { uploaderId: string; view: FileView; key: string };
      const content = this.#ports.fileStorage.restore(id, key, view.bytes);
      const files = room.files ?? new RoomFiles();
      const file = newRoomFile({ id, uploaderId, content, stage: "said", countedBytes: view.bytes, view });
      this.#registry.add(room, files, file);
      this.#registry.say(room, file, messageId);
      this.#quotas.count(files, view.bytes);
    }
  }

  /** Removes what an earlier process left. To be called when all rooms are restored. */
  sweep(): void {
    const ids = new Set<string>();
    for (const { files } of this.#registry.rooms) for (const id of files?.byId.keys() ?? []) ids.add(id);
    this.#ports.fileStorage.sweep((id) => ids.has(id));
  }

  /** Removes files whose message has lost them. @param forgotten resolves when nothing saved can read them any more */
  removeSaid(epoch: string, ids: readonly string[], forgotten?: Promise<unknown>): void {
    const room = this.#registry.roomOf(epoch);
    if (room === undefined) return;
    for (const id of ids) {
      const file = room.files?.byId.get(id);
      if (file !== undefined) this.#registry.remove(room, file, forgotten);
    }
  }

  /** Removes all files of a room that has ended. @param forgotten as in `removeSaid` */
  endRoom(room: FileRoom, forgotten?: Promise<unknown>): void {
    for (const file of room.files?.byId.values() ?? []) this.#registry.remove(room, file, forgotten);
  }

  async #complete(room: FileRoom, upload: Upload, claim: FileClaim): Promise<FileView | Refusal> {
    const { file } = upload;
    const { id, content } = file;
    if (room.isEncrypted && !isSealedSize(content.bytes)) {
      this.#registry.remove(room, file);
      return NOT_SEALED;
    }
    const { type, width, height } = room.isEncrypted ? SEALED : await this.#ports.fileStorage.inspect(content);
    const seconds = /^(?:audio|video)\//.test(type) ? validSeconds(claim.seconds) : undefined;
    const view: FileView = {
      id,
      name: room.isEncrypted ? SEALED.name : cleanFileName(claim.name),
      type,
      bytes: content.bytes,
      url: `api/rooms/${room.founding.code}/files/${id}`,
      ...(width !== undefined && height !== undefined && { width, height }),
      ...(seconds !== undefined && { seconds }),
    };
    const isKnown = (await asShared(content)?.complete(view)) ?? true;
    if (file.stage !== "uploading") return UPLOAD_GONE;
    if (!isKnown) {
      // Another node has gone on with it.
      this.#registry.forget(room, file);
      return UPLOAD_GONE;
    }
    file.view = view;
    file.stage = "staged";
    upload.settle();
    file.onOver = undefined;
    this.#registry.expireLater(room, file, this.#ports.clock() + UNSAID_FILE_TTL_MS);
    return view;
  }
}

function validSeconds(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 && seconds <= MAX_FILE_SECONDS
    ? Math.round(seconds * 10) / 10
    : undefined;
}
