import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, EndReason, Member } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { ENDED_CODE_TTL_MS } from "#protocol/limits";
import { type Credentials, mayKnowRoom } from "../access/entry-rules.ts";
import { validInvites } from "../access/invites.ts";
import { CommandPipeline } from "../commands/command-pipeline.ts";
import { beginKeyring } from "../encryption/keyring.ts";
import type { FileLimits } from "../files/file-quotas.ts";
import { Files } from "../files/files.ts";
import { AddressBans } from "../joining/address-bans.ts";
import { ConnectionsByDevice } from "../joining/connections-by-device.ts";
import { JoinRoom } from "../joining/join-room.ts";
import { Knocks } from "../joining/knocks.ts";
import { createEpochId, createOwnerKey } from "../lib/ids.ts";
import {
  asSharedEngine,
  type Deliver,
  type MaybePromise,
  type Ports,
  type RoomRecord,
  type SharedEngine,
} from "../lib/ports.ts";
import { Vanishing, vanishingMessages } from "../messages/vanishing.ts";
import { LastSeenWriter } from "../presence/last-seen-writer.ts";
import { Presence } from "../presence/presence.ts";
import type { PresenceNote } from "../presence/presence-notes.ts";
import { hasPresentMember, markAllAbsent } from "../room-model/last-seen.ts";
import { type Actor, type Founding, Room, type RoomRules } from "../room-model/room.ts";
import {
  decodeState,
  encodeState,
  filesOnBoard,
  messageOnBoard,
  type RoomState,
  withEpoch,
} from "../room-model/room-state.ts";
import { applyRoomEvent } from "./apply-room-event.ts";
import { type CreatedRoom, planRoom } from "./create-room.ts";
import type { EndedCodes } from "./ended-codes.ts";
import { updateBatching } from "./hot-room-batching.ts";
import { type CodeRules, codeDigest, RoomCodes } from "./room-codes.ts";
import { createRoomEndedFrame } from "./room-ended-frame.ts";
import { type ListQuery, listPresentMembers, listRooms, listRoomsOf, mentionsMember } from "./room-list.ts";
import { SharedRooms, sendBack } from "./shared-rooms.ts";

export type RoomsSettings = RoomRules &
  CodeRules & {
    /** Whether rates are limited. */
    readonly limits: boolean;
    readonly defaultLifeMs: number;
    readonly files: FileLimits;
  };

/** A tick works this long at most, so that sockets don't wait for many rooms that end at once. */
const MAX_TICK_MS = 5;
/** How many timers are fired before the clock is read again. */
const TIMERS_PER_CHECK = 64;
/** The last text of event streams whose room goes on otherwise than they were told. */
const RESET = '{"type":"reset"}';
/** How many signals one node may send of a room before their ids may be those of another node. */
const SIGNALS_PER_NODE = 1_000_000;

/** Every room of this server, from its creation to its end, and what they share. Rules R*, L*. */
export class Rooms {
  readonly ports: Ports;
  readonly presence: Presence;
  readonly knocks: Knocks;
  readonly files: Files;
  readonly vanishing: Vanishing;
  readonly commandPipeline: CommandPipeline;
  readonly joinRoom: JoinRoom;
  readonly isLimited: boolean;
  readonly addressBans: AddressBans;
  readonly connectionsByDevice = new ConnectionsByDevice();
  readonly settings: RoomsSettings;
  /** What is there only where several nodes share their rooms. */
  readonly shared: SharedRooms | undefined;
  readonly #codes: RoomCodes;
  readonly #publicRooms = new Set<Room>();
  readonly #lastSeenWriter: LastSeenWriter;
  /** The number of rooms created since the start. */
  createdCount = 0;
  /** How often a member has received an event since the start: each event counts as many as are present. */
  deliveries = 0;

  constructor(ports: Ports, settings: RoomsSettings) {
    this.ports = ports;
    this.settings = settings;
    this.isLimited = settings.limits;
    this.#codes = new RoomCodes(ports, settings);
    const engine = asSharedEngine(ports.engine);
    const tell = engine && ((room: Room, note: PresenceNote) => this.shared?.tell(room, note));
    this.presence = new Presence(ports, {
      onIdle: (room) => this.end(room, "idle"),
      // Where all nodes know when somebody comes or leaves, it is saved with the next change: if each saved it, they would hinder others.
      onSeen: (room) => engine === undefined && this.#lastSeenWriter.schedule(room),
      onEntered: (room, memberId) => this.vanishing.entered(room, memberId),
      onLeft: (room, memberId) => this.vanishing.left(room, memberId),
      ...(tell && { tell }),
    });
    this.#lastSeenWriter = new LastSeenWriter(ports, (room) => this.commandPipeline.saveState(room));
    this.addressBans = new AddressBans(ports);
    this.knocks = new Knocks(ports, settings.limits, tell);
    this.files = new Files(ports, settings.files);
    this.vanishing = new Vanishing(ports);
    this.commandPipeline = new CommandPipeline(ports, this.files, settings.limits, (room, id) => ({
      knockName: this.knocks.nameOf(room, id),
      addressDigests: this.addressBans.digestsToBan(room, id),
    }));
    ports.engine.onFilesGone((epoch, ids, forgotten) => this.files.removeSaid(epoch, ids, forgotten));
    this.joinRoom = new JoinRoom(ports, this.commandPipeline, settings.limits);
    this.shared = engine && this.#share(engine);
  }

  get count(): number {
    return this.#codes.rooms.size;
  }

  /** All living rooms. */
  get all(): Iterable<Room> {
    return this.#codes.rooms.values();
  }

  get publicCount(): number {
    return this.#publicRooms.size;
  }

  get endedCodes(): EndedCodes {
    return this.#codes.endedCodes;
  }

  /** Returns the living room of a code, however it is written. A room the requester may not know of counts as missing. */
  find(code: string, credentials: Credentials = {}): Room | Refusal {
    // The digests are made whether there is such a room or not, so that the time doesn't tell.
    const { ownerKey, invite } = credentials;
    const keyDigest = ownerKey && this.ports.digest(ownerKey);
    const inviteDigest = invite && this.ports.digest(invite);
    const room = this.#codes.get(code);
    const missing = () => this.#codes.missingRefusal(code, credentials.member?.id);
    if (room === undefined) return missing();
    const isInvited =
      inviteDigest && validInvites(room.state, this.ports.clock()).some(({ digest }) => digest === inviteDigest);
    if (isInvited || mayKnowRoom(room, room.actorFor(credentials.member, this.ports.clock(), keyDigest))) return room;
    return missing();
  }

  /** Returns the living room of a code for the operator, who may know of every room. */
  findAny(code: string): Room | Refusal {
    return this.#codes.get(code) ?? this.#codes.missingRefusal(code);
  }

  /** Finds a room as `find` does, after waiting for its creation where that is under way. */
  async findWhenCreated(code: string, credentials: Credentials = {}): Promise<Room | Refusal> {
    await this.#codes.waitForCreation(code);
    return this.find(code, credentials);
  }

  /** Draws the code of a room that is to be created within a minute. */
  drawCode(): string {
    return this.#codes.drawAhead();
  }

  /** Returns a page of the public rooms. */
  list(query: ListQuery) {
    return listRooms(this.#publicRooms, query);
  }

  /** Returns a member's rooms. */
  listRoomsOf(memberId: string) {
    return listRoomsOf(memberId, this.all);
  }

  /** Returns all rooms that know of a member in any way. */
  listRoomsMentioning(memberId: string) {
    return listRoomsOf(memberId, this.all, mentionsMember(memberId, this.ports.engine));
  }

  /** Returns a page of the members present in open public rooms. */
  listPresentMembers(query: ListQuery) {
    return listPresentMembers(this.#publicRooms, query);
  }

  /**
   * Creates a room. Answers once the engine has it safe.
   * @param visitor whose rooms share the memory that one visitor may take; undefined where that doesn't count
   * @param isFirstRoom whether this is the room that the server creates at its start
   */
  create(
    request: RoomRequest,
    owner: Member | undefined,
    visitor?: string,
    isFirstRoom = false,
  ): MaybePromise<CreatedRoom | Refusal> {
    const { clock, random, digest, isAccount, passwords } = this.ports;
    const rules = { ...this.settings, isAccount };
    const plan = planRoom(request, owner, rules, clock());
    if (plan instanceof Refusal) return plan;
    const drawn = request.code !== undefined && this.#codes.takeDrawn(request.code) ? request.code : undefined;
    const code = drawn ?? this.#codes.claim(request.code);
    if (code instanceof Refusal) return code;
    const ownerKey = createOwnerKey(random);
    const founding: Founding = {
      ...plan.founding,
      code,
      isChosen: request.code !== drawn,
      epoch: createEpochId(random),
      ...(isFirstRoom && { isFirstRoom }),
    };
    const state = { ...plan.state, ownerKeyDigest: digest(ownerKey) };
    const open = (passwordHash: string | null) => this.#open(founding, { ...state, passwordHash }, ownerKey, visitor);
    const { encryption } = request;
    if (encryption !== undefined) {
      const opened = beginKeyring(encryption, code).then((keyring) =>
        keyring instanceof Refusal
          ? keyring
          : this.#open(founding, { ...state, encryption: keyring }, ownerKey, visitor),
      );
      return this.#codes.reserveUntilCreated(code, opened);
    }
    if (request.password === undefined) return this.#codes.reserveUntilCreated(code, open(null));
    const opened = passwords.hash(request.password).then((hash) => (hash instanceof Refusal ? hash : open(hash)));
    return this.#codes.reserveUntilCreated(code, opened);
  }

  #open(
    founding: Founding,
    state: RoomState,
    ownerKey: string,
    visitor: string | undefined,
  ): MaybePromise<CreatedRoom | Refusal> {
    const room = new Room(founding, this.settings, state);
    const begin = (refusal: Refusal | undefined): CreatedRoom | Refusal => {
      if (refusal !== undefined) return refusal;
      this.endedCodes.release(founding.code);
      this.#add(room);
      this.presence.awaitFirstMember(room);
      this.createdCount++;
      return { room, ownerKey };
    };
    const { epoch } = founding;
    const { expiresAt } = state;
    const record = {
      epoch,
      founding,
      state: encodeState(state),
      ...(this.shared && { expiresAt, codeDigest: codeDigest(this.ports.digest, founding.code) }),
    };
    const opened = this.ports.engine.open(record, this.#deliverTo(room), visitor);
    return opened instanceof Promise ? opened.then(begin) : begin(opened);
  }

  /**
   * Restores a room after a restart.
   * @param attach restores its log, which delivers with the given function, keeps the given files, and returns the messages that
   *   are to vanish
   */
  restore(record: RoomRecord, attach: (deliver: Deliver, keptFiles: readonly string[]) => readonly ChatEvent[]): void {
    const { epoch, files } = record;
    const { room, seen } = this.#revive(record);
    const { state } = room;
    const vanishing = attach(this.#deliverTo(room), filesOnBoard(state));
    if (files !== undefined) {
      const history = this.ports.engine.history(epoch);
      this.files.restore(room, files, (id) => history.messageOfFile(id) ?? messageOnBoard(state, id));
    }
    this.#add(room);
    this.vanishing.restore(room, vanishing);
    this.presence.awaitReturn(room);
    // Saves since when these members are absent, so that another restart doesn't start counting anew.
    if (hasPresentMember(seen)) this.#lastSeenWriter.schedule(room);
  }

  /** Returns the actor for a requester: with their role in the room, and whether they come from a banned address. */
  actorFor(room: Room, member: Member | undefined, ownerKey?: string, addressDigest?: string): Actor {
    const actor = room.actorFor(member, this.ports.clock(), ownerKey && this.ports.digest(ownerKey));
    if (addressDigest === undefined || !this.addressBans.isBannedAddress(room, addressDigest)) return actor;
    return { ...actor, isFromBannedAddress: true };
  }

  /** Ends the room now: tells and closes every connection, and erases everything but a digest of the room's code. */
  end(room: Room, reason: EndReason): MaybePromise<Refusal | undefined> {
    if (room.isEnded) return;
    this.#remove(room);
    this.shared?.noteEnd(room);
    const { clock, engine, fanout } = this.ports;
    const { code, epoch, isChosen } = room.founding;
    const now = clock();
    // A room whose life was over while the server was down ended then.
    const endedAt = Math.min(now, room.expiresAt);
    const kind = room.state.entry === "members" ? "hidden" : isChosen ? "chosen" : "drawn";
    const until = endedAt + ENDED_CODE_TTL_MS;
    const endedCode = this.endedCodes.add(code, kind, until);
    if (kind === "hidden" && room.state.ownerId !== null) this.endedCodes.addOwner(code, room.state.ownerId, until);
    const frame = createRoomEndedFrame(room, reason, now);
    for (const member of room.roster) for (const session of member.sessions) session.endRoom(frame);
    this.knocks.removeAll(room);
    for (const session of room.unjoined) session.endRoom(frame);
    fanout.close(epoch, frame);
    const ended = engine.end(epoch, endedCode);
    if (room.files !== undefined) this.files.endRoom(room, ended instanceof Promise ? ended : undefined);
    return ended;
  }

  /** Fires the timers that are due, for a few ms at most. @returns whether nothing more is due now */
  tick(now: number): boolean {
    const { clock, wheel } = this.ports;
    const until = clock() + MAX_TICK_MS;
    do {
      if (wheel.advance(now, (callback) => callback(now), TIMERS_PER_CHECK)) return true;
    } while (clock() < until);
    return false;
  }

  /** Stops all that goes on by itself in a room, and forgets it. */
  #remove(room: Room): void {
    room.isEnded = true;
    const { fanout, wheel } = this.ports;
    for (const timer of [room.endTimer, room.idleTimer, room.rosterTimer]) if (timer !== undefined) wheel.cancel(timer);
    for (const { leaveTimer } of room.roster) if (leaveTimer !== undefined) wheel.cancel(leaveTimer);
    this.#lastSeenWriter.cancel(room);
    this.vanishing.endRoom(room);
    this.#codes.remove(room);
    this.#publicRooms.delete(room);
    fanout.stopBatching(room.founding.epoch);
  }

  /** Forgets a room that goes on elsewhere, or in a new epoch. Clients come back and find it as it is then. */
  #forget(room: Room): void {
    this.#remove(room);
    sendBack(room, this.knocks);
    this.ports.fanout.close(room.founding.epoch, RESET);
  }

  #share(engine: SharedEngine): SharedRooms {
    const { ports, presence, knocks, vanishing, commandPipeline, files } = this;
    return new SharedRooms({
      ...{ ports, engine, presence, knocks, vanishing, commandPipeline, files, codes: this.#codes },
      end: (room, reason) => this.end(room, reason),
      revive: (record) => {
        const { room } = this.#revive(record);
        const bytes = new Uint8Array(4);
        ports.random(bytes);
        room.signalCount = new DataView(bytes.buffer).getUint32(0) * SIGNALS_PER_NODE;
        return { room, deliver: this.#deliverTo(room) };
      },
      add: (room) => {
        const messages = vanishingMessages(engine.history(room.founding.epoch));
        this.#add(room);
        vanishing.restore(room, messages);
      },
      forget: (room) => this.#forget(room),
    });
  }

  /** Returns a room as it was saved, and whom it remembered then. */
  #revive({ epoch, founding, state: text }: RoomRecord) {
    const { state, seen } = decodeState(text);
    const absent = markAllAbsent(seen, this.ports.clock());
    return {
      room: new Room({ ...(founding as Founding), epoch }, this.settings, withEpoch(state, epoch), absent),
      seen,
    };
  }

  #add(room: Room): void {
    this.shared?.noteAdded(room);
    this.#codes.add(room);
    this.#applyState(room);
  }

  /** Brings the list of public rooms and the timer of the room's end up to date with its state. */
  #applyState(room: Room): void {
    const { wheel } = this.ports;
    const { expiresAt } = room;
    this.shared?.noteState(room);
    if (room.state.visibility === "public") this.#publicRooms.add(room);
    else this.#publicRooms.delete(room);
    if (expiresAt === Number.POSITIVE_INFINITY) return;
    if (room.endTimer === undefined) room.endTimer = wheel.schedule(expiresAt, () => this.end(room, "expired"));
    else wheel.refresh(room.endTimer, expiresAt);
  }

  /** Returns the function that the engine calls for each event, signal and change of state of this room. */
  #deliverTo(room: Room): Deliver {
    const { clock, fanout } = this.ports;
    return (text, event, encoded) => {
      if (encoded !== undefined) {
        room.replaceState(encoded.state as RoomState);
        this.#applyState(room);
      }
      if (text === "") return;
      if (event !== undefined) this.deliveries += room.roster.size;
      fanout.publish(room.founding.epoch, text, event?.seq);
      if (room.hotRoom.countMessage()) updateBatching(room, fanout, clock());
      if (event?.type === "room") applyRoomEvent(this, room, event);
      else if (event?.type === "chat" && event.vanish !== undefined) this.vanishing.add(room, event);
    };
  }
}
