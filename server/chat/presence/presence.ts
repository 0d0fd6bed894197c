// Lets members enter and leave, sends the signals about it, and ends rooms nobody is in. Rules L3, P1 to P5, R9, G12.
import type { Refusal } from "#protocol/error-codes";
import type { Member, Signal } from "#protocol/frames";
import { LEAVE_GRACE_MS, NEVER_JOINED_LIFE_MS } from "#protocol/limits";
import { fullRoomRefusal, isBanned, kickRefusal } from "../access/entry-rules.ts";
import type { Ports } from "../lib/ports.ts";
import { BANNED } from "../lib/refusals.ts";
import { isRemembered, recordSeen } from "../room-model/last-seen.ts";
import type { Room } from "../room-model/room.ts";
import type { RoomConnection } from "../room-model/room-connection.ts";
import type { RosterMember } from "../room-model/roster.ts";
import { isHere, type PresenceNote, type ToldMember, toldOf } from "./presence-notes.ts";

const MIN_ROSTER_INTERVAL_MS = 1000;
const ROSTER_INTERVAL_MS_PER_MEMBER = 10;

export type PresenceCallbacks = {
  /** Called when nobody has been in the room for so long that it ends. */
  readonly onIdle: (room: Room) => void;
  /** Called when a member whom the room remembers came or went. */
  readonly onSeen: (room: Room) => void;
  /** Called when a member has come into the room or has left it. */
  readonly onEntered: (room: Room, memberId: string) => void;
  readonly onLeft: (room: Room, memberId: string) => void;
  /** Tells the other nodes that have the room. Absent where there are none. */
  readonly tell?: (room: Room, note: PresenceNote) => void;
};

export class Presence {
  readonly #ports: Ports;
  readonly #callbacks: PresenceCallbacks;

  constructor(ports: Ports, callbacks: PresenceCallbacks) {
    this.#ports = ports;
    this.#callbacks = callbacks;
  }

  /** Ends a new room with an idle life unless somebody joins it in time. */
  awaitFirstMember(room: Room): void {
    if (room.idleMs !== undefined) this.#endIdleAt(room, room.founding.createdAt + NEVER_JOINED_LIFE_MS);
  }

  /** Ends a restored room with an idle life unless somebody comes back within that time. */
  awaitReturn(room: Room): void {
    this.#endWhenIdle(room, this.#ports.clock());
  }

  /** Applies a new idle life: if nobody is in the room, it counts from now. */
  idleLifeChanged(room: Room): void {
    if (room.roster.size > 0) return;
    this.#cancelIdleEnd(room);
    this.#endWhenIdle(room, this.#ports.clock());
  }

  /** Adds one socket of a member. Only the member's first one is announced. */
  enter(room: Room, newcomer: Member, session: RoomConnection): RosterMember | Refusal {
    const { wheel } = this.#ports;
    let member = room.roster.get(newcomer.id);
    // The ban may have come while they were joining.
    const now = this.#ports.clock();
    const actor = room.actorFor(newcomer, now);
    if (isBanned(room, actor)) return BANNED;
    const kept = kickRefusal(room, actor, now);
    if (kept !== undefined) return kept;
    if (member === undefined) {
      const full = fullRoomRefusal(room, newcomer.id);
      if (full !== undefined) return full;
      if (room.roster.reclaimName(newcomer)) this.sendRoster(room);
      member = room.roster.add(newcomer);
      this.#welcome(room, member);
    } else {
      if (member.leaveTimer !== undefined) wheel.cancel(member.leaveTimer);
      member.leaveTimer = undefined;
      this.rename(room, member, newcomer.name, newcomer.avatar);
    }
    for (const older of room.roster.attach(member, session)) older.closeReplaced();
    this.updateAway(room, member);
    return member;
  }

  /** Removes a socket, if it is still the member's. After the last one, the member leaves when the grace period is over. */
  leave(room: Room, member: RosterMember, session: RoomConnection): void {
    if (room.isEnded || !room.roster.detach(member, session)) return;
    if (member.sessions.length > 0) return this.updateAway(room, member);
    const leaveAt = this.#ports.clock() + LEAVE_GRACE_MS;
    member.leaveTimer = this.#ports.wheel.schedule(leaveAt, (now) => this.#removeMember(room, member, now));
  }

  /** Removes a member at once, unless the room has ended meanwhile. @param close closes each of their sockets */
  remove(room: Room, member: RosterMember, close: (session: RoomConnection) => void): void {
    if (room.isEnded) return;
    if (member.leaveTimer !== undefined) this.#ports.wheel.cancel(member.leaveTimer);
    const { sessions } = member;
    member.sessions = [];
    member.elsewhere = undefined;
    for (const session of sessions) close(session);
    this.#removeMember(room, member, this.#ports.clock());
  }

  /** Changes a member's name and avatar, and sends the roster if that changed anything. */
  rename(room: Room, member: RosterMember, name: string, avatar: string | null): void {
    if (room.isEnded) return;
    const before = member.name;
    const othersRenamed = room.roster.reclaimName({ id: member.id, name, avatar });
    if (name !== before) room.roster.rename(member, name);
    if (!othersRenamed && member.name === before && avatar === member.avatar) return;
    member.avatar = avatar;
    this.#callbacks.tell?.(room, { type: "in", member: toldOf(member) });
    this.sendRoster(room);
  }

  /** Signals if the member has become away or is back. They are away while all their sockets are, on all nodes. */
  updateAway(room: Room, member: RosterMember): void {
    this.#callbacks.tell?.(room, { type: "in", member: toldOf(member) });
    this.#updateAway(room, member);
  }

  /**
   * Takes in that a member is in the room on another node.
   * @param isQuiet whether a roster follows, which tells it
   * @returns what has changed by it
   */
  addElsewhere(room: Room, node: string, told: ToldMember, isQuiet = false): "added" | "renamed" | undefined {
    const { id, name, avatar, away } = told;
    // What another node tells may be older than their ban.
    if (room.state.bans.has(id) || room.keptOutUntil(id, this.#ports.clock()) !== undefined) return undefined;
    const known = room.roster.get(id);
    const member = known ?? room.roster.addToldOf(told);
    const isRenamed = member.name !== name || member.avatar !== avatar;
    if (isRenamed) room.roster.takeName(member, name);
    member.avatar = avatar;
    member.elsewhere ??= new Map();
    member.elsewhere.set(node, away);
    if (told.sealed !== undefined) {
      member.sealedElsewhere ??= new Map();
      member.sealedElsewhere.set(node, told.sealed);
    } else member.sealedElsewhere?.delete(node);
    if (known === undefined) this.#welcome(room, member, isQuiet);
    if (known === undefined && isQuiet) member.isAway = away;
    this.#updateAway(room, member);
    if (known === undefined) return "added";
    return isRenamed ? "renamed" : undefined;
  }

  /** Takes in that a member has left the room on another node. */
  removeElsewhere(room: Room, node: string, memberId: string): void {
    const member = room.roster.get(memberId);
    if (!member?.elsewhere?.delete(node)) return;
    member.sealedElsewhere?.delete(node);
    if (member.elsewhere.size === 0) member.elsewhere = undefined;
    if (isHere(member) || member.elsewhere !== undefined) return this.#updateAway(room, member);
    this.#drop(room, member, this.#ports.clock());
  }

  /** Tells the other nodes that a member leaves for good, wherever they are. */
  tellLeft(room: Room, id: string): void {
    this.#callbacks.tell?.(room, { type: "leave", id });
  }

  /** Gives a member another name, because somebody on another node got theirs at the same moment. */
  giveWay(room: Room, member: RosterMember): void {
    room.roster.rename(member, member.name);
    this.#callbacks.tell?.(room, { type: "in", member: toldOf(member) });
  }

  /** Signals that the member is typing, unless they may not write or it was signalled a moment ago. */
  signalTyping(room: Room, member: RosterMember, sealed?: string): void {
    const now = this.#ports.clock();
    if (room.mutedUntil(member.id, now) !== undefined || !room.letsWrite(room.roleOf(member.id))) return;
    if (!room.roster.admitTyping(member, now)) return;
    const typing: Signal = { type: "typing", user: member.name, userId: member.id };
    const text = JSON.stringify(sealed === undefined ? typing : { ...typing, sealed });
    this.#ports.engine.signal(room.founding.epoch, text);
  }

  /** Remembers a present member, if they belong to the room now. */
  rememberPresent(room: Room, member: RosterMember): void {
    this.#remember(room, member, null);
  }

  /** Records when a member joined over REST, without a socket. */
  recordSeen(room: Room, member: Member): void {
    if (room.roster.get(member.id) !== undefined) return;
    this.#remember(room, { ...member, name: room.roster.nameOf(member) }, this.#ports.clock());
  }

  /** Sends everybody the roster, now or as soon as the room may send the next. */
  sendRoster(room: Room): void {
    this.#sendRosterAt(room, this.#ports.clock());
  }

  #welcome(room: Room, member: RosterMember, isQuiet = false): void {
    this.#cancelIdleEnd(room);
    const { id: userId, name: user, avatar } = member;
    const role = room.roleOf(userId);
    if (!isQuiet) this.#announce(room, { type: "user_joined", user, userId, avatar, role, message: `${user} joined` });
    this.#remember(room, member, null);
    this.#callbacks.onEntered(room, userId);
  }

  #updateAway(room: Room, member: RosterMember): void {
    const { sessions, elsewhere } = member;
    const isPresent = sessions.length > 0 || elsewhere !== undefined;
    const isAwayElsewhere = elsewhere === undefined || [...elsewhere.values()].every(Boolean);
    const isAway = isPresent && isAwayElsewhere && sessions.every((session) => session.isAway);
    if (isAway === member.isAway) return;
    member.isAway = isAway;
    this.#signal(room, { type: "away", user: member.name, userId: member.id, on: isAway });
  }

  #removeMember(room: Room, member: RosterMember, now: number): void {
    member.leaveTimer = undefined;
    this.#callbacks.tell?.(room, { type: "out", id: member.id });
    if (member.elsewhere !== undefined) return this.#updateAway(room, member);
    this.#drop(room, member, now);
  }

  #drop(room: Room, member: RosterMember, now: number): void {
    room.roster.remove(member);
    this.#remember(room, member, now);
    const { id: userId, name: user } = member;
    this.#announce(room, { type: "user_left", user, userId, message: `${user} left` });
    this.#callbacks.onLeft(room, userId);
    if (room.roster.size === 0) this.#endWhenIdle(room, now);
  }

  /** @param at when they left, epoch ms; null while they are here */
  #remember(room: Room, member: Member, at: number | null): void {
    if (!isRemembered(room, member.id, this.#ports.isAccount)) return;
    recordSeen(room, member, at);
    this.#callbacks.onSeen(room);
  }

  #endWhenIdle(room: Room, now: number): void {
    if (room.idleMs !== undefined) this.#endIdleAt(room, now + room.idleMs);
  }

  #cancelIdleEnd(room: Room): void {
    if (room.idleTimer !== undefined) this.#ports.wheel.cancel(room.idleTimer);
    room.idleTimer = undefined;
  }

  #endIdleAt(room: Room, at: number): void {
    room.idleTimer = this.#ports.wheel.schedule(at, () => this.#callbacks.onIdle(room));
  }

  #sendRosterAt(room: Room, now: number): void {
    if (room.rosterTimer !== undefined) return;
    const intervalMs = Math.max(MIN_ROSTER_INTERVAL_MS, room.roster.size * ROSTER_INTERVAL_MS_PER_MEMBER);
    // After the clock was set back, rosters must not wait for it to catch up.
    const nextAt = Math.min(room.rosterSentAt, now) + intervalMs;
    if (nextAt > now) {
      room.rosterTimer = this.#ports.wheel.schedule(nextAt, (then) => {
        room.rosterTimer = undefined;
        this.#sendRosterAt(room, Math.max(then, nextAt));
      });
      return;
    }
    room.rosterSentAt = now;
    this.#signal(room, { type: "roster", members: room.presentMembers(this.#ports.clock()) });
  }

  #announce(room: Room, signal: Unstamped<Extract<Signal, { type: "user_joined" | "user_left" }>>): void {
    this.#signal(room, { ...signal, ...room.nextSignalStamp(this.#ports.clock()) } as Signal);
  }

  /** Signals who is here. Where nodes share the room, each tells its own clients, because each knows everybody. */
  #signal({ founding: { epoch } }: Room, signal: Signal): void {
    const { engine, fanout } = this.#ports;
    const text = JSON.stringify(signal);
    if (this.#callbacks.tell === undefined) engine.signal(epoch, text);
    else fanout.publish(epoch, text);
  }
}

type Unstamped<T> = T extends unknown ? Omit<T, "id" | "timestamp" | "roomId"> : never;
