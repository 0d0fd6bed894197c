// Finds the rooms that other nodes have, takes them in while somebody needs them here, and lets go of them afterwards. There
// is one only where several nodes share their rooms. Rules D21 to D29.

import { Refusal } from "#protocol/error-codes";
import type { EndReason, LogEvent } from "#protocol/frames";
import { foldCode } from "#protocol/room-code";
import type { CommandPipeline } from "../commands/command-pipeline.ts";
import { deliverBoxes } from "../commands/rekey.ts";
import type { Files } from "../files/files.ts";
import type { Knocks } from "../joining/knocks.ts";
import { denyHere, leaveHere } from "../joining/leave-room.ts";
import { SharedPlaces } from "../joining/shared-places.ts";
import type { Deliver, Ports, RoomRecord, RoomWatcher, SavedFile, SharedEngine } from "../lib/ports.ts";
import { goneRefusal, internalFault } from "../lib/refusals.ts";
import type { Vanishing } from "../messages/vanishing.ts";
import { OtherNodes } from "../presence/other-nodes.ts";
import type { Presence } from "../presence/presence.ts";
import { isHere, type PresenceNote } from "../presence/presence-notes.ts";
import type { Room } from "../room-model/room.ts";
import { messageOnBoard } from "../room-model/room-state.ts";
import { MemberRooms } from "./member-rooms.ts";
import { codeDigest, type RoomCodes } from "./room-codes.ts";
import { isListed } from "./room-list.ts";
import { UnattendedRooms } from "./unattended-rooms.ts";

/** How often it is looked which rooms nobody here needs any more. One that nobody needed twice in a row is let go of. */
const TIDY_MS = 60_000;
/** How long this node believes what it was told of the end of a room that it didn't have. */
const BELIEVED_MS = 10_000;
/** How often it is looked which public rooms other nodes have, and how many of them this node takes in. */
const LIST_MS = 10_000;
const MAX_LISTED = 1_000;
const MAX_CODE_LENGTH = 64;
/** Of how many rooms it is remembered that their members are to be noted. */
const MAX_RENEWED = 1_000;
/** The most rooms of one member that are looked for on other nodes. */
const MAX_OF_MEMBER = 200;

export type SharedRoomsParts = {
  readonly ports: Ports;
  readonly engine: SharedEngine;
  readonly codes: RoomCodes;
  readonly presence: Presence;
  readonly knocks: Knocks;
  readonly vanishing: Vanishing;
  readonly files: Files;
  readonly commandPipeline: CommandPipeline;
  readonly end: (room: Room, reason: EndReason) => unknown;
  /** Makes a room of a record, without adding it to the others yet. */
  readonly revive: (record: RoomRecord) => { readonly room: Room; readonly deliver: Deliver };
  readonly add: (room: Room) => void;
  /** Forgets a room that goes on elsewhere. */
  readonly forget: (room: Room) => void;
};

export class SharedRooms implements RoomWatcher {
  readonly nodes: OtherNodes;
  readonly places: SharedPlaces;
  readonly unattended: UnattendedRooms;
  readonly #memberRooms: MemberRooms;
  readonly #parts: SharedRoomsParts;
  readonly #ports: Ports;
  readonly #byEpoch = new Map<string, Room>();
  readonly #lookingUp = new Map<string, Promise<Refusal | undefined>>();
  readonly #joining = new Map<string, Promise<Refusal | undefined>>();
  /** When the rooms of this node end that have files, as their files were told last. */
  readonly #endings = new WeakMap<Room, number>();
  /** The rooms in the public list. */
  readonly #listed = new Set<Room>();
  /** The room that another node has ended just now. */
  #endedElsewhere: Room | undefined;
  /** New epochs of rooms whose members are to be noted again. */
  readonly #renewed = new Set<string>();
  /** The rooms that were asked for since it was last looked, and those that nobody needed then. */
  #used = new Set<Room>();
  #idle = new Set<Room>();

  constructor(parts: SharedRoomsParts) {
    this.#parts = parts;
    this.#ports = parts.ports;
    const { ports, engine } = parts;
    this.nodes = new OtherNodes(ports, engine, parts.presence);
    this.places = new SharedPlaces(ports, engine.nodes.places);
    this.#memberRooms = new MemberRooms(ports.digest, engine.nodes.index);
    const takeIn = (epoch: string) => this.#takeInOnce(epoch);
    this.unattended = new UnattendedRooms({ ports, index: engine.nodes.index, rooms: this.#byEpoch, takeIn });
    engine.watch(this);
    this.#tidyLater();
    this.#listLater(0);
  }

  /**
   * Takes in the room of a code, if another node has it. Answers why it can't be known whether one has. Returns nothing to
   * wait for where this node has it already.
   */
  bring(code: string): Promise<Refusal | undefined> | undefined {
    const room = this.#parts.codes.get(code);
    if (room !== undefined) {
      this.#used.add(room);
      // That others have to wait longer for an answer must not tell that there is such a room.
      if (room.state.entry !== "members") return undefined;
    }
    if (code.length > MAX_CODE_LENGTH) return undefined;
    const key = foldCode(code);
    const under = this.#lookingUp.get(key);
    if (under !== undefined) return under;
    const looking = this.#bring(code)
      .catch((error) => internalFault(this.#ports.reportFault(error)))
      .finally(() => this.#lookingUp.delete(key));
    this.#lookingUp.set(key, looking);
    return looking;
  }

  async bringAll(codes: readonly string[]): Promise<void> {
    await Promise.all(codes.map((code) => this.bring(code)));
  }

  /** Takes in a room by its epoch. @returns the room, or why it can't be known; undefined where there is none */
  async bringEpoch(epoch: string): Promise<Room | Refusal | undefined> {
    return (await this.#takeInOnce(epoch)) ?? this.#byEpoch.get(epoch);
  }

  /** Takes in the rooms that a member belongs to, so that they can be listed. */
  async bringRoomsOf(memberId: string): Promise<void> {
    const epochs = (await this.#memberRooms.roomsOf(memberId)).filter((epoch) => !this.#byEpoch.has(epoch));
    await Promise.all(epochs.slice(0, MAX_OF_MEMBER).map((epoch) => this.#takeInOnce(epoch)));
  }

  /** Tells the other nodes that have the room what has changed on this one. */
  tell(room: Room, note: PresenceNote): void {
    this.nodes.tell(room, note);
    if (note.type === "in") this.#memberRooms.noteEntered(room, note.member.id);
    if (note.type !== "out") return;
    this.places.settle(room, note.id);
    this.#memberRooms.noteLeft(room, note.id);
  }

  /** A room is here from now on. */
  noteAdded(room: Room): void {
    this.#byEpoch.set(room.founding.epoch, room);
    this.unattended.attend(room);
  }

  /** Tells all nodes what a room's state has changed for them: whether it is public, who belongs to it, how long its files live. */
  noteState(room: Room): void {
    this.places.noteState(room);
    this.#memberRooms.noteState(room);
    const { expiresAt } = room;
    if ((this.#endings.get(room) ?? expiresAt) !== expiresAt) this.#parts.files.shared?.keep(room);
    this.#endings.set(room, expiresAt);
    const isNow = isListed(room);
    if (isNow === this.#listed.has(room)) return;
    if (isNow) this.#listed.add(room);
    else this.#listed.delete(room);
    this.#parts.engine.nodes.index.setListed(room.founding.epoch, isNow);
  }

  /** A room has ended. */
  noteEnd(room: Room): void {
    this.noteState(room);
    this.#memberRooms.noteEnd(room, room !== this.#endedElsewhere);
    this.#noteGone(room);
  }

  appended(event: LogEvent): void {
    const { commandPipeline, files } = this.#parts;
    commandPipeline.countElsewhere(event);
    if (event.type !== "chat" || event.files === undefined) return;
    const room = this.#byEpoch.get(event.id.slice(0, event.id.lastIndexOf("-")));
    if (room !== undefined) files.shared?.saidElsewhere(room, event);
  }

  ended(epoch: string): void {
    const room = this.#byEpoch.get(epoch);
    if (room === undefined) return;
    this.#endedElsewhere = room;
    this.#parts.end(room, room.expiresAt <= this.#ports.clock() ? "expired" : "ended");
    this.#endedElsewhere = undefined;
  }

  restarted(former: string, { epoch }: RoomRecord): void {
    // Whoever comes back gets the room as it is now. It may have been asked for by its new epoch already.
    for (const one of new Set([former, epoch])) {
      const room = this.#byEpoch.get(one);
      if (room !== undefined) this.#forget(room);
    }
    this.#parts.engine.leave(epoch);
    this.#renewed.add(epoch);
    const [oldest] = this.#renewed;
    if (this.#renewed.size > MAX_RENEWED && oldest !== undefined) this.#renewed.delete(oldest);
  }

  noted(epoch: string, node: string, text: string): void {
    const room = this.#byEpoch.get(epoch);
    if (room === undefined) return;
    this.#take(room, node, JSON.parse(text) as PresenceNote);
  }

  lostNode(node: string): void {
    for (const room of this.#byEpoch.values()) {
      this.nodes.lose(room, node);
      this.#parts.knocks.goneElsewhere(room, node);
    }
  }

  missedNotes(): void {
    for (const room of this.#byEpoch.values()) {
      this.nodes.tellAgain(room);
      this.#parts.knocks.tellAgain(room);
    }
  }

  #take(room: Room, node: string, note: PresenceNote): void {
    const { knocks, vanishing } = this.#parts;
    switch (note.type) {
      case "knock":
        return knocks.knockElsewhere(room, node, note.member);
      case "unknock":
        return knocks.goneElsewhere(room, node, note.id);
      case "deny":
        return denyHere(knocks, room, note.id);
      case "leave":
        return leaveHere(this.#parts, room, note.id);
      case "keys":
        for (const id of note.ids) room.addKeyHolder(id);
        return;
      case "boxes":
        return deliverBoxes(room, note.boxes);
      case "seen":
        return vanishing.seen(room, note.id, note.seqs);
      case "who":
        knocks.tellAgain(room);
        break;
    }
    this.nodes.take(room, node, note);
  }

  async #bring(code: string): Promise<Refusal | undefined> {
    const { codes, engine } = this.#parts;
    const { digest, clock } = this.#ports;
    const { endedCodes } = codes;
    const digests = [codeDigest(digest, code), endedCodes.digestOf(code, "drawn"), endedCodes.digestOf(code, "chosen")];
    // All are looked up, so that the time doesn't tell.
    const [holder, ...ended] = await Promise.all(digests.map((one) => engine.lookUp(one)));
    // It may have been created here meanwhile, or be just now.
    await codes.waitForCreation(code);
    if (codes.get(code) !== undefined) return undefined;
    for (const [at, found] of ended.entries()) {
      const known = digests[at + 1];
      if (found === "ended" && known !== undefined) {
        endedCodes.restore({ digest: known, until: clock() + BELIEVED_MS });
      }
    }
    if (holder instanceof Refusal) return holder;
    return typeof holder === "object" ? this.#takeInOnce(holder.epoch) : undefined;
  }

  /** Takes in a room, unless it is being taken in already. */
  #takeInOnce(epoch: string): Promise<Refusal | undefined> {
    const joining = this.#joining.get(epoch) ?? this.#takeIn(epoch).finally(() => this.#joining.delete(epoch));
    this.#joining.set(epoch, joining);
    return joining;
  }

  async #takeIn(epoch: string): Promise<Refusal | undefined> {
    if (this.#byEpoch.has(epoch)) return undefined;
    const { engine, presence } = this.#parts;
    const { index } = engine.nodes;
    let room: Room | undefined;
    const record = await engine.join(epoch, (read) => {
      const revived = this.#parts.revive(read);
      room = revived.room;
      return revived.deliver;
    });
    if (record instanceof Refusal) return record;
    if (record === undefined || room === undefined) {
      index.setListed(epoch, false);
      index.drop(epoch);
      return undefined;
    }
    if (record.epoch === epoch && !this.#renewed.delete(epoch)) this.#memberRooms.adopt(room);
    this.#parts.add(room);
    if (record.files !== undefined) this.#restoreFiles(room, record.files);
    this.#used.add(room);
    if (room.expiresAt <= this.#ports.clock()) this.#parts.end(room, "expired");
    else {
      presence.awaitReturn(room);
      await this.nodes.ask(room);
    }
    // It may have moved to another epoch meanwhile.
    return room.goesOn ? goneRefusal(room) : undefined;
  }

  #restoreFiles(room: Room, saved: readonly SavedFile[]): void {
    const { engine, files } = this.#parts;
    const history = engine.history(room.founding.epoch);
    files.restore(room, saved, (id) => history.messageOfFile(id) ?? messageOnBoard(room.state, id));
  }

  #forget(room: Room): void {
    room.goesOn = true;
    this.#noteGone(room);
    this.#parts.files.shared?.forget(room);
    this.#parts.forget(room);
  }

  #noteGone(room: Room): void {
    this.#byEpoch.delete(room.founding.epoch);
    this.#listed.delete(room);
    this.#used.delete(room);
    this.#idle.delete(room);
  }

  /** Takes in the public rooms of other nodes, so that all nodes list the same. */
  async takeInListed(): Promise<void> {
    const epochs = await this.#parts.engine.nodes.index.listed();
    if (epochs instanceof Refusal) return;
    for (const epoch of epochs) if (this.#listed.size < MAX_LISTED) await this.#takeInOnce(epoch);
  }

  #listLater(delayMs: number): void {
    this.#ports.wheel.schedule(this.#ports.clock() + delayMs, () => {
      this.takeInListed()
        .catch(this.#ports.reportFault)
        .finally(() => this.#listLater(LIST_MS));
    });
  }

  #tidyLater(): void {
    this.#ports.wheel.schedule(this.#ports.clock() + TIDY_MS, () => {
      this.#tidy();
      this.#tidyLater();
    });
  }

  #tidy(): void {
    // What is shared may come back without what it had.
    if (!this.#parts.engine.isHealthy) return;
    const idle = new Set(
      Array.from(this.#byEpoch.values()).filter((room) => !this.#used.has(room) && !this.#isNeeded(room)),
    );
    for (const room of idle) {
      if (!this.#idle.has(room)) continue;
      idle.delete(room);
      this.#forget(room);
      this.#parts.engine.leave(room.founding.epoch);
    }
    this.#idle = idle;
    this.#used = new Set();
  }

  /** A room that ends when nobody is in it is needed as long as nobody is, for somebody has to end it. */
  #isNeeded(room: Room): boolean {
    if (this.#listed.has(room) || (room.roster.size === 0 && room.idleMs !== undefined)) return true;
    if (!room.unjoined[Symbol.iterator]().next().done || this.#ports.fanout.hasListeners(room.founding.epoch))
      return true;
    for (const member of room.roster) if (isHere(member)) return true;
    return this.#parts.files.shared?.isBusy(room) ?? false;
  }
}

/** Lets everybody come back who is in a room, or waits to be: they find it as it is then. */
export function sendBack(room: Room, knocks: Knocks): void {
  for (const member of room.roster) for (const session of member.sessions) session.closeRestarting();
  for (const session of knocks.removeAll(room).keys()) session.closeRestarting();
  for (const session of room.unjoined) session.closeRestarting();
}
