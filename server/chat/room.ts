// One room: what it is, who is in it, what may happen in it. `decide` judges a command and changes nothing; `apply`
// folds an event that happened and refuses nothing.
import { Refusal } from "#protocol/codes";
import type { LogEvent, Member, PresentMember, Role, RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import { cleanLabel, groupCode, isWithin, messageProblem, titleProblem } from "#protocol/text";
import type { Draft } from "./ports.ts";
import { type Action, may } from "./roles.ts";
import { Roster } from "./roster.ts";
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

export type RoomCommand =
  | { type: "chat"; message: string; nonce?: string | undefined; replyTo?: string | undefined }
  | { type: "change"; title?: string | undefined; extend?: number | undefined };

export class Room {
  readonly founding: Founding;
  readonly #rules: RoomRules;
  readonly roster = new Roster();
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
    this.#rules = rules;
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

  decide(actor: Actor, command: RoomCommand, now: number): Draft | Refusal {
    if (command.type === "change") return this.#decideChange(actor, command, now);
    const { message, nonce, replyTo } = command;
    if (actor.member === undefined || !this.permits(actor, "talk")) {
      return new Refusal("not_allowed", "You may not talk here.", nonce);
    }
    const problem = messageProblem(message, this.#rules.messageLength);
    if (problem !== undefined) {
      const isLong = !isWithin(message, this.#rules.messageLength);
      return new Refusal(isLong ? "too_large" : "malformed", `message: ${problem}.`, nonce);
    }
    const { id, name, avatar } = this.roster.get(actor.member.id) ?? actor.member;
    return {
      type: "chat",
      user: name,
      userId: id,
      avatar,
      message,
      timestamp: new Date(now).toISOString(),
      roomId: this.founding.code,
      ...(nonce === undefined ? undefined : { nonce }),
      ...(replyTo === undefined ? undefined : { replyTo }),
    };
  }

  #decideChange(
    actor: Actor,
    { title, extend }: { title?: string | undefined; extend?: number | undefined },
    now: number,
  ): Draft | Refusal {
    if (title === undefined && extend === undefined) return new Refusal("malformed", "Give a title, or extend.");
    const room: { title?: string; expiresAt?: string } = {};
    const said: string[] = [];
    if (title !== undefined) {
      if (!this.permits(actor, "retitle")) return new Refusal("not_allowed", "Only the owner may change the title.");
      room.title = cleanLabel(title);
      const problem = titleProblem(room.title);
      if (problem !== undefined) return new Refusal("malformed", `title: ${problem}.`);
      said.push(room.title === "" ? "took the title away" : `changed the title to "${room.title}"`);
    }
    if (extend !== undefined) {
      if (!this.permits(actor, "extend")) return new Refusal("not_allowed", "Only the owner may extend the room.");
      const expiresAt = this.expiresAt + extend * MINUTE_MS;
      if (expiresAt - now > this.#rules.maxLifeMs) {
        return new Refusal("malformed", `extend: at most ${this.#rules.maxLifeMs / MINUTE_MS} minutes from now.`);
      }
      room.expiresAt = new Date(expiresAt).toISOString();
      said.push(`gave the room ${extend} more ${extend === 1 ? "minute" : "minutes"}`);
    }
    const member = actor.member && (this.roster.get(actor.member.id) ?? actor.member);
    return {
      type: "room",
      user: member?.name ?? "The owner",
      userId: member?.id ?? null,
      message: `${member?.name ?? "The owner"} ${said.join(" and ")}`,
      timestamp: new Date(now).toISOString(),
      roomId: this.founding.code,
      room,
    };
  }

  /** The place and time of the next signal. */
  stamp(now: number): { id: string; timestamp: string; roomId: string } {
    const id = `${this.founding.epoch}-s${++this.signals}`;
    return { id, timestamp: new Date(now).toISOString(), roomId: this.founding.code };
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
    return Array.from(this.roster, ({ id, name, avatar }) => ({ id, name, avatar, role: this.roleOf(id) }));
  }
}
