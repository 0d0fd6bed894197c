// Every room of this server, from its creation to its end and, for a day, the memory that it was. Rules R*, L*.
import { Refusal } from "#protocol/error-codes";
import type { EndReason, Member } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { TOMBSTONE_MS } from "#protocol/limits";
import { type By, mayKnow } from "../access/entry-rules.ts";
import { validInvites } from "../access/invites.ts";
import { Intake, type RoomCommand } from "../commands/command-pipeline.ts";
import type { Outside, Session } from "../connections/session.ts";
import { Places } from "../joining/address-bans.ts";
import { SignIns } from "../joining/connections-by-device.ts";
import { Door } from "../joining/join-room.ts";
import { Knocks } from "../joining/knocks.ts";
import { epochId, ownerKey } from "../lib/ids.ts";
import type { Appended, Deliver, MaybePromise, Ports, RoomRecord } from "../lib/ports.ts";
import { Notes } from "../presence/last-seen-writer.ts";
import { Presence } from "../presence/presence.ts";
import { heed } from "../room-model/hot-room.ts";
import { allGone, hasPresent } from "../room-model/last-seen.ts";
import { type Actor, type Founding, Room, type RoomRules } from "../room-model/room.ts";
import { type RoomState, stateOf, textOf } from "../room-model/room-state.ts";
import { follow } from "./apply-room-event.ts";
import { type Made, plan } from "./create-room.ts";
import type { EndedCodes } from "./ended-codes.ts";
import { Codebook, type CodeRules } from "./room-codes.ts";
import { lastText } from "./room-ended-frame.ts";
import { type Asked, listPresent, listRooms, roomsOf } from "./room-list.ts";

export type RoomsSettings = RoomRules &
  CodeRules & {
    /** Whether anything is limited at all. */
    readonly limits: boolean;
    readonly defaultLifeMs: number;
  };

/** A tick works this long at most, looking at the clock after so many timers: sockets must not wait for ends. */
const TICK_WORK_MS = 5;
const TICK_TIMERS = 64;

export class Rooms {
  readonly ports: Ports;
  readonly presence: Presence;
  readonly knocks: Knocks;
  readonly intake: Intake;
  readonly door: Door;
  readonly isLimited: boolean;
  /** Open sockets that have not joined yet, and what they wait for: their room's end is theirs too. */
  readonly waiting = new Map<Session, Outside>();
  readonly places: Places;
  readonly signIns = new SignIns();
  readonly settings: RoomsSettings;
  readonly #codes: Codebook;
  readonly #public = new Set<Room>();
  readonly #notes: Notes;
  /** Rooms made since the start. */
  created = 0;

  constructor(ports: Ports, settings: RoomsSettings) {
    this.ports = ports;
    this.settings = settings;
    this.isLimited = settings.limits;
    this.#codes = new Codebook(ports, settings);
    this.presence = new Presence(ports, {
      idle: (room) => this.end(room, "idle"),
      seen: (room) => this.#notes.add(room),
    });
    this.#notes = new Notes(ports, (room) => this.intake.note(room));
    this.places = new Places(ports);
    this.knocks = new Knocks(ports, settings.limits);
    this.intake = new Intake(ports, settings.limits, (room, id) => ({
      knocking: this.knocks.nameOf(room, id),
      places: this.places.toBan(room, id),
    }));
    this.door = new Door(ports, this.intake, settings.limits);
  }

  get count(): number {
    return this.#codes.rooms.size;
  }

  get publicCount(): number {
    return this.#public.size;
  }

  get tombs(): EndedCodes {
    return this.#codes.tombs;
  }

  /** The living room of a code however it is written, or the refusal that says why there is none, as far as these may know. */
  find(code: string, by: By = {}): Room | Refusal {
    // Made whether there is such a room or not: the time must not tell.
    const [key, invite] = [by.ownerKey, by.invite].map((secret) => secret && this.ports.digest(secret));
    const room = this.#codes.get(code);
    if (room === undefined) return this.#codes.missing(code);
    const isInvited = invite && validInvites(room.state, this.ports.clock()).some(({ digest }) => digest === invite);
    if (isInvited || mayKnow(room, room.actor(by.member, key))) return room;
    return this.#codes.missing(code);
  }

  /** As find, for who runs the server: rooms have no secret of being there. */
  findAny(code: string): Room | Refusal {
    return this.#codes.get(code) ?? this.#codes.missing(code);
  }

  /** As find; a room that is being made is waited for. */
  async findMade(code: string, by: By = {}): Promise<Room | Refusal> {
    await this.#codes.settled(code);
    return this.find(code, by);
  }

  /** Public rooms, a page of them. */
  list(asked: Asked) {
    return listRooms(this.#public, asked);
  }

  /** A member's rooms, or all that know their name. It pauses now and then, for others to have their turn. */
  of(memberId: string, orSaw = false) {
    return roomsOf(memberId, this.#codes.rooms.values(), orSaw);
  }

  /** Who is present in public rooms, a page of them; pauses as `of` does. */
  present(asked: Asked) {
    return listPresent(this.#public, asked);
  }

  /** Makes a room, once that is safe. */
  create(request: RoomRequest, owner: Member | undefined): MaybePromise<Made | Refusal> {
    const { clock, random, digest, isAccount, passwords } = this.ports;
    const planned = plan(request, owner, { ...this.settings, isAccount }, clock());
    if (planned instanceof Refusal) return planned;
    const code = this.#codes.claim(request.code);
    if (code instanceof Refusal) return code;
    const key = ownerKey(random);
    const founding: Founding = {
      ...planned.founding,
      code,
      isChosen: request.code !== undefined,
      epoch: epochId(random),
    };
    const state = { ...planned.state, ownerKeyDigest: digest(key) };
    const open = (passwordHash: string | null) => this.#open(founding, { ...state, passwordHash }, key);
    if (request.password === undefined) return this.#codes.hold(code, open(null));
    const hashed = passwords.hash(request.password).then((hash) => (hash instanceof Refusal ? hash : open(hash)));
    return this.#codes.hold(code, hashed);
  }

  #open(founding: Founding, state: RoomState, key: string): MaybePromise<Made | Refusal> {
    const room = new Room(founding, this.settings, state);
    const opened = (refusal: Refusal | undefined): Made | Refusal => {
      if (refusal !== undefined) return refusal;
      this.tombs.reuse(founding.code);
      this.#begin(room);
      this.presence.awaitFirst(room);
      this.created++;
      return { room, ownerKey: key };
    };
    const { epoch } = founding;
    const outcome = this.ports.engine.open({ epoch, founding, state: textOf(state) }, this.#deliverer(room));
    return outcome instanceof Promise ? outcome.then(opened) : opened(outcome);
  }

  /** Takes up a room that outlived a restart. @param attach gives its log the function to deliver with */
  restore({ founding, state: text }: RoomRecord, attach: (deliver: Deliver) => void): void {
    const { state, seen } = stateOf(text);
    const room = new Room(founding as Founding, this.settings, state, allGone(seen, this.ports.clock()));
    attach(this.#deliverer(room));
    this.#begin(room);
    this.presence.awaitReturn(room);
    // Since when they are gone must not begin anew with the next restart.
    if (hasPresent(seen)) this.#notes.add(room);
  }

  /** Who asks, as this room sees them: a member's role, or the owner's where the key proves it. */
  actor(room: Room, member: Member | undefined, key?: string, place?: string): Actor {
    const actor = room.actor(member, key && this.ports.digest(key));
    if (place === undefined || !this.places.isShunned(room, place)) return actor;
    return { ...actor, isShunned: true };
  }

  /** Lets the room decide, and the log take what it decided. */
  submit(room: Room, actor: Actor, command: RoomCommand): MaybePromise<Appended | Refusal> {
    return this.intake.submit(room, actor, command);
  }

  /** Ends the room now: everybody is told and closed, and all of it is forgotten but a digest of its code. */
  end(room: Room, reason: EndReason): MaybePromise<Refusal | undefined> {
    if (room.ended) return;
    room.ended = true;
    const { clock, engine, fanout, wheel } = this.ports;
    const { code, epoch, isChosen } = room.founding;
    const now = clock();
    for (const timer of [room.endDue, room.idleDue, room.rosterDue]) if (timer !== undefined) wheel.cancel(timer);
    this.#notes.forget(room);
    this.#codes.remove(room);
    this.#public.delete(room);
    // One that was over while the server was away ended then.
    const tomb = this.tombs.bury(code, isChosen, Math.min(now, room.expiresAt) + TOMBSTONE_MS);
    const last = lastText(room, reason, now);
    fanout.scatter(epoch);
    for (const present of room.roster) {
      if (present.leaving !== undefined) wheel.cancel(present.leaving);
      for (const session of present.sessions) session.roomEnded(last);
    }
    this.knocks.end(room);
    for (const session of this.waiting.keys()) if (session.room === room) session.roomEnded(last);
    fanout.close(epoch, last);
    return engine.end(epoch, tomb);
  }

  /** Does what is due, for a few ms at most. @returns whether nothing more is due now */
  tick(now: number): boolean {
    const { clock, wheel } = this.ports;
    const until = clock() + TICK_WORK_MS;
    do {
      if (wheel.advance(now, (due) => due(now), TICK_TIMERS)) return true;
    } while (clock() < until);
    return false;
  }

  #begin(room: Room): void {
    this.#codes.add(room);
    this.#look(room);
  }

  /** Brings what follows from a room's state up to date. */
  #look(room: Room): void {
    const { wheel } = this.ports;
    const { expiresAt, visibility } = room.state;
    if (visibility === "public") this.#public.add(room);
    else this.#public.delete(room);
    if (expiresAt === null) return;
    if (room.endDue === undefined) room.endDue = wheel.schedule(expiresAt, () => this.end(room, "expired"));
    else wheel.refresh(room.endDue, expiresAt);
  }

  #deliverer(room: Room): Deliver {
    const { clock, fanout } = this.ports;
    return (text, event, state) => {
      if (state !== undefined) {
        room.state = stateOf(state).state;
        this.#look(room);
      }
      if (text === "") return;
      fanout.publish(room.founding.epoch, text, event?.seq);
      if (room.heat.count()) heed(room, fanout, clock());
      if (event?.type === "room") follow(this, room, event);
    };
  }
}
