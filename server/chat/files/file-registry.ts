// Which files there are in memory, in all rooms, and when those go that no message takes. Rules F4, F5, F6, F45.
import { asShared } from "../lib/file-ports.ts";
import type { Ports } from "../lib/ports.ts";
import type { FileQuotas } from "./file-quotas.ts";
import type { FileRoom, RoomFile, RoomFiles } from "./room-files.ts";

/** So much later than on other nodes' word a file goes here that several nodes know: by then it has gone for all. */
const SHARED_SLACK_MS = 1_000;

export class FileRegistry {
  readonly #ports: Pick<Ports, "wheel" | "reportFault">;
  readonly #quotas: FileQuotas;
  /** The rooms that have files, by epoch. */
  readonly #rooms = new Map<string, FileRoom>();

  constructor(ports: Pick<Ports, "wheel" | "reportFault">, quotas: FileQuotas) {
    this.#ports = ports;
    this.#quotas = quotas;
  }

  get rooms(): Iterable<FileRoom> {
    return this.#rooms.values();
  }

  roomOf(epoch: string): FileRoom | undefined {
    return this.#rooms.get(epoch);
  }

  add(room: FileRoom, files: RoomFiles, file: RoomFile): void {
    room.files = files;
    files.byId.set(file.id, file);
    files.unsaid.add(file);
    this.#rooms.set(room.founding.epoch, room);
  }

  /** Removes a file. @param forgotten resolves when nothing saved can read it any more */
  remove(room: FileRoom, file: RoomFile, forgotten?: Promise<unknown>): void {
    const { content, stage } = file;
    if (!this.#drop(room, file, false)) return;
    // By way of another node, a message may have one that none has here.
    const shared = stage === "said" || room.isEnded ? undefined : asShared(content);
    if (shared !== undefined) shared.eraseUnsaid(false);
    else if (forgotten === undefined) content.erase();
    else forgotten.finally(() => content.erase()).catch(this.#ports.reportFault);
  }

  /** Forgets a file that other nodes may still have. */
  forget(room: FileRoom, file: RoomFile): void {
    this.#drop(room, file, true);
  }

  /** A message has the file: it lives as long as that. */
  say(room: FileRoom, file: RoomFile, messageId: string): void {
    file.stage = "said";
    file.messageId = messageId;
    this.#leaveUnsaid(room.files, file);
  }

  expireLater(room: FileRoom, file: RoomFile, at: number): void {
    const { wheel } = this.#ports;
    const shared = asShared(file.content);
    const due = shared === undefined ? at : at + SHARED_SLACK_MS;
    file.expiresAt = at;
    if (file.expiryTimer !== undefined && wheel.refresh(file.expiryTimer, due)) return;
    file.expiryTimer = wheel.schedule(due, () => {
      if (shared === undefined) return this.remove(room, file);
      // A message may have it by way of another node.
      this.forget(room, file);
      shared.eraseUnsaid(true);
    });
  }

  cancelExpiry(file: RoomFile): void {
    if (file.expiryTimer !== undefined) this.#ports.wheel.cancel(file.expiryTimer);
    file.expiryTimer = undefined;
  }

  /** @param isElsewhere whether it may go on elsewhere @returns whether it was there */
  #drop(room: FileRoom, file: RoomFile, isElsewhere: boolean): boolean {
    const { files } = room;
    if (files === undefined || file.stage === "gone") return false;
    file.stage = "gone";
    this.cancelExpiry(file);
    file.onOver?.(isElsewhere);
    this.#quotas.count(files, -file.countedBytes);
    files.byId.delete(file.id);
    this.#leaveUnsaid(files, file);
    if (files.byId.size === 0) {
      room.files = undefined;
      this.#rooms.delete(room.founding.epoch);
    }
    file.content.forget();
    return true;
  }

  /** Counts a file no longer among those that no message has. */
  #leaveUnsaid(files: RoomFiles | undefined, file: RoomFile): void {
    files?.unsaid.delete(file);
    this.#quotas.unsaid.remove(file.counted);
    file.counted = undefined;
  }
}
