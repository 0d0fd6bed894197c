// Files of rooms that several nodes share: each node finds what was uploaded by way of any, and a message has a file once,
// whichever nodes it goes through. Rules D67 to D73.
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, FileView } from "#protocol/frames";
import { MAX_UNSAID_FILES, UNSAID_FILE_TTL_MS } from "#protocol/limits";
import { asShared, type NoSpace, type SharedContent, type SharedFile, type SharedStorage } from "../lib/file-ports.ts";
import { randomBase32 } from "../lib/ids.ts";
import type { Ports } from "../lib/ports.ts";
import { badField, ENDED_ROOM } from "../lib/refusals.ts";
import { type FileQuotas, ROOM_FULL_OF_FILES, SERVER_FULL_OF_FILES } from "./file-quotas.ts";
import type { FileRegistry } from "./file-registry.ts";
import { type FileClaim, type FileRoom, newRoomFile, type RoomFile, RoomFiles } from "./room-files.ts";
import { TOO_MANY_UNSAID, UPLOAD_GONE, Upload } from "./upload.ts";

type SharedFilesPorts = Pick<Ports, "clock" | "random" | "reportFault">;
type Complete = (room: FileRoom, upload: Upload, claim: FileClaim) => Promise<FileView | Refusal>;

/** What is no such id is no file on any node. */
const FILE_ID = /^[0-9a-z]{16}$/;

const NO_SPACE: Readonly<Record<NoSpace, Refusal>> = {
  room: ROOM_FULL_OF_FILES,
  unsaid: TOO_MANY_UNSAID,
  server: SERVER_FULL_OF_FILES,
  gone: UPLOAD_GONE,
};

const unreachable = (nonce?: string) => new Refusal("not_saved", "Files can't be reached now. Try again.", nonce);

export class SharedFiles {
  readonly #ports: SharedFilesPorts;
  readonly #storage: SharedStorage;
  readonly #registry: FileRegistry;
  readonly #quotas: FileQuotas;
  readonly #complete: Complete;
  /** The uploads that began on another node. */
  readonly #uploads = new WeakMap<RoomFile, Upload>();

  constructor(
    ports: SharedFilesPorts,
    storage: SharedStorage,
    registry: FileRegistry,
    quotas: FileQuotas,
    complete: Complete,
  ) {
    this.#ports = ports;
    this.#storage = storage;
    this.#registry = registry;
    this.#quotas = quotas;
    this.#complete = complete;
  }

  /** Returns the function that reserves space for a file among all nodes. */
  reserving(room: FileRoom, file: RoomFile, claim: FileClaim): (bytes: number) => Promise<Refusal | undefined> {
    const { uploaderId } = file;
    // What a file is called in an encrypted room is nobody's to know.
    const about = JSON.stringify(room.isEncrypted ? { ...claim, name: "" } : claim);
    return async (bytes) => {
      const { maxRoomBytes } = this.#quotas.limits;
      const reservation = { uploaderId, about, bytes, maxRoomBytes, maxUnsaid: MAX_UNSAID_FILES };
      const problem = await asShared(file.content)?.reserve(reservation);
      return problem && NO_SPACE[problem];
    };
  }

  /** Learns what the nodes know of files that no message has, as far as this one knows. @returns why that can't be known */
  async bring(room: FileRoom, ids: readonly string[], nonce?: string): Promise<Refusal | undefined> {
    const unsure = ids.filter((id) => FILE_ID.test(id) && !isSettled(room.files?.byId.get(id)));
    try {
      await Promise.all(unsure.map((id) => this.#bring(room, id)));
      return room.isEnded ? ENDED_ROOM : undefined;
    } catch {
      return unreachable(nonce);
    }
  }

  /** Returns an upload that began on another node. */
  uploadOf(file: RoomFile): Upload | undefined {
    return this.#uploads.get(file);
  }

  /** Goes on with an upload from where all nodes know it to be: no other node adds to it any more. */
  async takeOver(room: FileRoom, file: RoomFile, upload: Upload): Promise<Refusal | undefined> {
    try {
      const known = await asShared(file.content)?.takeOver();
      if (known === undefined) this.#registry.forget(room, file);
      if (known === undefined || file.stage === "gone") return UPLOAD_GONE;
      if (known.view === undefined) upload.goOnFrom(known.bytes);
      else this.#update(room, file, known);
      return undefined;
    } catch {
      return unreachable();
    }
  }

  /** Claims files for a message among all nodes. @returns why it can't have them; then none is claimed */
  async claim(room: FileRoom, ids: readonly string[], nonce: string | undefined): Promise<Refusal | undefined> {
    const token = nonce ?? randomBase32(this.#ports.random, 16);
    const contents = ids.map((id) => asShared(room.files?.byId.get(id)?.content));
    const outcomes = await Promise.allSettled(contents.map((content) => content?.claim(token)));
    const isClaimed = outcomes.every((outcome) => outcome.status === "fulfilled" && outcome.value);
    if (isClaimed && !room.isEnded) return undefined;
    for (const content of contents) content?.release();
    if (isClaimed) return ENDED_ROOM;
    const isUnknown = outcomes.some(({ status }) => status === "rejected");
    return isUnknown ? unreachable(nonce) : badField("files", "already in a message", nonce);
  }

  /** Lets another message have a file. */
  release({ content }: RoomFile): void {
    asShared(content)?.release();
  }

  /** A message with files has come that this node knew nothing of. */
  saidElsewhere(room: FileRoom, { id: messageId, userId, files: views = [] }: ChatEvent): void {
    for (const view of views) {
      const before = room.files?.byId.get(view.id);
      if (before?.stage === "said") continue;
      if (before !== undefined) this.#registry.forget(room, before);
      const content = this.#storage.restore(view.id, room.founding.epoch, view.bytes);
      // This node may have let go of it, when it didn't know that the message would come.
      if (before !== undefined) content.keep();
      const uploaderId = userId ?? "";
      const file = this.#add(room, { id: view.id, uploaderId, content, stage: "said", countedBytes: view.bytes, view });
      this.#registry.say(room, file, messageId);
    }
  }

  /** Has the files of messages live as long as their room, which has another time to end. */
  keep(room: FileRoom): void {
    for (const { stage, content } of room.files?.byId.values() ?? []) if (stage === "said") asShared(content)?.keep();
  }

  /** Whether something is on its way into the room. */
  isBusy({ files }: FileRoom): boolean {
    for (const { stage, claims } of files?.unsaid ?? []) if (stage === "uploading" || claims > 0) return true;
    return false;
  }

  /** Forgets the files of a room that goes on elsewhere. */
  forget(room: FileRoom): void {
    for (const file of [...(room.files?.byId.values() ?? [])]) this.#registry.forget(room, file);
  }

  async #bring(room: FileRoom, id: string): Promise<void> {
    const file = room.files?.byId.get(id);
    const content = asShared(file?.content) ?? this.#storage.find(room.founding.epoch, id);
    const known = await content.look();
    const isSame = room.files?.byId.get(id) === file && !isSettled(file);
    if (room.isEnded || !isSame) return;
    if (known === undefined) {
      if (file !== undefined) this.#registry.forget(room, file);
    } else if (file === undefined) this.#adopt(room, id, content, known);
    else if (known.view !== undefined) this.#update(room, file, known);
  }

  /** Takes in a file that another node has received, all or a part of it. */
  #adopt(room: FileRoom, id: string, content: SharedContent, known: SharedFile): void {
    const { uploaderId, about, view, bytes, leftMs } = known;
    const claim = JSON.parse(about) as FileClaim;
    const countedBytes = view?.bytes ?? claim.bytes ?? bytes;
    if (view === undefined && !claim.isResumable) return;
    const file = this.#add(room, { id, uploaderId, content, stage: "uploading", countedBytes });
    if (view !== undefined) return this.#update(room, file, known);
    const { clock, reportFault } = this.#ports;
    const expireIn = (ms: number) => this.#registry.expireLater(room, file, clock() + ms);
    const upload = new Upload(file, room.files ?? new RoomFiles(), undefined, claim.bytes, {
      quotas: this.#quotas,
      now: clock,
      reportFault,
      measure: () => {},
      touch: () => expireIn(UNSAID_FILE_TTL_MS),
      complete: () => this.#complete(room, upload, claim),
      remove: () => this.#registry.remove(room, file),
      reserveForAll: this.reserving(room, file, claim),
    });
    upload.goOnFrom(bytes);
    file.onOver = (isElsewhere) => upload.settle(isElsewhere);
    this.#uploads.set(file, upload);
    expireIn(leftMs);
  }

  /** Makes a file what all nodes know of it, now that it is whole. */
  #update(room: FileRoom, file: RoomFile, { view, claim, leftMs }: SharedFile): void {
    file.onOver?.(true);
    file.onOver = undefined;
    file.view = view;
    file.stage = claim === undefined ? "staged" : "claimed";
    file.nonce = claim;
    this.#registry.expireLater(room, file, this.#ports.clock() + leftMs);
  }

  #add(room: FileRoom, parts: Parameters<typeof newRoomFile>[0]): RoomFile {
    const files = room.files ?? new RoomFiles();
    const file = newRoomFile(parts);
    this.#registry.add(room, files, file);
    this.#quotas.count(files, file.countedBytes);
    return file;
  }
}

/** Whether nothing that other nodes do can change what this one knows of a file, or it learns of it by an event. */
const isSettled = (file: RoomFile | undefined) => file?.stage === "said" || (file?.claims ?? 0) > 0;
