// The Engine of a single node: every log of the process, under one budget of bytes. With a journal, what happened is
// written first and delivered after; without one, it happens at once. Rules H1 to H4, J1 to J3.
import { Refusal } from "#protocol/codes";
import type { ChatEvent, LogEvent } from "#protocol/frames";
import { Log, type LogBounds, nonceKey, type Prepared } from "../chat/log.ts";
import type { Appended, Deliver, Draft, Engine, MaybePromise, Page, Range, RoomRecord, Tomb } from "../chat/ports.ts";
import { Committer, type CommitterPorts, type Staged } from "./committer.ts";
import type { Journal, SavedRoom, Write } from "./journal.ts";
import { OpenRoom } from "./openroom.ts";

/** What a room weighs beside its events: measured at about this, rounded up. */
const ROOM_BYTES = 1024;
/** What an entry weighs beside its text: the object and its place in the queue. */
const ENTRY_BYTES = 96;
/** Events, and rooms. */
const TRIMMED_AT_ONCE = 64;

const sizeOf = (text: string) => Buffer.byteLength(text) + ENTRY_BYTES;

export class LocalEngine implements Engine {
  readonly #open = new Map<string, OpenRoom>();
  readonly #bounds: LogBounds;
  readonly #maxBytes: number;
  readonly #committer: Committer | undefined;
  readonly #later: (run: () => void) => void;
  /** Rooms whose journal holds a little of what history has lost. */
  readonly #untrimmed = new Map<string, OpenRoom>();
  #usedBytes = 0;

  /** @param maxBytes of all rooms together: their events, and a fixed weight for each */
  constructor(bounds: LogBounds, maxBytes: number, journal?: Journal, ports?: CommitterPorts) {
    this.#bounds = bounds;
    this.#maxBytes = maxBytes;
    this.#committer = journal && ports && new Committer(journal, ports);
    this.#later = ports?.later ?? (() => {});
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get isHealthy(): boolean {
    return this.#committer?.isHealthy ?? true;
  }

  open(record: RoomRecord, deliver: Deliver): MaybePromise<Refusal | undefined> {
    if (this.#usedBytes + ROOM_BYTES > this.#maxBytes) return full();
    const { epoch } = record;
    this.#add(epoch, deliver);
    if (this.#committer === undefined) return undefined;
    return new Promise((resolve) => {
      this.#committer?.add(() => ({
        writes: [["open", record]],
        done: () => resolve(undefined),
        failed: () => {
          this.#drop(epoch);
          resolve(notSaved());
        },
      }));
    });
  }

  /** Takes up a room that outlived a restart. What happened in it was delivered before. */
  restore({ epoch, gone, nonces, events }: SavedRoom, deliver: Deliver): void {
    const room = this.#add(epoch, deliver);
    const { log } = room;
    log.resumeAfter(gone);
    for (const nonce of nonces) log.remember(...nonce);
    for (const { text } of events) this.#keep(epoch, log, JSON.parse(text), text, sizeOf(text));
    // Less memory may be allowed than before.
    while (this.#usedBytes > this.#maxBytes && this.#dropOldest(log));
    room.trimmedTo = gone + 1;
    room.unstage();
    this.#trim(epoch, room);
  }

  append(epoch: string, draft: Draft): MaybePromise<Appended | Refusal> {
    const room = this.#of(epoch);
    const first = room.log.firstResult(draft);
    if (first !== undefined) return first;
    const committer = this.#committer;
    if (committer !== undefined) {
      return new Promise((resolve) => committer.add(() => this.#stage(epoch, room, draft, resolve)));
    }
    const next = room.log.prepare(draft);
    return this.#fits(room, next) ? this.#happen(epoch, room, next) : full(nonceOf(draft));
  }

  signal(epoch: string, text: string): void {
    this.#of(epoch).deliver(text, undefined);
  }

  head(epoch: string): number {
    return this.#of(epoch).log.head;
  }

  holdsAfter(epoch: string, seq: number): boolean {
    return this.#of(epoch).log.holdsAfter(seq);
  }

  read(epoch: string, range: Range): Page {
    return this.#of(epoch).log.read(range);
  }

  message(epoch: string, id: string): ChatEvent | undefined {
    return this.#of(epoch).log.message(id);
  }

  end(epoch: string, tomb: Tomb): MaybePromise<Refusal | undefined> {
    if (!this.#open.has(epoch)) return undefined;
    this.#drop(epoch);
    if (this.#committer === undefined) return undefined;
    return new Promise((resolve) => {
      const told = (isDone: boolean) => resolve(isDone ? undefined : notErased());
      this.#committer?.chore(["end", epoch, tomb], told);
    });
  }

  /** Writes what is no room's, whole or not at all. Resolves once it is safe; refused when it can't be. */
  keep(writes: readonly Write[]): Promise<Refusal | undefined> {
    return new Promise((resolve) => {
      this.#committer?.add(() => ({ writes, done: () => resolve(undefined), failed: () => resolve(notSaved()) }));
    });
  }

  /** Resolves once what was asked for so far is safe, or known not to be. */
  async close(): Promise<void> {
    for (const [epoch, room] of this.#untrimmed) this.#trimNow(epoch, room);
    await this.#committer?.close();
  }

  /** An event on its way into the journal: judged again, for much may have happened since it was asked for. */
  #stage(
    epoch: string,
    room: OpenRoom,
    draft: Draft,
    settle: (outcome: Appended | Refusal) => void,
  ): Staged | undefined {
    const isOpen = () => this.#open.get(epoch) === room;
    const first = room.log.firstResult(draft);
    if (!isOpen()) return void settle(ended());
    if (first !== undefined) return void settle(first);
    const key = nonceKey(draft);
    const failed = () => {
      room.unstage();
      settle(notSaved(nonceOf(draft)));
    };
    if (key !== undefined && room.stagedNonces.has(key)) {
      return { writes: [], done: () => settle(room.log.firstResult(draft) ?? ended()), failed };
    }
    const next = room.log.prepare(draft, room.stagedSeq + 1);
    if (!this.#fits(room, next)) return void settle(full(nonceOf(draft)));
    room.stagedSeq++;
    if (key !== undefined) room.stagedNonces.add(key);
    const { seq, timestamp } = next.event;
    const writes: Write[] = [["event", epoch, seq, next.text, key ?? null, timestamp]];
    if (draft.type === "room") {
      const { title = null, expiresAt } = draft.room;
      writes.push(["change", epoch, title, expiresAt === undefined ? null : Date.parse(expiresAt)]);
    }
    const done = () => {
      if (!isOpen()) return settle(ended());
      const entry = this.#happen(epoch, room, next);
      if (room.stagedSeq === seq) room.unstage();
      settle(entry);
    };
    return { writes, done, failed };
  }

  #happen(epoch: string, room: OpenRoom, { event, text, bytes }: Prepared): Appended {
    const { log, deliver } = room;
    while (this.#usedBytes + bytes > this.#maxBytes && this.#dropOldest(log));
    const entry = this.#keep(epoch, log, event, text, bytes);
    this.#trim(epoch, room);
    deliver(text, event);
    return entry;
  }

  #keep(epoch: string, log: Log, event: LogEvent, text: string, bytes: number): Appended {
    const before = log.bytes;
    const entry = log.keep(event, text, bytes, ({ seq, text }) => this.#chore(["rewrite", epoch, seq, text]));
    this.#usedBytes += log.bytes - before;
    return entry;
  }

  /** @returns whether there was anything to drop */
  #dropOldest(log: Log): boolean {
    const freed = log.dropOldest();
    this.#usedBytes -= freed;
    return freed > 0;
  }

  // Many at a time, for each costs something; the few that are left after a while.
  #trim(epoch: string, room: OpenRoom): void {
    if (this.#committer === undefined || room.untrimmed === 0) return;
    if (room.untrimmed >= TRIMMED_AT_ONCE) return this.#trimNow(epoch, room);
    if (this.#untrimmed.size === 0) this.#later(() => this.#trimSome());
    this.#untrimmed.set(epoch, room);
  }

  /** Those that have waited longest, so that however many rooms there are, they make no batch a long one. */
  #trimSome(): void {
    let some = Math.max(TRIMMED_AT_ONCE, this.#untrimmed.size / 4);
    for (const [epoch, room] of this.#untrimmed) if (some-- > 0) this.#trimNow(epoch, room);
    if (this.#untrimmed.size > 0) this.#later(() => this.#trimSome());
  }

  #trimNow(epoch: string, room: OpenRoom): void {
    const { oldest, oldestNonce } = room.log;
    room.trimmedTo = oldest;
    this.#untrimmed.delete(epoch);
    this.#chore(["trim", epoch, oldest, oldestNonce]);
  }

  #chore(write: Write): void {
    this.#committer?.chore(write);
  }

  // Looked at before anything is dropped: a refused message must not cost the room its history.
  #fits(room: OpenRoom, { bytes }: Prepared): boolean {
    return this.#usedBytes - room.log.bytes + bytes <= this.#maxBytes;
  }

  #add(epoch: string, deliver: Deliver): OpenRoom {
    const room = new OpenRoom(new Log(epoch, this.#bounds, sizeOf), deliver);
    this.#open.set(epoch, room);
    this.#usedBytes += ROOM_BYTES;
    return room;
  }

  #drop(epoch: string): void {
    const room = this.#of(epoch);
    this.#usedBytes -= room.log.bytes + ROOM_BYTES;
    this.#open.delete(epoch);
    this.#untrimmed.delete(epoch);
  }

  #of(epoch: string): OpenRoom {
    const room = this.#open.get(epoch);
    if (room === undefined) throw new Error("no open log of this epoch");
    return room;
  }
}

const nonceOf = (draft: Draft) => ("nonce" in draft ? draft.nonce : undefined);
const full = (nonce?: string) => new Refusal("server_full", "The server's memory for rooms is used up.", nonce);
const notSaved = (nonce?: string) => new Refusal("not_saved", "Not saved: the server's disk is in trouble.", nonce);
const notErased = () => new Refusal("not_saved", "It has ended; it is erased as soon as the disk works again.");
const ended = () => new Refusal("ended", "This room has ended.");
