// Notes for all nodes who belongs to which room, so that each finds the rooms of a member that it doesn't have. What is noted may
// be out of date: who really belongs to a room, the room itself tells. Rule D80.
import type { RoomIndex } from "../lib/node-ports.ts";
import type { Digest } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { RoomState } from "../room-model/room-state.ts";

type Noted = { readonly ids: ReadonlySet<string>; readonly until: number };

/** Whoever owns a room, helps to run it, or was let into it. */
const idsOf = ({ ownerId, admins, list }: RoomState): ReadonlySet<string> =>
  new Set([...(ownerId === null ? [] : [ownerId]), ...admins, ...list.keys()]);

export class MemberRooms {
  readonly #digest: Digest;
  readonly #index: RoomIndex;
  /** What is noted of each room. */
  readonly #noted = new WeakMap<Room, Noted>();
  /** Who is in each room on this node, and noted for that. */
  readonly #present = new WeakMap<Room, Set<string>>();

  constructor(digest: Digest, index: RoomIndex) {
    this.#digest = digest;
    this.#index = index;
  }

  /** Takes over what another node has noted of a room. */
  adopt(room: Room): void {
    this.#noted.set(room, { ids: idsOf(room.state), until: room.expiresAt });
  }

  /** Notes what a room's state has changed. */
  noteState(room: Room): void {
    const before = this.#noted.get(room);
    this.adopt(room);
    const isLonger = room.expiresAt > (before?.until ?? Number.NEGATIVE_INFINITY);
    const ids = idsOf(room.state);
    for (const id of ids) if (isLonger || !before?.ids.has(id)) this.#add(room, id);
    for (const id of before?.ids ?? []) {
      if (!ids.has(id) && room.roster.get(id) === undefined) this.#remove(room, id);
    }
  }

  /** Notes that somebody is in a room on this node. */
  noteEntered(room: Room, memberId: string): void {
    const present = this.#present.get(room) ?? new Set();
    if (present.has(memberId)) return;
    this.#present.set(room, present.add(memberId));
    this.#add(room, memberId);
  }

  /** Somebody is no longer in a room on this node: that is forgotten, unless they belong to it all the same. */
  noteLeft(room: Room, memberId: string): void {
    this.#present.get(room)?.delete(memberId);
    const isElsewhere = room.roster.get(memberId)?.elsewhere !== undefined;
    if (!isElsewhere && !this.#noted.get(room)?.ids.has(memberId)) this.#remove(room, memberId);
  }

  /** Forgets whose a room was that has ended. @param isOwn whether this node has ended it, and not only heard of it */
  noteEnd(room: Room, isOwn: boolean): void {
    const present = this.#present.get(room) ?? [];
    const ids = isOwn ? (this.#noted.get(room)?.ids ?? []) : [];
    for (const id of new Set([...present, ...ids])) this.#remove(room, id);
  }

  /** Returns the epochs of the rooms that a member may belong to. */
  async roomsOf(memberId: string): Promise<readonly string[]> {
    const found = await this.#index.ofMember(this.#key(memberId));
    return "code" in found ? [] : found;
  }

  #add({ founding, expiresAt }: Room, memberId: string): void {
    this.#index.addMember(founding.epoch, this.#key(memberId), expiresAt);
  }

  #remove({ founding }: Room, memberId: string): void {
    this.#index.removeMember(founding.epoch, this.#key(memberId));
  }

  #key(memberId: string): string {
    return this.#digest(`member ${memberId}`);
  }
}
