// Keeps the members who wait to be let into a room, by open sockets or over REST. Only the owner and the admins learn of them.
// Rule G7.
import { Refusal } from "#protocol/error-codes";
import type { Knock, Member, Signal } from "#protocol/frames";
import { KNOCK_BURST, KNOCK_INTERVAL_MS, KNOCK_TTL_MS, MAX_KNOCKS, MAX_SESSIONS_PER_MEMBER } from "#protocol/limits";
import { asSharedEngine, type Ports, type TimerCallback } from "../lib/ports.ts";
import { slowDown, TOO_MANY_KNOCKS } from "../lib/refusals.ts";
import type { Timer, TimerWheel } from "../lib/timer-wheel.ts";
import { type BucketRate, TokenBuckets } from "../lib/token-bucket.ts";
import type { PresenceNote } from "../presence/presence-notes.ts";
import type { Room } from "../room-model/room.ts";
import type { PendingJoin, RoomConnection } from "../room-model/room-connection.ts";

type WaitingMember = {
  readonly member: Member;
  readonly sessions: Map<RoomConnection, PendingJoin>;
  /** Ends a knock over REST that wasn't repeated in time. */
  lapseTimer: Timer | undefined;
  /** The other nodes where they wait; undefined where they do so on none. */
  elsewhere?: Set<string> | undefined;
};

/** Tells the other nodes that have the room. */
type Tell = (room: Room, note: PresenceNote) => void;

const TRIES_BY_MEMBER: BucketRate = { burst: KNOCK_BURST, perSecond: 1000 / KNOCK_INTERVAL_MS };
/** The most members whose knocks are counted at the same time. */
const MAX_COUNTED = 10_000;

export class Knocks {
  readonly #clock: Ports["clock"];
  readonly #digest: Ports["digest"];
  readonly #wheel: TimerWheel<TimerCallback>;
  readonly #isLimited: boolean;
  readonly #tries = new TokenBuckets(TRIES_BY_MEMBER, MAX_COUNTED);
  readonly #tell: Tell | undefined;
  readonly #byRoom = new Map<Room, Map<string, WaitingMember>>();

  /** @param tell absent where there are no other nodes */
  constructor(ports: Pick<Ports, "clock" | "digest" | "wheel" | "engine">, isLimited: boolean, tell?: Tell) {
    const { clock, digest, wheel, engine } = ports;
    asSharedEngine(engine)?.shareLimit("knocks", this.#tries);
    this.#clock = clock;
    this.#digest = digest;
    this.#wheel = wheel;
    this.#isLimited = isLimited;
    this.#tell = tell;
  }

  /** Returns the waiting members, in the order they came. */
  list(room: Room): Knock[] {
    return Array.from(this.#byRoom.get(room)?.values() ?? [], ({ member }) => knockOf(member));
  }

  /** Returns the name of a waiting member; undefined if they are not waiting. */
  nameOf(room: Room, memberId: string): string | undefined {
    return this.#byRoom.get(room)?.get(memberId)?.member.name;
  }

  /** Makes a socket wait to be let in. */
  knockBySocket(room: Room, session: RoomConnection, pending: PendingJoin): Refusal | undefined {
    const waiting = this.#knock(room, pending.member);
    if (waiting instanceof Refusal) return waiting;
    if (waiting.sessions.size >= MAX_SESSIONS_PER_MEMBER) return TOO_MANY_KNOCKS;
    waiting.sessions.set(session, pending);
    return undefined;
  }

  /** Makes a member wait who asked over REST. The knock lasts for a minute after they last asked. */
  knockOverRest(room: Room, member: Member): Refusal | undefined {
    const waiting = this.#knock(room, member);
    if (waiting instanceof Refusal) return waiting;
    if (waiting.lapseTimer !== undefined) this.#wheel.cancel(waiting.lapseTimer);
    waiting.lapseTimer = this.#wheel.schedule(this.#clock() + KNOCK_TTL_MS, () => {
      waiting.lapseTimer = undefined;
      this.#removeIfGone(room, waiting);
    });
    return undefined;
  }

  /** Removes a socket that waits no longer. */
  removeSocket(room: Room, session: RoomConnection): void {
    for (const waiting of this.#byRoom.get(room)?.values() ?? []) {
      if (waiting.sessions.delete(session)) return this.#removeIfGone(room, waiting);
    }
  }

  /** Removes a member whose knock was answered. @returns the sockets that waited, and the join that each completes */
  removeMember(room: Room, memberId: string): ReadonlyMap<RoomConnection, PendingJoin> {
    const waiting = this.#byRoom.get(room)?.get(memberId);
    if (waiting === undefined) return new Map();
    this.#remove(room, waiting);
    return waiting.sessions;
  }

  /** Removes everybody, where the room ends or its entry changes. @returns the sockets that waited */
  removeAll(room: Room): ReadonlyMap<RoomConnection, PendingJoin> {
    const all = [...(this.#byRoom.get(room)?.values() ?? [])];
    for (const waiting of all) this.#remove(room, waiting);
    return new Map(all.flatMap(({ sessions }) => [...sessions]));
  }

  /** Takes in that a member waits on another node. */
  knockElsewhere(room: Room, node: string, member: Member): void {
    const waiting = this.#byRoom.get(room)?.get(member.id) ?? this.#add(room, member);
    waiting.elsewhere ??= new Set();
    waiting.elsewhere.add(node);
  }

  /** Takes in that a member waits on another node no longer, or nobody does. */
  goneElsewhere(room: Room, node: string, memberId?: string): void {
    for (const waiting of [...(this.#byRoom.get(room)?.values() ?? [])]) {
      const isMeant = memberId === undefined || memberId === waiting.member.id;
      if (!isMeant || !waiting.elsewhere?.delete(node) || waiting.elsewhere.size > 0) continue;
      waiting.elsewhere = undefined;
      if (!isHere(waiting)) this.#remove(room, waiting);
    }
  }

  /** Tells the other nodes again who waits on this one. */
  tellAgain(room: Room): void {
    for (const waiting of this.#byRoom.get(room)?.values() ?? []) {
      if (isHere(waiting)) this.#tell?.(room, { type: "knock", member: waiting.member });
    }
  }

  /** Denies a knock on the other nodes. */
  tellDenied(room: Room, id: string): void {
    this.#tell?.(room, { type: "deny", id });
  }

  #knock(room: Room, member: Member): WaitingMember | Refusal {
    const inRoom = this.#byRoom.get(room) ?? new Map<string, WaitingMember>();
    const before = inRoom.get(member.id);
    if (before !== undefined) {
      if (!isHere(before)) this.#tell?.(room, { type: "knock", member });
      return before;
    }
    if (inRoom.size >= MAX_KNOCKS) return TOO_MANY_KNOCKS;
    const waitMs = this.#isLimited
      ? this.#tries.take(this.#digest(`${room.founding.epoch} ${member.id}`), this.#clock())
      : 0;
    if (waitMs > 0) return slowDown("You asked to join too often. Wait a moment.", waitMs);
    this.#tell?.(room, { type: "knock", member });
    return this.#add(room, member);
  }

  #add(room: Room, member: Member): WaitingMember {
    const inRoom = this.#byRoom.get(room) ?? new Map<string, WaitingMember>();
    const waiting: WaitingMember = { member, sessions: new Map(), lapseTimer: undefined };
    this.#byRoom.set(room, inRoom.set(member.id, waiting));
    sendToModerators(room, { type: "knock", ...knockOf(member) });
    return waiting;
  }

  /** Removes a member who has no waiting socket and no recent knock over REST. */
  #removeIfGone(room: Room, waiting: WaitingMember): void {
    if (isHere(waiting)) return;
    this.#tell?.(room, { type: "unknock", id: waiting.member.id });
    if (waiting.elsewhere === undefined) this.#remove(room, waiting);
  }

  #remove(room: Room, { member, lapseTimer }: WaitingMember): void {
    if (lapseTimer !== undefined) this.#wheel.cancel(lapseTimer);
    const inRoom = this.#byRoom.get(room);
    inRoom?.delete(member.id);
    if (inRoom?.size === 0) this.#byRoom.delete(room);
    sendToModerators(room, { type: "knock_gone", userId: member.id });
  }
}

/** Returns whether the member waits on this node. */
const isHere = ({ sessions, lapseTimer }: WaitingMember) => sessions.size > 0 || lapseTimer !== undefined;

function knockOf({ id: userId, name: user, avatar }: Member): Knock {
  return { user, userId, avatar };
}

/** Sends to the owner and the admins, socket by socket instead of by topic: they are few, and nobody else may get it. */
function sendToModerators({ state, roster }: Room, signal: Signal): void {
  const text = JSON.stringify(signal);
  for (const id of state.ownerId === null ? state.admins : [state.ownerId, ...state.admins]) {
    for (const session of roster.get(id)?.sessions ?? []) session.send(text);
  }
}
