// Every room of this server, from its creation to its end and, for a day, the memory that it was. Rules R*, L*.
import { Refusal } from "#protocol/codes";
import type { EndReason, Member } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { MINUTE_MS, TOMBSTONE_MS } from "#protocol/limits";
import { cleanLabel, foldCode, isCustomCode, titleProblem } from "#protocol/text";
import { decide, type RoomCommand } from "./decide.ts";
import { heed } from "./heat.ts";
import { draw, epochId, ownerKey } from "./ids.ts";
import { inTurn, Pace } from "./pace.ts";
import type { Appended, Deliver, MaybePromise, Ports, RoomRecord } from "./ports.ts";
import { Presence } from "./presence.ts";
import { type Actor, type Founding, Room, type RoomRules } from "./room.ts";
import type { Session } from "./session.ts";
import { Tombs } from "./tombs.ts";

export type RoomsSettings = RoomRules & {
  /** Whether anything is limited at all. */
  readonly limits: boolean;
  readonly defaultLifeMs: number;
  readonly codeLength: number;
  readonly customCodes: boolean;
  /** Words no code may be: the server's own addresses begin with them. */
  readonly reserved: readonly string[];
};

/** A tick works this long at most, looking at the clock after so many timers: sockets must not wait for ends. */
const TICK_WORK_MS = 5;
const TICK_TIMERS = 64;

/** A new room, and its owner key, which is told this once. */
export type Made = { readonly room: Room; readonly ownerKey: string };

/** The public list tells so many at most. */
const LISTED = 200;

export class Rooms {
  readonly ports: Ports;
  readonly presence: Presence;
  readonly tombs: Tombs;
  readonly isLimited: boolean;
  /** Open sockets that have not joined yet: their room's end is theirs too. */
  readonly waiting = new Set<Session>();
  readonly #settings: RoomsSettings;
  readonly #pace = new Pace();
  readonly #reserved: ReadonlySet<string>;
  readonly #living = new Map<string, Room>();
  readonly #public = new Set<Room>();
  /** Folded codes of rooms that are being made. */
  readonly #claimed = new Map<string, Promise<unknown>>();
  /** Rooms made since the start. */
  created = 0;

  constructor(ports: Ports, settings: RoomsSettings) {
    this.ports = ports;
    this.#settings = settings;
    this.isLimited = settings.limits;
    this.#reserved = new Set(settings.reserved.map(foldCode));
    this.tombs = new Tombs(ports.digest, ports.wheel);
    this.presence = new Presence(ports, (room) => this.end(room, "idle"));
  }

  get count(): number {
    return this.#living.size;
  }

  /** The living room of a code however it is written, or the refusal that says why there is none. */
  find(code: string): Room | Refusal {
    const key = foldCode(code);
    const room = this.#living.get(key);
    if (room !== undefined) return room;
    if (this.tombs.has(code, true) || this.tombs.has(code, false)) return ENDED_ROOM;
    return new Refusal("not_found", "No room has this code.");
  }

  /** As find; a room that is being made is waited for. */
  async findMade(code: string): Promise<Room | Refusal> {
    await this.#claimed.get(foldCode(code));
    return this.find(code);
  }

  /** Public rooms, fullest first. */
  list(): Room[] {
    return [...this.#public].sort((a, b) => b.roster.size - a.roster.size).slice(0, LISTED);
  }

  /** Makes a room, once that is safe. */
  create(request: RoomRequest, owner: Member | undefined): MaybePromise<Made | Refusal> {
    const { defaultLifeMs, maxLifeMs } = this.#settings;
    const { ttlMinutes, idleMinutes } = request;
    const maxMinutes = Math.floor(maxLifeMs / MINUTE_MS);
    if (ttlMinutes !== undefined && !isLife(ttlMinutes, maxMinutes)) {
      return new Refusal("malformed", `ttlMinutes: from 1 to ${maxMinutes}.`);
    }
    if (idleMinutes !== undefined && !isLife(idleMinutes, maxMinutes)) {
      return new Refusal("malformed", `idleMinutes: from 1 to ${maxMinutes}.`);
    }
    const title = cleanLabel(request.title ?? "");
    const problem = titleProblem(title);
    if (problem !== undefined) return new Refusal("malformed", `title: ${problem}.`);
    const code = this.#claim(request.code);
    if (code instanceof Refusal) return code;

    const { clock, random, digest, engine } = this.ports;
    const now = clock();
    const key = ownerKey(random);
    const founding: Founding = {
      code,
      isChosen: request.code !== undefined,
      epoch: epochId(random),
      createdAt: now,
      visibility: request.visibility ?? "unlisted",
      ownerId: owner?.id,
      ownerKeyDigest: digest(key),
      idleMs: idleMinutes === undefined ? undefined : idleMinutes * MINUTE_MS,
      maxMembers: request.maxMembers,
      anyoneCanEnd: request.anyoneCanEnd ?? false,
    };
    const lifeMs = ttlMinutes === undefined ? defaultLifeMs : ttlMinutes * MINUTE_MS;
    const room = new Room(founding, this.#settings, title, now + lifeMs);
    const folded = foldCode(code);
    const opened = (refusal: Refusal | undefined): Made | Refusal => {
      this.#claimed.delete(folded);
      if (refusal !== undefined) return refusal;
      this.tombs.reuse(code);
      this.#begin(room);
      this.presence.awaitFirst(room);
      this.created++;
      return { room, ownerKey: key };
    };
    const { epoch } = founding;
    const outcome = engine.open({ epoch, founding, title, expiresAt: room.expiresAt }, this.#deliverer(room));
    if (!(outcome instanceof Promise)) return opened(outcome);
    const made = outcome.then(opened);
    this.#claimed.set(folded, made);
    return made;
  }

  /** Takes up a room that outlived a restart. @param attach gives its log the function to deliver with */
  restore({ founding, title, expiresAt }: RoomRecord, attach: (deliver: Deliver) => void): void {
    const room = new Room(founding as Founding, this.#settings, title, expiresAt);
    attach(this.#deliverer(room));
    this.#begin(room);
    this.presence.awaitReturn(room);
  }

  /** Who asks, as this room sees them: a member's role, or the owner's where the key proves it. */
  actor(room: Room, member: Member | undefined, key: string | undefined): Actor {
    if (key !== undefined && this.ports.digest(key) === room.founding.ownerKeyDigest) return { member, role: "owner" };
    return { member, role: member === undefined ? "member" : room.roleOf(member.id) };
  }

  /** Lets the room decide, and the log take what it decided. */
  submit(room: Room, actor: Actor, command: RoomCommand): MaybePromise<Appended | Refusal> {
    const { clock, wheel } = this.ports;
    const take = () => this.#take(room, actor, command);
    if (!this.isLimited || actor.member === undefined) return take();
    const now = clock();
    const turn = this.#pace.admit(actor.member.id, now);
    if ("waitMs" in turn) return turn.waitMs === 0 ? take() : inTurn(wheel, now + turn.waitMs, take);
    const nonce = "nonce" in command ? command.nonce : undefined;
    return new Refusal("slow_down", "You talk too fast.", nonce, Math.ceil(turn.retryAfterMs));
  }

  #take(room: Room, actor: Actor, command: RoomCommand): MaybePromise<Appended | Refusal> {
    if (room.ended) return ENDED_ROOM;
    const { clock, engine } = this.ports;
    const { epoch } = room.founding;
    const draft = decide(room, actor, command, clock(), (id) => engine.message(epoch, id));
    return draft instanceof Refusal ? draft : engine.append(epoch, draft);
  }

  /** Ends the room now: everybody is told and closed, and all of it is forgotten but a digest of its code. */
  end(room: Room, reason: EndReason): MaybePromise<Refusal | undefined> {
    if (room.ended) return;
    room.ended = true;
    const { clock, engine, fanout, wheel } = this.ports;
    const { code, epoch, isChosen } = room.founding;
    const now = clock();
    for (const timer of [room.endDue, room.idleDue, room.rosterDue]) if (timer !== undefined) wheel.cancel(timer);
    this.#living.delete(foldCode(code));
    this.#public.delete(room);
    // One that was over while the server was away ended then.
    const tomb = this.tombs.bury(code, isChosen, Math.min(now, room.expiresAt) + TOMBSTONE_MS);
    const last = JSON.stringify({ type: "room_ended", reason, message: ENDED[reason], ...room.stamp(now) });
    fanout.scatter(epoch);
    for (const present of room.roster) {
      if (present.leaving !== undefined) wheel.cancel(present.leaving);
      for (const session of present.sessions) session.roomEnded(last);
    }
    for (const session of this.waiting) if (session.room === room) session.roomEnded(last);
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
    this.#living.set(foldCode(room.founding.code), room);
    if (room.founding.visibility === "public") this.#public.add(room);
    room.endDue = this.ports.wheel.schedule(room.expiresAt, () => this.end(room, "expired"));
  }

  #deliverer(room: Room): Deliver {
    const { clock, fanout, wheel } = this.ports;
    return (text, event) => {
      if (event?.type === "room") {
        room.apply(event);
        if (room.endDue !== undefined) wheel.refresh(room.endDue, room.expiresAt);
      }
      fanout.publish(room.founding.epoch, text, event?.seq);
      if (room.heat.count()) heed(room, fanout, clock());
    };
  }

  #claim(chosen: string | undefined): string | Refusal {
    const { codeLength, customCodes } = this.#settings;
    const isTaken = (key: string) => this.#living.has(key) || this.#claimed.has(key) || this.#reserved.has(key);
    if (chosen !== undefined) {
      if (!customCodes) return new Refusal("not_allowed", "This server draws its codes itself.");
      if (!isCustomCode(chosen)) return new Refusal("malformed", "code: 3 to 32 of a-z, 0-9 and dashes.");
      if (this.tombs.has(chosen, false)) return ENDED_ROOM;
      return isTaken(foldCode(chosen)) ? new Refusal("code_taken", "This code is taken.") : chosen;
    }
    for (;;) {
      const code = draw(this.ports.random, codeLength);
      if (!isTaken(code) && this.find(code) !== ENDED_ROOM) return code;
    }
  }
}

const ENDED_ROOM = new Refusal("ended", "This room has ended.");

const ENDED: Record<EndReason, string> = {
  expired: "This room's time is over.",
  idle: "This room ended because nobody was in it.",
  ended: "This room was ended.",
};

function isLife(minutes: number, maxMinutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= maxMinutes;
}
