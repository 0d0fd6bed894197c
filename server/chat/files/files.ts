// All files of the server: from the first byte to the end of the message that has them, or of their room. Rules F1 to F6.
import { isSealedSize } from "#protocol/e2ee/file-layout";
import { Refusal } from "#protocol/error-codes";
import { cleanFileName } from "#protocol/file-names";
import type { FileView } from "#protocol/frames";
import { MAX_FILE_SECONDS, MAX_UNSAID_FILES, UNSAID_FILE_TTL_MS } from "#protocol/limits";
import type { FileKind } from "../lib/file-ports.ts";
import { randomBase32 } from "../lib/ids.ts";
import type { Ports, SavedFile } from "../lib/ports.ts";
import { ENDED_ROOM, slowDown } from "../lib/refusals.ts";
import { type FileLimits, FileQuotas } from "./file-quotas.ts";
import { type FileRoom, type RoomFile, RoomFiles } from "./room-files.ts";
import { UPLOAD_GONE, Upload } from "./upload.ts";

type FilesPorts = Pick<Ports, "clock" | "random" | "wheel" | "fileStorage" | "reportFault">;

/** What the sender of a file says of it. */
export type FileClaim = {
  readonly name: string;
  /** Undefined where it isn't known before the end. */
  readonly bytes?: number | undefined;
  readonly seconds?: number | undefined;
};

const TOO_MANY_UNSAID = new Refusal("room_full_of_files", "Too many files wait for a message: send or remove some.");
const TOO_MANY_WAITING = slowDown("Too many files wait. Send or remove some.", 10_000);

/** What is said of a sealed file: its name and type are inside. */
const SEALED: FileKind & { readonly name: string } = { name: "file", type: "application/octet-stream" };
const NOT_SEALED = new Refusal("malformed", "The file isn't sealed, as it must be in an encrypted room.");

export class Files {
  readonly #ports: FilesPorts;
  readonly #quotas: FileQuotas;
  /** The rooms that have files, by epoch. */
  readonly #rooms = new Map<string, FileRoom>();

  constructor(ports: FilesPorts, limits: FileLimits) {
    this.#ports = ports;
    this.#quotas = new FileQuotas(limits, () => ports.fileStorage.freeBytes());
  }

  /** What all files count for. */
  get bytes(): number {
    return this.#quotas.bytes;
  }

  /** The number of all files, those under way included. */
  get count(): number {
    let count = 0;
    for (const { files } of this.#rooms.values()) count += files?.byId.size ?? 0;
    return count;
  }

  get limits(): FileLimits {
    return this.#quotas.limits;
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
    const file: RoomFile = {
      id,
      uploaderId,
      content: fileStorage.create(id),
      stage: "uploading",
      countedBytes: 0,
      view: undefined,
      messageId: undefined,
      claims: 0,
      counted: this.#quotas.unsaid.add(visitor),
      nonce: undefined,
      expiryTimer: undefined,
      expiresAt: 0,
    };
    const touch = () => this.#expireLater(room, file, clock() + UNSAID_FILE_TTL_MS);
    const upload = new Upload(file, files, visitor, claim.bytes, {
      quotas: this.#quotas,
      now: clock,
      reportFault: this.#ports.reportFault,
      measure: () => this.measureDisk(),
      touch,
      complete: () => this.#complete(room, upload, claim),
      remove: () => this.#remove(room, file),
    });
    file.onOver = () => upload.settle();
    this.#add(room, files, file);
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
    return file.stage === "said" || file.uploaderId === readerId ? file : undefined;
  }

  /** Removes a file that no message has. @returns whether there was one of this uploader */
  discard(room: FileRoom, id: string, uploaderId: string): boolean {
    const file = room.files?.byId.get(id);
    if (file?.uploaderId !== uploaderId || (file.stage !== "uploading" && file.stage !== "staged")) return false;
    this.#remove(room, file);
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
      this.#cancelExpiry(file);
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
        file.stage = "said";
        file.messageId = messageId;
        this.#leaveUnsaid(room.files, file);
      } else if (file.claims === 0) {
        file.stage = "staged";
        this.#expireLater(room, file, Math.max(file.expiresAt, this.#ports.clock()));
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
      const file: RoomFile = {
        id,
        uploaderId,
        content,
        stage: "said",
        countedBytes: view.bytes,
        view,
        messageId,
        claims: 0,
        counted: undefined,
        nonce: undefined,
        expiryTimer: undefined,
        expiresAt: 0,
      };
      this.#add(room, files, file);
      files.unsaid.delete(file);
      this.#quotas.count(files, view.bytes);
    }
  }

  /** Removes what an earlier process left. To be called when all rooms are restored. */
  sweep(): void {
    const ids = new Set<string>();
    for (const { files } of this.#rooms.values()) for (const id of files?.byId.keys() ?? []) ids.add(id);
    this.#ports.fileStorage.sweep((id) => ids.has(id));
  }

  /** Removes files whose message has lost them. @param forgotten resolves when nothing saved can read them any more */
  removeSaid(epoch: string, ids: readonly string[], forgotten?: Promise<unknown>): void {
    const room = this.#rooms.get(epoch);
    if (room === undefined) return;
    for (const id of ids) {
      const file = room.files?.byId.get(id);
      if (file !== undefined) this.#remove(room, file, forgotten);
    }
  }

  /** Removes all files of a room that has ended. @param forgotten as in `removeSaid` */
  endRoom(room: FileRoom, forgotten?: Promise<unknown>): void {
    for (const file of room.files?.byId.values() ?? []) this.#remove(room, file, forgotten);
  }

  async #complete(room: FileRoom, upload: Upload, claim: FileClaim): Promise<FileView | Refusal> {
    const { file } = upload;
    const { id, content } = file;
    if (room.isEncrypted && !isSealedSize(content.bytes)) {
      this.#remove(room, file);
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
    if (file.stage !== "uploading") return UPLOAD_GONE;
    file.view = view;
    file.stage = "staged";
    upload.settle();
    file.onOver = undefined;
    this.#expireLater(room, file, this.#ports.clock() + UNSAID_FILE_TTL_MS);
    return view;
  }

  #add(room: FileRoom, files: RoomFiles, file: RoomFile): void {
    room.files = files;
    files.byId.set(file.id, file);
    files.unsaid.add(file);
    this.#rooms.set(room.founding.epoch, room);
  }

  #remove(room: FileRoom, file: RoomFile, forgotten?: Promise<unknown>): void {
    const { files } = room;
    if (files === undefined || file.stage === "gone") return;
    file.stage = "gone";
    this.#cancelExpiry(file);
    file.onOver?.();
    this.#quotas.count(files, -file.countedBytes);
    files.byId.delete(file.id);
    this.#leaveUnsaid(files, file);
    if (files.byId.size === 0) {
      room.files = undefined;
      this.#rooms.delete(room.founding.epoch);
    }
    file.content.forget();
    if (forgotten === undefined) file.content.erase();
    else forgotten.finally(() => file.content.erase()).catch(this.#ports.reportFault);
  }

  /** Counts a file no longer among those that no message has. */
  #leaveUnsaid(files: RoomFiles | undefined, file: RoomFile): void {
    files?.unsaid.delete(file);
    this.#quotas.unsaid.remove(file.counted);
    file.counted = undefined;
  }

  #expireLater(room: FileRoom, file: RoomFile, at: number): void {
    const { wheel } = this.#ports;
    file.expiresAt = at;
    if (file.expiryTimer !== undefined && wheel.refresh(file.expiryTimer, at)) return;
    file.expiryTimer = wheel.schedule(at, () => this.#remove(room, file));
  }

  #cancelExpiry(file: RoomFile): void {
    if (file.expiryTimer !== undefined) this.#ports.wheel.cancel(file.expiryTimer);
    file.expiryTimer = undefined;
  }
}

function validSeconds(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 && seconds <= MAX_FILE_SECONDS
    ? Math.round(seconds * 10) / 10
    : undefined;
}
