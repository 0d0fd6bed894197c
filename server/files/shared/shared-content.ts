// One file that several nodes share, while it is written and when it is read. It is encrypted in chunks as a file on a disk is,
// and kept in pieces of whole chunks. While an upload waits for more, nothing of it is in memory: what came after its last
// whole piece is kept as a piece of its own, which is read again when more comes, by this node or another.
import type { FileView } from "#protocol/frames";
import {
  FileGone,
  type FileReader,
  type NoSpace,
  type Reservation,
  type SharedContent,
  type SharedFile,
} from "../../chat/lib/file-ports.ts";
import { freeMemory } from "../../chat/lib/free-memory.ts";
import { CHUNK_BYTES, KEY_BYTES } from "../chunk-cipher.ts";
import { chunkWithSpace } from "../chunk-with-space.ts";
import type { FileRecords, KnownFile, Place, WhichFiles } from "./file-records.ts";
import { decryptPiece, encryptPiece, sealedBytes } from "./piece-cipher.ts";
import { PieceReader } from "./piece-reader.ts";
import type { FileAddress, PieceStore } from "./piece-store.ts";

/** All nodes are told what is safe of an upload after so many bytes, or after this time if more comes. */
const SAVE_BYTES = 4 * 1024 * 1024;
const SAVE_MS = 60_000;

export type ContentParts = {
  readonly records: FileRecords;
  readonly storeOf: (place: Place) => PieceStore;
  /** Returns where a file of this size may be, in the order in which it is tried. */
  readonly placesFor: (bytes: number | undefined) => readonly Place[];
  /** Does what must be done in the end, now and again until it succeeds. */
  readonly finally: (action: () => Promise<void>) => void;
};

const newName = () => crypto.getRandomValues(new Uint8Array(8)).toHex();

export class PiecedContent implements SharedContent {
  bytes: number;
  readonly #address: FileAddress;
  readonly #parts: ContentParts;
  readonly #declaredBytes: number | undefined;
  #writer = newName();
  #place: Place | undefined;
  #key: Uint8Array = new Uint8Array();
  #countedBytes = 0;
  /** The names of its whole pieces, and of the piece after these that isn't whole. */
  #pieces: string[] = [];
  #tailName = "";
  /** What has come since the last whole piece: up to a piece, which may be the last. Undefined while an upload waits. */
  #tail: Uint8Array | undefined;
  #tailBytes = 0;
  /** The pieces that were written here since all nodes were told last, and those that others have replaced. */
  readonly #untold = new Set<string>();
  readonly #replaced = new Set<string>();
  #savedBytes = 0;
  #savedAt = 0;
  /** The last claim that was made here. */
  #attempt = "";
  /** Whether it is known as a whole file. */
  #isKnown = false;
  #isGone = false;
  /** Whether another node has gone on with it. */
  #isOvertaken = false;

  /** @param bytes of a file that is there already @param declaredBytes of a new one */
  constructor(address: FileAddress, parts: ContentParts, bytes = 0, declaredBytes?: number) {
    this.#address = address;
    this.#parts = parts;
    this.bytes = bytes;
    this.#declaredBytes = declaredBytes;
  }

  /** The epoch that the room had when it came. */
  get key(): string {
    return this.#address.epoch;
  }

  async reserve(reservation: Reservation): Promise<NoSpace | undefined> {
    if (this.#place !== undefined) return this.#reserveIn(this.#place, reservation, false);
    this.#key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    let problem: NoSpace | undefined = "server";
    for (const place of this.#parts.placesFor(this.#declaredBytes)) {
      problem = await this.#reserveIn(place, reservation, true);
      if (problem !== "server") break;
    }
    return problem;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#readTail();
    const { pieceBytes } = this.#store;
    for (let taken = 0; taken < chunk.length; ) {
      if (this.#tailBytes === pieceBytes) {
        this.#pieces.push(await this.#putTail(false));
        this.#tailBytes = 0;
      }
      const part = chunk.subarray(taken, taken + pieceBytes - this.#tailBytes);
      this.#tail = chunkWithSpace(this.#tail, this.#tailBytes, part.length, pieceBytes);
      this.#tail.set(part, this.#tailBytes);
      this.#tailBytes += part.length;
      this.bytes += part.length;
      taken += part.length;
    }
    const safeBytes = Math.max(this.#savedBytes, this.#pieces.length * pieceBytes);
    if (safeBytes - this.#savedBytes < SAVE_BYTES && performance.now() - this.#savedAt < SAVE_MS) return;
    await this.#save(safeBytes);
  }

  async mark(): Promise<() => void> {
    await this.#readTail();
    const { bytes } = this;
    const [pieces, tailBytes, tailName] = [[...this.#pieces], this.#tailBytes, this.#tailName];
    const tail = this.#tail?.slice(0, tailBytes);
    return () => {
      this.bytes = bytes;
      if (this.#isGone) return;
      const isReplaced = this.#tailName !== tailName;
      for (const name of [...this.#pieces.slice(pieces.length), ...(isReplaced ? [this.#tailName] : [])]) {
        this.#replaced.add(name);
      }
      if (isReplaced) this.#tailName = "";
      const safeBytes = this.#tailName === "" ? pieces.length * this.#store.pieceBytes : bytes;
      this.#savedBytes = Math.min(this.#savedBytes, safeBytes);
      this.#pieces = pieces;
      this.#tail = tail;
      this.#tailBytes = tailBytes;
    };
  }

  async pause(): Promise<void> {
    if (this.#tail !== undefined && this.#tailBytes > 0) this.#tailName = await this.#putTail(false);
    await this.#save(this.bytes);
    this.#release();
  }

  async finish(): Promise<void> {
    await this.#readTail();
    if (this.#tailBytes > 0) this.#pieces.push(await this.#putTail(true));
    this.#tailBytes = 0;
    await this.#save(this.bytes);
    this.#release();
    this.#isKnown = true;
  }

  async open(): Promise<FileReader> {
    if (!this.#isKnown) await this.look();
    if (!this.#isKnown) throw new FileGone("the file is gone");
    this.#assertThere();
    const { bytes } = this;
    const file = { address: this.#address, store: this.#store, key: this.#key, pieces: this.#pieces, bytes };
    return new PieceReader(file, () => this.#assertThere());
  }

  forget(): void {
    this.#isGone = true;
    this.#key.fill(0);
    this.#release();
  }

  erase(): void {
    this.#drop("all");
  }

  eraseUnsaid(onlyExpired: boolean): void {
    this.#drop(onlyExpired ? "expired" : "unsaid");
  }

  complete(view: FileView): Promise<boolean> {
    return this.#parts.records.complete(this.#address, this.#writer, JSON.stringify(view));
  }

  claim(token: string): Promise<boolean> {
    this.#attempt = newName();
    return this.#parts.records.claim(this.#address, token, this.#attempt);
  }

  release(): void {
    const attempt = this.#attempt;
    if (attempt !== "") this.#parts.finally(() => this.#parts.records.release(this.#address, attempt));
  }

  keep(): void {
    this.#parts.finally(() => this.#parts.records.keep(this.#address));
  }

  async look(): Promise<SharedFile | undefined> {
    const known = await this.#parts.records.look(this.#address);
    if (known?.view !== undefined) this.#adopt(known);
    return known;
  }

  async takeOver(): Promise<SharedFile | undefined> {
    const writer = newName();
    const known = await this.#parts.records.takeOver(this.#address, writer);
    if (known === undefined || this.#isGone) return undefined;
    this.#adopt(known);
    this.#writer = writer;
    this.#isOvertaken = false;
    return known;
  }

  /** Has it as all nodes know it. */
  #adopt({ place, key, pieces, tail, bytes, view }: KnownFile): void {
    this.#release();
    this.#place = place;
    this.#key = key;
    this.#pieces = [...pieces];
    this.#tailName = tail;
    this.bytes = bytes;
    this.#tailBytes = bytes - pieces.length * this.#store.pieceBytes;
    if (view !== undefined) this.#tailBytes = 0;
    this.#savedBytes = bytes;
    this.#savedAt = performance.now();
    this.#isKnown = view !== undefined;
  }

  async #reserveIn(place: Place, reservation: Reservation, isNew: boolean): Promise<NoSpace | undefined> {
    const { records } = this.#parts;
    const { epoch } = this.#address;
    const added = reservation.bytes - this.#countedBytes;
    if (added > 0 && added > (await this.#parts.storeOf(place).freeBytes())) return "server";
    if (!(await records.count(place, epoch, added))) return "server";
    const file = { isNew, place, writer: this.#writer, key: this.#key };
    const outcome = await records.reserve(this.#address, reservation, file);
    if (outcome === "ok") {
      this.#place = place;
      this.#countedBytes = reservation.bytes;
      this.#savedAt = performance.now();
      return undefined;
    }
    await records.count(place, epoch, -added);
    return outcome === "full" ? "server" : outcome;
  }

  /** Brings back what came after the last whole piece, when an upload goes on that waited. */
  async #readTail(): Promise<void> {
    this.#assertThere();
    if (this.#tail !== undefined || this.#tailBytes === 0) return;
    const { pieceBytes } = this.#store;
    const firstChunk = (this.#pieces.length * pieceBytes) / CHUNK_BYTES;
    const sealed = await this.#store.read(this.#address, this.#tailName, 0, sealedBytes(this.#tailBytes));
    this.#tail = decryptPiece(this.#key, firstChunk, sealed);
    this.#assertThere();
  }

  /** Keeps what came after the last whole piece. @returns the new piece's name */
  async #putTail(isLast: boolean): Promise<string> {
    const text = (this.#tail ?? new Uint8Array()).subarray(0, this.#tailBytes);
    const firstChunk = (this.#pieces.length * this.#store.pieceBytes) / CHUNK_BYTES;
    const [store, address, name] = [this.#store, this.#address, newName()];
    const sealed = encryptPiece(this.#key, firstChunk, isLast, text);
    // Where writing fails, it may be there all the same.
    this.#untold.add(name);
    if (this.#tailName !== "") this.#replaced.add(this.#tailName);
    this.#tailName = "";
    await this.#asWriter(store.put(address, this.#writer, name, sealed));
    freeMemory(sealed);
    if (this.#isGone) this.#parts.finally(() => store.remove(address, [name]));
    this.#assertThere();
    return name;
  }

  /** Tells all nodes what is safe, then removes what that has replaced. */
  async #save(bytes: number): Promise<void> {
    const [store, address] = [this.#store, this.#address];
    const tail = bytes > this.#pieces.length * store.pieceBytes ? this.#tailName : "";
    await this.#asWriter(this.#parts.records.save(address, this.#writer, bytes, this.#pieces, tail));
    this.#assertThere();
    this.#savedBytes = bytes;
    this.#savedAt = performance.now();
    const kept = new Set([...this.#pieces, tail, ""]);
    const unused = [...this.#replaced, ...this.#untold].filter((name) => !kept.has(name));
    this.#replaced.clear();
    this.#untold.clear();
    if (unused.length > 0) this.#parts.finally(() => store.remove(address, unused));
  }

  /** Notes when another node has gone on with the file: then it isn't this one's to erase. */
  async #asWriter(written: Promise<void>): Promise<void> {
    try {
      await written;
    } catch (error) {
      if (error instanceof FileGone) this.#isOvertaken = true;
      throw error;
    }
  }

  /** Erases the file for all nodes. Of all that do so, the first one also removes its pieces. */
  #drop(which: WhichFiles): void {
    const { records, storeOf, finally: inTheEnd } = this.#parts;
    const address = this.#address;
    const [own, replaced] = [[...this.#untold], [...this.#replaced]];
    const ownPlace = this.#place;
    const remove = (place: Place | undefined, names: readonly string[]) => {
      if (place === "outside" && names.length > 0) inTheEnd(() => storeOf(place).remove(address, names));
    };
    if (this.#isOvertaken) return remove(ownPlace, own);
    inTheEnd(async () => {
      const dropped = await records.drop(address, which);
      if (dropped === "kept") return;
      if (dropped === "gone") return remove(ownPlace, own);
      const { place, pieces, countedBytes } = dropped;
      remove(place, [...new Set([...pieces, ...own, ...replaced])]);
      inTheEnd(async () => void (await records.count(place, address.epoch, -countedBytes)));
    });
  }

  /** Gives back what only writing needs. */
  #release(): void {
    this.#tail?.fill(0);
    this.#tail = undefined;
  }

  get #store(): PieceStore {
    if (this.#place === undefined) throw new FileGone("nothing is known of the file");
    return this.#parts.storeOf(this.#place);
  }

  #assertThere(): void {
    if (this.#isGone) throw new FileGone("the file is gone");
  }
}
