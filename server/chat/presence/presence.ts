// Members coming and going: who is told, and when a room nobody is in ends. Rules L3, P1 to P4, R9, G12.
import type { Refusal } from "#protocol/error-codes";
import type { Member, Signal } from "#protocol/frames";
import { LEAVE_GRACE_MS, NEVER_JOINED_MS } from "#protocol/limits";
import { BANNED, fullness, isBanned } from "../access/entry-rules.ts";
import type { Session } from "../connections/session.ts";
import type { Ports } from "../lib/ports.ts";
import { isRemembered, sawMember } from "../room-model/last-seen.ts";
import type { Room } from "../room-model/room.ts";
import type { Present } from "../room-model/roster.ts";

const ROSTER_EVERY_MS = 1000;
const ROSTER_MS_A_MEMBER = 10;

/** What presence tells of a room. */
export type Told = {
  /** Nobody is in it: it is to end. */
  readonly idle: (room: Room) => void;
  /** Whom it remembers came or went. */
  readonly seen: (room: Room) => void;
};

export class Presence {
  readonly #ports: Ports;
  readonly #told: Told;

  constructor(ports: Ports, told: Told) {
    this.#ports = ports;
    this.#told = told;
  }

  /** A room's idle life begins with the room: somebody has to come. */
  awaitFirst(room: Room): void {
    if (room.founding.idleMs !== undefined) this.#endIdleAt(room, room.founding.createdAt + NEVER_JOINED_MS);
  }

  /** After a restart nobody is in: who was has the idle life to come back. */
  awaitReturn(room: Room): void {
    const { idleMs } = room.founding;
    if (idleMs !== undefined) this.#endIdleAt(room, this.#ports.clock() + idleMs);
  }

  /** Adds one socket of a member; the first of them is announced. */
  enter(room: Room, member: Member, session: Session): Present | Refusal {
    const { wheel } = this.#ports;
    let present = room.roster.get(member.id);
    // It may have happened on their way in.
    if (isBanned(room, room.actor(member))) return BANNED;
    if (present === undefined) {
      const full = fullness(room, member.id);
      if (full !== undefined) return full;
      if (room.roster.clear(member)) this.#sendRoster(room, this.#ports.clock());
      present = room.roster.add(member);
      if (room.idleDue !== undefined) wheel.cancel(room.idleDue);
      room.idleDue = undefined;
      const { id: userId, name: user, avatar } = present;
      const role = room.roleOf(userId);
      this.#announce(room, { type: "user_joined", user, userId, avatar, role, message: `${user} joined` });
      this.#remember(room, present, null);
    } else {
      if (present.leaving !== undefined) wheel.cancel(present.leaving);
      present.leaving = undefined;
      this.rename(room, present, member.name, member.avatar);
    }
    for (const older of room.roster.attach(present, session)) older.replaced();
    this.away(room, present);
    return present;
  }

  /** Takes one socket away; after the last, the member has left once the grace is over. */
  leave(room: Room, present: Present, session: Session): void {
    const isLast = room.roster.detach(present, session);
    if (room.ended) return;
    if (!isLast) return this.away(room, present);
    const leftAt = this.#ports.clock() + LEAVE_GRACE_MS;
    present.leaving = this.#ports.wheel.schedule(leftAt, (now) => this.#left(room, present, now));
  }

  /** Takes a member away at once, with all their sockets: `close` is told each of them. */
  remove(room: Room, present: Present, close: (session: Session) => void): void {
    if (present.leaving !== undefined) this.#ports.wheel.cancel(present.leaving);
    const { sessions } = present;
    present.sessions = [];
    for (const session of sessions) close(session);
    this.#left(room, present, this.#ports.clock());
  }

  rename(room: Room, present: Present, name: string, avatar: string | null): void {
    const before = present.name;
    const gaveWay = room.roster.clear({ id: present.id, name, avatar });
    if (name !== before) room.roster.rename(present, name);
    if (!gaveWay && present.name === before && avatar === present.avatar) return;
    present.avatar = avatar;
    this.#sendRoster(room, this.#ports.clock());
  }

  /** Looks whether the member is away now: that is when every page of theirs is. */
  away(room: Room, present: Present): void {
    const isAway = present.sessions.length > 0 && present.sessions.every((session) => session.isAway);
    if (isAway === present.isAway) return;
    present.isAway = isAway;
    this.#signal(room, { type: "away", user: present.name, userId: present.id, on: isAway });
  }

  typing(room: Room, present: Present): void {
    const now = this.#ports.clock();
    if (room.mutedUntil(present.id, now) !== undefined || !room.roster.types(present, now)) return;
    this.#signal(room, { type: "typing", user: present.name, userId: present.id });
  }

  #left(room: Room, present: Present, now: number): void {
    present.leaving = undefined;
    room.roster.remove(present);
    this.#remember(room, present, now);
    const { id: userId, name: user } = present;
    this.#announce(room, { type: "user_left", user, userId, message: `${user} left` });
    if (room.roster.size === 0 && room.founding.idleMs !== undefined) this.#endIdleAt(room, now + room.founding.idleMs);
  }

  /** The member is one of the room's own from now on, while they are here. */
  belongs(room: Room, present: Present): void {
    this.#remember(room, present, null);
  }

  /** Somebody joined without a socket: where the room remembers them, it saw them now. */
  saw(room: Room, member: Member): void {
    if (room.roster.get(member.id) !== undefined) return;
    this.#remember(room, { ...member, name: room.roster.nameOf(member) }, this.#ports.clock());
  }

  #remember(room: Room, member: Member, at: number | null): void {
    if (!isRemembered(room, member.id, this.#ports.isAccount)) return;
    sawMember(room, member, at);
    this.#told.seen(room);
  }

  #endIdleAt(room: Room, at: number): void {
    room.idleDue = this.#ports.wheel.schedule(at, () => this.#told.idle(room));
  }

  /** Roles or mutes are others: all get the roster. */
  changed(room: Room): void {
    this.#sendRoster(room, this.#ports.clock());
  }

  #sendRoster(room: Room, now: number): void {
    if (room.rosterDue !== undefined) return;
    const everyMs = Math.max(ROSTER_EVERY_MS, room.roster.size * ROSTER_MS_A_MEMBER);
    // Set back, the clock must not hold rosters up.
    const nextAt = Math.min(room.rosterSentAt, now) + everyMs;
    if (nextAt > now) {
      room.rosterDue = this.#ports.wheel.schedule(nextAt, (then) => {
        room.rosterDue = undefined;
        this.#sendRoster(room, Math.max(then, nextAt));
      });
      return;
    }
    room.rosterSentAt = now;
    this.#signal(room, { type: "roster", members: room.members(this.#ports.clock()) });
  }

  #announce(room: Room, said: Unstamped<Extract<Signal, { type: "user_joined" | "user_left" }>>): void {
    this.#signal(room, { ...said, ...room.stamp(this.#ports.clock()) } as Signal);
  }

  #signal(room: Room, signal: Signal): void {
    this.#ports.engine.signal(room.founding.epoch, JSON.stringify(signal));
  }
}

type Unstamped<T> = T extends unknown ? Omit<T, "id" | "timestamp" | "roomId"> : never;
