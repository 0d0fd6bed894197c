// One room: what it is, who is in it, who may do what. Its state is replaced as what happened is told, and never written to.

import type { Member, PresentMember, Role, RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { type Action, may } from "#protocol/roles";
import { groupCode } from "#protocol/text";
import { isoOf } from "../lib/iso-time.ts";
import type { KeptNames } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import { Heat } from "./hot-room.ts";
import type { RoomState, Seen, SeenMembers } from "./room-state.ts";
import { type Present, Roster } from "./roster.ts";

/** What a room is made with and keeps for life. */
export type Founding = {
  readonly code: string;
  /** The code was chosen by hand. */
  readonly isChosen: boolean;
  readonly epoch: string;
  readonly createdAt: number;
  readonly idleMs: number | undefined;
  readonly anyoneCanEnd: boolean;
};

/** What the operator allows every room. `maxLifeMs` is endless where a room may last. */
export type RoomRules = {
  readonly maxLifeMs: number;
  readonly messageLength: number;
  readonly names: KeptNames;
};

/** Who asks: a member, or whoever holds the owner key. */
export type Actor = {
  readonly member: Member | undefined;
  readonly role: Role;
  /** Of the owner key they gave. */
  readonly keyDigest?: string | undefined;
  /** Comes from where somebody was banned. */
  readonly isShunned?: boolean;
};

/** Somebody of the room, who may be elsewhere now. */
export type KnownMember = PresentMember & { status: "online" | "away" | "offline"; lastSeenAt: string | null };

export class Room {
  readonly founding: Founding;
  readonly rules: RoomRules;
  readonly roster: Roster;
  readonly heat = new Heat();
  state: RoomState;
  /** Those of the room the room remembers when they are gone (G12). */
  seen: SeenMembers;
  ended = false;
  /** Signals so far: their ids are `epoch-sN`. */
  signals = 0;
  /** When the last roster went out, and the timer of the next where one is due. */
  rosterSentAt = Number.NEGATIVE_INFINITY;
  rosterDue: Timer | undefined;
  endDue: Timer | undefined;
  idleDue: Timer | undefined;

  constructor(founding: Founding, rules: RoomRules, state: RoomState, seen?: SeenMembers) {
    this.founding = founding;
    this.rules = rules;
    this.roster = new Roster(rules.names);
    this.state = state;
    this.seen = seen;
  }

  /** epoch ms; infinite for a room that lasts */
  get expiresAt(): number {
    return this.state.expiresAt ?? Number.POSITIVE_INFINITY;
  }

  roleOf(memberId: string): Role {
    const { ownerId, admins } = this.state;
    if (memberId === ownerId) return "owner";
    return admins.has(memberId) ? "admin" : "member";
  }

  /** Who asks, as the room sees them. */
  actor(member: Member | undefined, keyDigest?: string): Actor {
    return { member, role: this.#roleBy(member, keyDigest), keyDigest };
  }

  /** The same actor after some time: roles change while one waits for one's turn. */
  again(actor: Actor): Actor {
    const role = this.#roleBy(actor.member, actor.keyDigest);
    return role === actor.role ? actor : { ...actor, role };
  }

  /** Whether this actor may do it here and now. */
  permits(actor: Actor, action: Action): boolean {
    if (may(actor.role, action)) return true;
    const isPresent = actor.member !== undefined && this.roster.get(actor.member.id) !== undefined;
    return action === "end" && this.founding.anyoneCanEnd && isPresent;
  }

  /** Until when the member may not talk, epoch ms; undefined where they may. */
  mutedUntil(memberId: string, now: number): number | undefined {
    const until = this.state.mutes.get(memberId);
    return until !== undefined && until > now ? until : undefined;
  }

  /** What somebody is or was called here. */
  nameOf(memberId: string): string {
    const known = this.roster.get(memberId) ?? this.seen?.get(memberId) ?? this.state.bans.get(memberId);
    return known?.name ?? "Somebody";
  }

  /** The place and time of the next signal. */
  stamp(now: number): { id: string; timestamp: string; roomId: string } {
    const id = `${this.founding.epoch}-s${++this.signals}`;
    return { id, timestamp: isoOf(now), roomId: this.founding.code };
  }

  view(now: number): RoomView {
    const { code, isChosen, createdAt, idleMs, anyoneCanEnd } = this.founding;
    const { title, visibility, entry, slowModeSeconds, maxMembers, expiresAt } = this.state;
    return {
      code,
      shownCode: isChosen ? code : groupCode(code),
      title,
      visibility,
      entry,
      slowModeSeconds,
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      expiresInSeconds: expiresAt === null ? null : Math.max(0, Math.ceil((expiresAt - now) / 1000)),
      memberCount: this.roster.size,
      maxMembers,
      idleMinutes: idleMs === undefined ? null : idleMs / MINUTE_MS,
      anyoneCanEnd,
      messageLength: this.rules.messageLength,
    };
  }

  members(now: number): PresentMember[] {
    return Array.from(this.roster, (present) => this.member(present, now));
  }

  member({ id, name, avatar, isAway }: Present, now: number): PresentMember {
    return this.#told(id, name, avatar, isAway, now);
  }

  /** Who is here, and who of the room is not. */
  known(now: number): KnownMember[] {
    const here = this.members(now).map(
      (member): KnownMember => ({ ...member, status: member.away ? "away" : "online", lastSeenAt: null }),
    );
    const gone = [...(this.seen ?? [])].filter(([id]) => this.roster.get(id) === undefined);
    return [...here, ...gone.map(([id, seen]) => this.#absent(id, seen, now))];
  }

  #roleBy(member: Member | undefined, keyDigest: string | undefined): Role {
    if (keyDigest && keyDigest === this.state.ownerKeyDigest) return "owner";
    return member === undefined ? "member" : this.roleOf(member.id);
  }

  #absent(id: string, { name, avatar, at }: Seen, now: number): KnownMember {
    const lastSeenAt = at === null ? null : new Date(at).toISOString();
    return { ...this.#told(id, name, avatar, false, now), status: "offline", lastSeenAt };
  }

  #told(id: string, name: string, avatar: string | null, away: boolean, now: number): PresentMember {
    const until = this.mutedUntil(id, now);
    const told = { id, name, avatar, role: this.roleOf(id), away };
    return until === undefined ? told : { ...told, mutedUntil: new Date(until).toISOString() };
  }
}
