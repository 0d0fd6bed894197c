// One room: what it is, who is in it, who may do what. `apply` folds an event that happened and refuses nothing.

import type { LogEvent, Member, PresentMember, Role, RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { groupCode } from "#protocol/text";
import { Heat } from "./heat.ts";
import { isoOf } from "./instant.ts";
import { type Action, may } from "./roles.ts";
import { type Present, Roster } from "./roster.ts";
import type { Timer } from "./wheel.ts";

/** What a room is made with and keeps for life. */
export type Founding = {
  readonly code: string;
  /** The code was chosen by hand. */
  readonly isChosen: boolean;
  readonly epoch: string;
  readonly createdAt: number;
  readonly visibility: RoomView["visibility"];
  readonly ownerId: string | undefined;
  readonly ownerKeyDigest: string;
  readonly idleMs: number | undefined;
  readonly maxMembers: number | undefined;
  readonly anyoneCanEnd: boolean;
};

/** What the operator allows every room. */
export type RoomRules = { readonly maxLifeMs: number; readonly messageLength: number };

/** Who asks: a member, or whoever holds the owner key. */
export type Actor = { readonly member: Member | undefined; readonly role: Role };

export class Room {
  readonly founding: Founding;
  readonly rules: RoomRules;
  readonly roster = new Roster();
  readonly heat = new Heat();
  title: string;
  expiresAt: number;
  ended = false;
  /** Signals so far: their ids are `epoch-sN`. */
  signals = 0;
  /** When the last roster went out, and the timer of the next where one is due. */
  rosterSentAt = Number.NEGATIVE_INFINITY;
  rosterDue: Timer | undefined;
  endDue: Timer | undefined;
  idleDue: Timer | undefined;

  constructor(founding: Founding, rules: RoomRules, title: string, expiresAt: number) {
    this.founding = founding;
    this.rules = rules;
    this.title = title;
    this.expiresAt = expiresAt;
  }

  roleOf(memberId: string): Role {
    return memberId === this.founding.ownerId ? "owner" : "member";
  }

  /** Whether this actor may do it here and now. */
  permits(actor: Actor, action: Action): boolean {
    if (may(actor.role, action)) return true;
    const isPresent = actor.member !== undefined && this.roster.get(actor.member.id) !== undefined;
    return action === "end" && this.founding.anyoneCanEnd && isPresent;
  }

  /** The place and time of the next signal. */
  stamp(now: number): { id: string; timestamp: string; roomId: string } {
    const id = `${this.founding.epoch}-s${++this.signals}`;
    return { id, timestamp: isoOf(now), roomId: this.founding.code };
  }

  apply(event: LogEvent): void {
    if (event.type !== "room") return;
    if (event.room.title !== undefined) this.title = event.room.title;
    if (event.room.expiresAt !== undefined) this.expiresAt = Date.parse(event.room.expiresAt);
  }

  view(now: number): RoomView {
    const { code, isChosen, visibility, createdAt, idleMs, maxMembers, anyoneCanEnd } = this.founding;
    return {
      code,
      shownCode: isChosen ? code : groupCode(code),
      title: this.title,
      visibility,
      entry: "open",
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: new Date(this.expiresAt).toISOString(),
      expiresInSeconds: Math.max(0, Math.ceil((this.expiresAt - now) / 1000)),
      memberCount: this.roster.size,
      maxMembers: maxMembers ?? null,
      idleMinutes: idleMs === undefined ? null : idleMs / MINUTE_MS,
      anyoneCanEnd,
    };
  }

  members(): PresentMember[] {
    return Array.from(this.roster, (present) => this.member(present));
  }

  member({ id, name, avatar, isAway }: Present): PresentMember {
    return { id, name, avatar, role: this.roleOf(id), away: isAway };
  }
}
