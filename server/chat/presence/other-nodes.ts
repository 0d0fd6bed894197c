// Keeps the rosters of rooms that several nodes share. Each node tells the others of its own members, and each tells its
// clients what that changes for them: so everybody is told once, whichever node dies. Rules D22, D23, D26.

import { LEAVE_GRACE_MS } from "#protocol/limits";
import { foldName } from "#protocol/names";
import type { Ports, SharedEngine } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { RosterMember } from "../room-model/roster.ts";
import type { Presence } from "./presence.ts";
import { isHere, type PresenceNote, type ToldMember, toldOf } from "./presence-notes.ts";

/** How long a node that has come to a room waits for the others to say whom they have. */
const ANSWER_MS = 500;
/** How long after a note could not be sent this node says again whom it has. */
const RETRY_MS = 1_000;

type Answers = { left: number; readonly resolve: () => void };

export class OtherNodes {
  readonly #ports: Pick<Ports, "clock" | "wheel">;
  readonly #engine: Pick<SharedEngine, "note">;
  readonly #presence: Presence;
  /** The rooms in which this node waits for the others' answers. */
  readonly #answers = new Map<Room, Answers>();
  /** By room and node, the members that it has told of and not taken back. */
  readonly #told = new WeakMap<Room, Map<string, Set<string>>>();
  /** The rooms in which a note of this node may not have arrived. */
  readonly #untold = new Set<Room>();

  constructor(ports: Pick<Ports, "clock" | "wheel">, engine: Pick<SharedEngine, "note">, presence: Presence) {
    this.#ports = ports;
    this.#engine = engine;
    this.#presence = presence;
  }

  /** Tells the other nodes that have the room, or one of them; what doesn't arrive is made up for later. */
  tell(room: Room, note: PresenceNote, to?: string): void {
    void this.#send(room, note, to);
  }

  /** Asks the other nodes whom they have. Resolves once they have answered, or after half a second. */
  async ask(room: Room): Promise<void> {
    const answered = new Promise<void>((resolve) => this.#answers.set(room, { left: 0, resolve }));
    const { clock, wheel } = this.#ports;
    const timer = wheel.schedule(clock() + ANSWER_MS, () => this.#answers.get(room)?.resolve());
    const reached = await this.#send(room, { type: "who" });
    const answers = this.#answers.get(room);
    if (answers !== undefined) {
      // One of them is this node. Some may have answered already.
      answers.left += Math.max(0, reached - 1);
      if (answers.left <= 0) answers.resolve();
    }
    await answered;
    this.#answers.delete(room);
    wheel.cancel(timer);
  }

  /** Says whom this node has, and asks the others. */
  tellAgain(room: Room): void {
    this.#tellHere(room);
    this.tell(room, { type: "who" });
  }

  /** Takes in what another node says of who is in the room. */
  take(room: Room, node: string, note: PresenceNote): void {
    const presence = this.#presence;
    switch (note.type) {
      case "who":
        return this.#tellHere(room, node);
      case "here":
        this.#replace(room, node, note.members);
        return this.#countAnswer(room);
      case "in": {
        this.#toldBy(room, node).add(note.member.id);
        const change = presence.addElsewhere(room, node, note.member);
        const haveGivenWay = change !== undefined && this.#settleNames(room, [note.member]);
        return haveGivenWay || change === "renamed" ? presence.sendRoster(room) : undefined;
      }
      case "out":
        this.#toldBy(room, node).delete(note.id);
        return presence.removeElsewhere(room, node, note.id);
    }
  }

  /** A node has died: its members may come back on another one, as after any lost connection. */
  lose(room: Room, node: string): void {
    const lost = `${node} lost`;
    const ids: string[] = [];
    for (const id of this.#toldBy(room, node)) {
      const { elsewhere, sealedElsewhere } = room.roster.get(id) ?? {};
      const away = elsewhere?.get(node);
      if (away === undefined) continue;
      elsewhere?.delete(node);
      sealedElsewhere?.delete(node);
      elsewhere?.set(lost, away);
      ids.push(id);
    }
    this.#told.get(room)?.delete(node);
    if (ids.length === 0) return;
    this.#ports.wheel.schedule(this.#ports.clock() + LEAVE_GRACE_MS, () => {
      if (!room.isEnded) for (const id of ids) this.#presence.removeElsewhere(room, lost, id);
    });
  }

  /** @param to the node that has asked: the others know it */
  #tellHere(room: Room, to?: string): void {
    const members = this.#here(room).map(toldOf);
    // Before the answer that others wait for.
    const ids = room.keyHolders;
    if (ids.length > 0) this.tell(room, { type: "keys", ids }, to);
    this.tell(room, { type: "here", members }, to);
  }

  #replace(room: Room, node: string, members: readonly ToldMember[]): void {
    const presence = this.#presence;
    const told = this.#toldBy(room, node);
    const ids = new Set(members.map(({ id }) => id));
    for (const id of told) if (told.delete(id) && !ids.has(id)) presence.removeElsewhere(room, node, id);
    for (const id of ids) told.add(id);
    const changed = members.filter((member) => presence.addElsewhere(room, node, member, true));
    if (changed.length === 0) return;
    this.#settleNames(room, changed);
    presence.sendRoster(room);
  }

  /** Where two nodes have given the same name, the member with the higher id gives way, on the node that has them. */
  #settleNames(room: Room, told: readonly ToldMember[]): boolean {
    const owners = new Map(told.map(({ id, name }) => [foldName(name), id]));
    const givingWay = this.#here(room).filter(({ id, foldedName }) => (owners.get(foldedName) ?? id) < id);
    for (const member of givingWay) this.#presence.giveWay(room, member);
    return givingWay.length > 0;
  }

  /** Returns the members that are in the room on this node. */
  #here(room: Room): RosterMember[] {
    const { withSockets } = room.roster;
    const here: RosterMember[] = [];
    for (const member of withSockets) {
      if (isHere(member)) here.push(member);
      else withSockets.delete(member);
    }
    return here;
  }

  #toldBy(room: Room, node: string): Set<string> {
    const byNode = this.#told.get(room) ?? new Map<string, Set<string>>();
    this.#told.set(room, byNode);
    const told = byNode.get(node) ?? new Set<string>();
    byNode.set(node, told);
    return told;
  }

  #countAnswer(room: Room): void {
    const answers = this.#answers.get(room);
    if (answers !== undefined && --answers.left === 0) answers.resolve();
  }

  async #send(room: Room, note: PresenceNote, to?: string): Promise<number> {
    if (room.isEnded) return 0;
    const reached = await this.#engine.note(room.founding.epoch, JSON.stringify(note), to);
    if (reached > 0 || room.isEnded || this.#untold.has(room)) return reached;
    this.#untold.add(room);
    const { clock, wheel } = this.#ports;
    wheel.schedule(clock() + RETRY_MS, () => {
      this.#untold.delete(room);
      if (!room.isEnded) this.tellAgain(room);
    });
    return reached;
  }
}
