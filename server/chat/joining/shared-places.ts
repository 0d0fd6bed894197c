// Keeps rooms that several nodes share within their maximum of members: who comes in takes a place first, which all nodes count
// together. Rules R9, D76.
import type { Refusal } from "#protocol/error-codes";
import { roomFull } from "../access/entry-rules.ts";
import type { RoomPlaces } from "../lib/node-ports.ts";
import type { Ports } from "../lib/ports.ts";
import { isHere } from "../presence/presence-notes.ts";
import type { Room } from "../room-model/room.ts";

/** How long after a place could not be given back it is tried again. */
const RETRY_MS = 1_000;

export class SharedPlaces {
  readonly #ports: Pick<Ports, "clock" | "wheel" | "reportFault">;
  readonly #places: RoomPlaces;
  /** The rooms whose places are counted: those that have a maximum, or had one since this node has them. */
  readonly #counted = new WeakSet<Room>();
  /** How many sockets of a member wait for a place, by epoch and member. */
  readonly #waiting = new Map<string, number>();

  constructor(ports: Pick<Ports, "clock" | "wheel" | "reportFault">, places: RoomPlaces) {
    this.#ports = ports;
    this.#places = places;
  }

  /** Counts the places of a room that has a maximum now, beginning with those of who is in it already. */
  noteState(room: Room): void {
    if (room.state.maxMembers === null || this.#counted.has(room)) return;
    this.#counted.add(room);
    for (const member of room.roster) {
      if (isHere(member)) void this.#places.take(room.founding.epoch, member.id, Number.POSITIVE_INFINITY);
    }
  }

  /**
   * Takes a place for a member who comes in by this node. Returns nothing to wait for where none is needed, or they have one.
   * Whoever has waited must call `settle`.
   */
  take(room: Room, memberId: string): Promise<Refusal | undefined> | undefined {
    if (!this.#counted.has(room) || this.#isHere(room, memberId)) return undefined;
    const { epoch } = room.founding;
    const { maxMembers } = room.state;
    const key = `${epoch} ${memberId}`;
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1);
    return this.#places
      .take(epoch, memberId, maxMembers ?? Number.POSITIVE_INFINITY)
      .then((outcome) => {
        if (typeof outcome === "object") return outcome;
        return outcome ? undefined : roomFull(maxMembers ?? 0);
      })
      .finally(() => {
        const left = (this.#waiting.get(key) ?? 1) - 1;
        if (left > 0) this.#waiting.set(key, left);
        else this.#waiting.delete(key);
      });
  }

  /** Gives the place of a member back who isn't here, has left, or did not come in after all. */
  settle(room: Room, memberId: string): void {
    if (!this.#counted.has(room) || room.isEnded || this.#isHere(room, memberId)) return;
    if (this.#waiting.has(`${room.founding.epoch} ${memberId}`)) return;
    const tryAgain = (isGiven: boolean) => {
      if (isGiven) return;
      this.#ports.wheel.schedule(this.#ports.clock() + RETRY_MS, () => this.settle(room, memberId));
    };
    this.#places.giveBack(room.founding.epoch, memberId).then(tryAgain, this.#ports.reportFault);
  }

  #isHere(room: Room, memberId: string): boolean {
    const member = room.roster.get(memberId);
    return member !== undefined && isHere(member);
  }
}
