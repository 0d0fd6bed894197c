// The replicas of all rooms that this node has, under one memory budget. Applies what comes, in order, and delivers it.
import type { LogEvent } from "#protocol/frames";
import type { Deliver, EncodedState, RoomRecord } from "../../chat/lib/ports.ts";
import { nonceKey } from "../log/nonces.ts";
import { NO_FILES } from "../log/open-room.ts";
import { type LogBounds, RoomLog } from "../log/room-log.ts";
import { MemoryBudget } from "../memory-budget.ts";
import { Replica } from "./replica.ts";
import { roomKeys } from "./room-keys.ts";
import { expiryOf, type NewEntry, type RoomContent } from "./wire-format.ts";

export type ReplicaPorts = {
  /** Decodes a room's state that another node saved. */
  readonly decodeState: (epoch: string, text: string) => EncodedState;
  readonly onFilesGone: (epoch: string, ids: readonly string[]) => void;
  /** Called before an event of another node is delivered. */
  readonly onElsewhere: (event: LogEvent) => void;
  /** Called when a replica has dropped events that Redis still has. */
  readonly onTrimmed: (room: Replica) => void;
  /** Called when something is missing that may still come. */
  readonly onGap: (room: Replica) => void;
  /** Called when an event doesn't follow from the one before. */
  readonly onBroken: (room: Replica) => void;
  /** Called with events in order that must be confirmed before they are applied; left out where none must be. */
  readonly onUnconfirmed?: ((room: Replica) => void) | undefined;
};

export class Replicas {
  readonly budget: MemoryBudget;
  readonly #rooms = new Map<string, Replica>();
  readonly #prefix: string;
  readonly #bounds: LogBounds;
  readonly #ports: ReplicaPorts;

  constructor(prefix: string, bounds: LogBounds, maxBytes: number, ports: ReplicaPorts) {
    this.#prefix = prefix;
    this.#bounds = bounds;
    this.#ports = ports;
    this.budget = new MemoryBudget(
      maxBytes,
      () => this.#rooms.values(),
      (room) => ports.onTrimmed(room as Replica),
    );
  }

  get(epoch: string): Replica | undefined {
    return this.#rooms.get(epoch);
  }

  get all(): Iterable<Replica> {
    return this.#rooms.values();
  }

  /** Returns an open room. @throws when it isn't open */
  of(epoch: string): Replica {
    const room = this.#rooms.get(epoch);
    if (room === undefined) throw new Error("no open log of this epoch");
    return room;
  }

  /** Begins a replica, empty. */
  add({ epoch, founding, state }: RoomRecord, tag: string, deliver: Deliver, visitor?: string): Replica {
    const place = { epoch, founding, keys: roomKeys(this.#prefix, epoch) };
    const room = new Replica(place, this.#newLog(epoch), deliver);
    room.setTag(0, tag);
    room.state = state;
    this.#confirmUntil(room, 0);
    this.#rooms.set(epoch, room);
    this.budget.addRoom(room, state, visitor);
    return room;
  }

  remove(room: Replica): void {
    room.isOpen = false;
    room.giveUp();
    this.budget.removeRoom(room);
    room.log.erase();
    this.#rooms.delete(room.epoch);
  }

  /** Makes the replica what Redis has, without delivering anything. @param epoch the room's, from now on */
  refill(room: Replica, content: RoomContent, epoch = room.epoch): void {
    const { head, tag, oldest, nonces, entries } = content;
    const before = room.log.bytes;
    room.log.erase();
    this.#rooms.delete(room.epoch);
    this.#rooms.set(epoch, room);
    room.epoch = epoch;
    room.keys = roomKeys(this.#prefix, epoch);
    room.log = this.#newLog(epoch);
    room.log.startAfter(oldest - 1);
    for (const [key, result] of nonces) {
      const at = result.indexOf(" ");
      const seq = Number(result.slice(0, at));
      if (seq < oldest) room.log.rememberNonce(key, seq, result.slice(at + 1));
    }
    room.forgetTags();
    for (const { seq, text, tag } of entries) {
      const event = JSON.parse(text) as LogEvent;
      if (event.seq !== seq) throw new Error("an event is not in its place");
      room.log.append({ event, key: nonceKey(event), text, size: Buffer.byteLength(text) });
      room.setTag(seq, tag);
    }
    room.setTag(head, tag);
    room.place = undefined;
    this.#confirmUntil(room, head);
    this.budget.countGrowth(room, room.log.bytes - before);
    this.budget.makeSpace(0);
    room.edition = content.edition;
    room.expires = content.expires;
    room.code = content.code;
    this.#keepState(room, content.version, this.#ports.decodeState(epoch, content.state));
    for (const seq of room.early.keys()) if (seq <= head) room.early.delete(seq);
  }

  /** Takes an event in, and applies all that now are in order. */
  receive(room: Replica, entry: NewEntry): void {
    const { head, early, confirmed } = room;
    if (!room.isOpen || entry.seq <= head) return;
    // Most come in order, when nothing waits.
    if (entry.seq === head + 1 && early.size === 0 && entry.previous === room.tag && entry.seq <= confirmed) {
      this.#apply(room, entry);
      return room.settleApplied();
    }
    if (!early.has(entry.seq) || entry.state !== undefined) early.set(entry.seq, entry);
    this.applyEarly(room);
  }

  /** Applies what came early and is in order now. */
  applyEarly(room: Replica): void {
    for (let next = room.early.get(room.head + 1); next !== undefined; next = room.early.get(room.head + 1)) {
      if (next.previous !== room.tag) return this.#ports.onBroken(room);
      if (next.seq > room.confirmed) {
        room.settleApplied();
        return this.#ports.onUnconfirmed?.(room);
      }
      room.early.delete(next.seq);
      this.#apply(room, next);
      if (!room.isOpen) return;
    }
    room.settleApplied();
    if (room.early.size > 0) this.#ports.onGap(room);
  }

  /** Takes a state in that came without an event. Of two that were changed equally often, what Redis has counts. */
  receiveState(room: Replica, version: number, text: string): void {
    if (version < room.version || (version === room.version && text === room.state)) return;
    room.place = undefined;
    if (version > room.version + 1) this.#ports.onGap(room);
    const saving = room.savingState;
    const state = saving?.text === text ? saving : this.#ports.decodeState(room.epoch, text);
    this.#keepState(room, version, state);
    room.deliver("", undefined, state);
  }

  /** Drops events that other nodes have dropped. */
  dropUntil(room: Replica, oldest: number): void {
    room.place = undefined;
    if (room.log.oldest >= oldest) return;
    const before = room.log.bytes;
    while (room.log.oldest < oldest && room.log.oldest <= room.head) room.log.dropOldest();
    this.budget.countGrowth(room, room.log.bytes - before);
  }

  /** Takes a member's name out of every event. @returns the seqs of those that it changed */
  forgetName(room: Replica, memberId: string): number[] {
    room.forgotten = [...room.forgotten, memberId];
    const changed: number[] = [];
    const before = room.log.bytes;
    room.log.forgetName(memberId, ({ seq }) => changed.push(seq));
    this.budget.countGrowth(room, room.log.bytes - before);
    return changed;
  }

  #apply(room: Replica, entry: NewEntry): void {
    const { seq, tag, text, oldest, version } = entry;
    const own = room.own.get(tag);
    room.own.delete(tag);
    let state: EncodedState | undefined;
    if (entry.state !== undefined && version > room.version) {
      state = own?.state ?? this.#ports.decodeState(room.epoch, entry.state);
      this.#keepState(room, version, state);
    } else if (version > room.version) this.#ports.onGap(room);
    const event = own?.event ?? (JSON.parse(text) as LogEvent);
    if (own === undefined) this.#ports.onElsewhere(event);
    else Object.assign(event, { id: `${room.epoch}-${seq}`, seq });
    const size = Buffer.byteLength(text);
    this.budget.makeSpace(size);
    const before = room.log.bytes;
    const numbered = { event, key: nonceKey(event), text, size };
    room.log.append(numbered, (changed) => own?.changed.push(changed.seq));
    this.budget.countGrowth(room, room.log.bytes - before);
    this.budget.makeSpace(0);
    room.setTag(seq, tag);
    this.dropUntil(room, oldest);
    room.place = entry.place;
    // One node is enough to have Redis drop what all have.
    if (own !== undefined && room.log.oldest > oldest) this.#ports.onTrimmed(room);
    room.deliver(text, event, state);
  }

  #keepState(room: Replica, version: number, { text, expiresAt, keptFiles = NO_FILES }: EncodedState): void {
    if (expiresAt !== undefined) room.expires = expiryOf(expiresAt);
    room.version = version;
    room.state = text;
    this.budget.setState(room, text);
    const before = room.keptFiles;
    if (before.length === 0 && keptFiles.length === 0) return;
    room.keptFiles = keptFiles;
    const orphans = before.filter((id) => room.log.messageOfFile(id) === undefined);
    if (orphans.length > 0) this.#forgetFiles(room.epoch, orphans);
  }

  #confirmUntil(room: Replica, seq: number): void {
    if (this.#ports.onUnconfirmed !== undefined) room.confirmed = seq;
  }

  #newLog(epoch: string): RoomLog {
    return new RoomLog(epoch, this.#bounds, this.#forgetFiles);
  }

  /** Forgets the files of messages that are gone, unless the room's state keeps them. */
  readonly #forgetFiles = (epoch: string, released: readonly string[]): void => {
    const { keptFiles } = this.of(epoch);
    const ids = keptFiles.length === 0 ? released : released.filter((id) => !keptFiles.includes(id));
    if (ids.length > 0) this.#ports.onFilesGone(epoch, ids);
  };
}
