// The Engine of a single node: every log of the process, under one budget of bytes. With a journal, what happened is
// written first and delivered after; without one, it happens at once. Rules H1 to H4, J1 to J3.
import type { Refusal } from "#protocol/error-codes";
import type { LogEvent } from "#protocol/frames";
import type {
  Appended,
  Deliver,
  Draft,
  Engine,
  MaybePromise,
  RoomHistory,
  RoomRecord,
  Tomb,
} from "../chat/lib/ports.ts";
import { Committer, type CommitterPorts, type Staged } from "./journal/group-commit.ts";
import type { Journal, SavedRoom, Write } from "./journal/journal.ts";
import { Trimming } from "./journal/trim-history.ts";
import { ROOM_BYTES, stateSizeOf } from "./log/memory-cost.ts";
import { nonceKey } from "./log/nonces.ts";
import { OpenRoom } from "./log/open-room.ts";
import { ended, full, notErased, notSaved } from "./log/refusals.ts";
import { type Keyed, Log, type LogBounds, type Placed, type Prepared } from "./log/room-log.ts";

export class LocalEngine implements Engine {
  readonly #open = new Map<string, OpenRoom>();
  readonly #bounds: LogBounds;
  readonly #maxBytes: number;
  readonly #committer: Committer | undefined;
  readonly #trimming: Trimming | undefined;
  #usedBytes = 0;

  /** @param maxBytes of all rooms together: their events, and a fixed weight for each */
  constructor(bounds: LogBounds, maxBytes: number, journal?: Journal, ports?: CommitterPorts) {
    this.#bounds = bounds;
    this.#maxBytes = maxBytes;
    this.#committer = journal && ports && new Committer(journal, ports);
    const chore = (write: Write) => this.#chore(write);
    const press = () => this.#committer?.press();
    this.#trimming = journal && ports && new Trimming({ later: ports.later, chore, press });
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get isHealthy(): boolean {
    return this.#committer?.isHealthy ?? true;
  }

  open(record: RoomRecord, deliver: Deliver): MaybePromise<Refusal | undefined> {
    const { epoch, state } = record;
    if (this.#usedBytes + ROOM_BYTES + stateSizeOf(state) > this.#maxBytes) return full();
    this.#add(epoch, deliver, state);
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
  restore({ epoch, state, gone, nonces, events }: SavedRoom, deliver: Deliver): void {
    const room = this.#add(epoch, deliver, state);
    const { log } = room;
    log.resumeAfter(gone);
    for (const nonce of nonces) log.remember(...nonce);
    this.#usedBytes += log.bytes;
    for (const { seq, text } of events) {
      const event = JSON.parse(text) as LogEvent;
      if (event.seq !== seq) throw new Error("an event is not in its place");
      this.#keep(epoch, log, { event, key: nonceKey(event), text, size: Buffer.byteLength(text) });
    }
    // Less memory may be allowed than before.
    while (this.#usedBytes > this.#maxBytes && this.#dropOldest(log));
    room.trimmedTo = gone + 1;
    room.unstage();
    this.#trimming?.look(epoch, room);
  }

  append(epoch: string, draft: Draft, state?: string): MaybePromise<Appended | Refusal> {
    const room = this.#of(epoch);
    const asked = { draft, key: nonceKey(draft) };
    const first = room.log.firstResult(asked);
    if (first !== undefined) return first;
    const committer = this.#committer;
    if (committer !== undefined) {
      return new Promise((resolve) => committer.add(() => this.#stage(epoch, room, asked, state, resolve)));
    }
    const next = room.log.prepare(asked);
    return this.#fits(room, next.bytes, state) ? this.#happen(epoch, room, next, state) : full(nonceOf(draft));
  }

  change(epoch: string, state: string): MaybePromise<Refusal | undefined> {
    const room = this.#of(epoch);
    if (!this.#fits(room, 0, state)) return full();
    const change = () => {
      if (this.#open.get(epoch) !== room) return ended();
      this.#take(room, state);
      room.deliver("", undefined, state);
      return undefined;
    };
    if (this.#committer === undefined) return change();
    return this.keep([["change", epoch, state]]).then((refusal) => refusal ?? change());
  }

  signal(epoch: string, text: string): void {
    this.#of(epoch).deliver(text, undefined);
  }

  history(epoch: string): RoomHistory {
    return this.#of(epoch).log;
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
    this.#trimming?.finish();
    await this.#committer?.close();
  }

  /** An event on its way into the journal: judged again, for much may have happened since it was asked for. */
  #stage(
    epoch: string,
    room: OpenRoom,
    asked: Keyed,
    state: string | undefined,
    settle: (outcome: Appended | Refusal) => void,
  ): Staged | undefined {
    const { draft, key } = asked;
    const isOpen = () => this.#open.get(epoch) === room;
    const first = room.log.firstResult(asked);
    if (!isOpen()) return void settle(ended());
    if (first !== undefined) return void settle(first);
    const failed = () => {
      room.unstage();
      settle(notSaved(nonceOf(draft)));
    };
    if (key !== undefined && room.stagedNonces.has(key)) {
      return { writes: [], done: () => settle(room.log.firstResult(asked) ?? ended()), failed };
    }
    const next = room.log.prepare(asked, room.stagedSeq + 1);
    if (!this.#fits(room, next.bytes, state)) return void settle(full(nonceOf(draft)));
    room.stagedSeq++;
    if (key !== undefined) room.stagedNonces.add(key);
    const { seq, timestamp } = next.event;
    const writes: Write[] = [["event", epoch, seq, next.text, key ?? null, timestamp]];
    if (state !== undefined) writes.push(["change", epoch, state]);
    const done = () => {
      if (!isOpen()) return settle(ended());
      const entry = this.#happen(epoch, room, next, state);
      if (room.stagedSeq === seq) room.unstage();
      settle(entry);
    };
    return { writes, done, failed };
  }

  #happen(epoch: string, room: OpenRoom, next: Prepared, state: string | undefined): Appended {
    const { log, deliver } = room;
    if (state !== undefined) this.#take(room, state);
    while (this.#usedBytes + next.bytes > this.#maxBytes && this.#dropOldest(log));
    const entry = this.#keep(epoch, log, next);
    this.#trimming?.look(epoch, room);
    deliver(next.text, next.event, state);
    return entry;
  }

  #keep(epoch: string, log: Log, next: Placed): Appended {
    const before = log.bytes;
    const entry = log.keep(next, ({ seq, text }) => this.#chore(["rewrite", epoch, seq, text]));
    this.#usedBytes += log.bytes - before;
    return entry;
  }

  /** @returns whether there was anything to drop */
  #dropOldest(log: Log): boolean {
    const freed = log.dropOldest();
    this.#usedBytes -= freed;
    return freed > 0;
  }

  #chore(write: Write): void {
    this.#committer?.chore(write);
  }

  // Looked at before anything is dropped: a refused message must not cost the room its history.
  #fits(room: OpenRoom, bytes: number, state: string | undefined): boolean {
    const more = state === undefined ? 0 : stateSizeOf(state) - room.stateBytes;
    return this.#usedBytes - room.log.bytes + bytes + Math.max(0, more) <= this.#maxBytes;
  }

  #take(room: OpenRoom, state: string): void {
    const bytes = stateSizeOf(state);
    this.#usedBytes += bytes - room.stateBytes;
    room.stateBytes = bytes;
    while (this.#usedBytes > this.#maxBytes && this.#dropOldest(room.log));
  }

  #add(epoch: string, deliver: Deliver, state: string): OpenRoom {
    const room = new OpenRoom(new Log(epoch, this.#bounds), deliver);
    this.#open.set(epoch, room);
    this.#usedBytes += ROOM_BYTES;
    this.#take(room, state);
    return room;
  }

  #drop(epoch: string): void {
    const room = this.#of(epoch);
    this.#usedBytes -= room.log.bytes + room.stateBytes + ROOM_BYTES;
    room.log.erase();
    this.#open.delete(epoch);
    this.#trimming?.forget(epoch);
  }

  #of(epoch: string): OpenRoom {
    const room = this.#open.get(epoch);
    if (room === undefined) throw new Error("no open log of this epoch");
    return room;
  }
}

const nonceOf = (draft: Draft) => ("nonce" in draft ? draft.nonce : undefined);
