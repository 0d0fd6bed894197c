// One room, with its state, its roster and its roles. The state is replaced as events are delivered, and never modified.
import { UNKNOWN_NAME } from "#protocol/erased-name";
import type { Member, PresentMember, Role, RoomView } from "#protocol/frames";
import { MAX_REMEMBERED_MEMBERS, MINUTE_MS } from "#protocol/limits";
import { type Action, can, canWrite } from "#protocol/roles";
import { groupCode } from "#protocol/room-code";
import { ENCRYPTION } from "#protocol/schemas";
import { NEUTRAL_NAME } from "../encryption/room-encryption.ts";
import type { RoomFiles } from "../files/room-files.ts";
import { toIsoTime } from "../lib/iso-time.ts";
import type { ReservedNames } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import { HotRoom } from "./hot-room.ts";
import type { RoomConnection } from "./room-connection.ts";
import type { LastSeen, RoomState, SeenMembers } from "./room-state.ts";
import { Roster, type RosterMember } from "./roster.ts";

/** The properties that are fixed when a room is created. The data file contains them in this form. */
export type Founding = {
  readonly code: string;
  /** Whether somebody chose the code, instead of the server drawing it. */
  readonly isChosen: boolean;
  readonly epoch: string;
  readonly createdAt: number;
  readonly idleMs: number | undefined;
  readonly anyoneCanEnd: boolean;
  /** Whether the server created the room at its start, because a setting asks for it. */
  readonly isFirstRoom?: boolean;
};

/** The operator's rules for every room. */
export type RoomRules = {
  /** Infinite where rooms without an end are allowed. */
  readonly maxLifeMs: number;
  /** When the server ends, which no room outlives; epoch ms, infinite where it has no end. */
  readonly serverEndsAt: number;
  readonly messageLength: number;
  readonly names: ReservedNames;
};

/** The originator of a request: a member, or somebody with the owner key. */
export type Actor = {
  readonly member: Member | undefined;
  readonly role: Role;
  /** The digest of the owner key they gave. */
  readonly keyDigest?: string | undefined;
  /** Whether they come from an address that was banned. */
  readonly isFromBannedAddress?: boolean;
};

/** A member whom the room knows, present or not. */
export type KnownMember = PresentMember & { status: "online" | "away" | "offline"; lastSeenAt: string | null };

/** A room that lives long forgets the oldest of those it tells returning clients of. */
const MAX_FORGOTTEN = 100;

export class Room {
  readonly founding: Founding;
  readonly rules: RoomRules;
  readonly roster: Roster;
  /** How busy the room is. */
  readonly hotRoom = new HotRoom();
  state: RoomState;
  /** The members the room remembers when they are gone (G12). */
  seen: SeenMembers;
  /** Whether nothing can be done in it any more: it has ended, or `goesOn` on other nodes or in another epoch. */
  isEnded = false;
  goesOn = false;
  /** How many signals with an id were sent so far. The ids are `epoch-s1`, `epoch-s2` and so on. */
  signalCount = 0;
  /** When the last roster was sent, epoch ms; and the timer of the next, where one is due. */
  rosterSentAt = Number.NEGATIVE_INFINITY;
  rosterTimer: Timer | undefined;
  /** Ends the room when its life is over. */
  endTimer: Timer | undefined;
  /** Ends the room because nobody is in it. */
  idleTimer: Timer | undefined;
  /** Undefined while the room has none. */
  files: RoomFiles | undefined;
  #forgotten: Set<string> | undefined;
  #unjoined: Set<RoomConnection> | undefined;
  /** Members who have proven to have the key of an encrypted room, and need not be present. */
  #keyHolders: Set<string> | undefined;
  /** Members who are being let in, while that is saved. */
  #arriving: Set<string> | undefined;

  constructor(founding: Founding, rules: RoomRules, state: RoomState, seen?: SeenMembers) {
    this.founding = founding;
    this.rules = rules;
    this.roster = new Roster(rules.names);
    this.state = state;
    this.seen = seen;
  }

  /** epoch ms; infinite for a room without an end */
  get expiresAt(): number {
    return Math.min(this.state.expiresAt ?? Number.POSITIVE_INFINITY, this.rules.serverEndsAt);
  }

  /** How long the room goes on without anybody in it, in ms; undefined: until its end. */
  get idleMs(): number | undefined {
    const { idleMs = this.founding.idleMs } = this.state;
    return idleMs ?? undefined;
  }

  /** The members whose accounts were erased since the start, as far as clients that come back may still have their names. */
  get forgotten(): Iterable<string> {
    return this.#forgotten ?? [];
  }

  noteForgotten(memberId: string): void {
    this.roster.forgetAbsent();
    this.#forgotten ??= new Set();
    this.#forgotten.add(memberId);
    const [oldest] = this.#forgotten;
    if (this.#forgotten.size > MAX_FORGOTTEN && oldest !== undefined) this.#forgotten.delete(oldest);
  }

  roleOf(memberId: string): Role {
    const { ownerId, admins } = this.state;
    if (memberId === ownerId) return "owner";
    return admins.has(memberId) ? "admin" : "member";
  }

  /** Returns the actor for a member or an owner key, with their role in this room. @param now epoch ms */
  actorFor(presentMember: Member | undefined, now: number, keyDigest?: string): Actor {
    const member = presentMember && this.memberHere(presentMember);
    return { member, role: this.#roleWith(member, keyDigest, now), keyDigest };
  }

  /** Whether the server can't read the room. */
  get isEncrypted(): boolean {
    return this.state.encryption !== undefined;
  }

  /** Returns a member under the name they have for this room: an encrypted one must not learn what they are called. */
  memberHere(member: Member): Member {
    return this.isEncrypted ? { id: member.id, name: NEUTRAL_NAME, avatar: null } : member;
  }

  /** Returns whether the member has proven to have the newest key of an encrypted room. */
  hasKey(memberId: string): boolean {
    return this.roster.get(memberId) !== undefined || (this.#keyHolders?.has(memberId) ?? false);
  }

  addKeyHolder(memberId: string): void {
    this.#keyHolders ??= new Set();
    // Put last, so that whoever proves nothing for long is forgotten first.
    this.#keyHolders.delete(memberId);
    this.#keyHolders.add(memberId);
    const [oldest] = this.#keyHolders;
    if (this.#keyHolders.size > MAX_REMEMBERED_MEMBERS && oldest !== undefined) this.#keyHolders.delete(oldest);
  }

  removeKeyHolder(memberId: string): void {
    this.#keyHolders?.delete(memberId);
  }

  /** Who has proven to have the newest key, here or on another node. */
  get keyHolders(): readonly string[] {
    return [...(this.#keyHolders ?? [])];
  }

  /** Goes on with another state. With a new key, nobody has proven to have it yet. */
  replaceState(state: RoomState): void {
    if (state.encryption?.keyEpoch !== this.state.encryption?.keyEpoch) this.#keyHolders = undefined;
    this.state = state;
  }

  /** Returns the actor with their present role, which may have changed while they waited for their turn. */
  refreshActor(actor: Actor, now: number): Actor {
    const role = this.#roleWith(actor.member, actor.keyDigest, now);
    return role === actor.role ? actor : { ...actor, role };
  }

  /** Returns whether the actor may take this action now. */
  permits(actor: Actor, action: Action): boolean {
    if (can(actor.role, action)) return true;
    const isPresent = actor.member !== undefined && this.roster.get(actor.member.id) !== undefined;
    return action === "end" && this.founding.anyoneCanEnd && isPresent;
  }

  /** Returns whether somebody of this role may write messages here. */
  letsWrite(role: Role): boolean {
    return canWrite(role, this.state.writers);
  }

  /** Returns until when the member is kept out because they were kicked, epoch ms; undefined if they are not. */
  keptOutUntil(memberId: string, now: number): number | undefined {
    const until = this.state.kicks.get(memberId)?.until;
    return until !== undefined && until > now ? until : undefined;
  }

  /** Returns the end of the member's mute, epoch ms; undefined if they are not muted. */
  mutedUntil(memberId: string, now: number): number | undefined {
    const until = this.state.mutes.get(memberId);
    return until !== undefined && until > now ? until : undefined;
  }

  /** Returns the name of a member who is present, remembered, banned or kicked, and "Somebody" for anybody else. */
  nameOf(memberId: string): string {
    const { bans, kicks } = this.state;
    const knownMembers =
      this.roster.get(memberId) ?? this.seen?.get(memberId) ?? bans.get(memberId) ?? kicks.get(memberId);
    return knownMembers?.name ?? UNKNOWN_NAME;
  }

  /** Returns the id, the time and the room of the next signal. */
  nextSignalStamp(now: number): { id: string; timestamp: string; roomId: string } {
    const id = `${this.founding.epoch}-s${++this.signalCount}`;
    return { id, timestamp: toIsoTime(now), roomId: this.founding.code };
  }

  /** How many members are present or are being let in. A place that is counted twice is given to nobody. */
  get takenPlaces(): number {
    return this.roster.size + (this.#arriving?.size ?? 0);
  }

  /** Keeps a place for somebody who is being let in, until `endArrival`. */
  beginArrival(memberId: string): void {
    this.#arriving ??= new Set();
    this.#arriving.add(memberId);
  }

  endArrival(memberId: string): void {
    this.#arriving?.delete(memberId);
    if (this.#arriving?.size === 0) this.#arriving = undefined;
  }

  isArriving(memberId: string): boolean {
    return this.#arriving?.has(memberId) ?? false;
  }

  /** Open sockets that have not joined. The room's end closes them too. */
  get unjoined(): Iterable<RoomConnection> {
    return this.#unjoined ?? [];
  }

  addUnjoined(connection: RoomConnection): void {
    this.#unjoined ??= new Set();
    this.#unjoined.add(connection);
  }

  removeUnjoined(connection: RoomConnection): void {
    this.#unjoined?.delete(connection);
    if (this.#unjoined?.size === 0) this.#unjoined = undefined;
  }

  /** Returns the room as clients see it. */
  view(now: number): RoomView {
    const { code, isChosen, createdAt, anyoneCanEnd } = this.founding;
    const { title, visibility, entry, slowModeSeconds, writers, vanish, pinners, maxMembers } = this.state;
    const expiresAt = Number.isFinite(this.expiresAt) ? this.expiresAt : null;
    return {
      code,
      shownCode: isChosen ? code : groupCode(code),
      title,
      visibility,
      entry,
      ...(this.isEncrypted && { encryption: ENCRYPTION }),
      slowModeSeconds,
      writers,
      vanish,
      ...(pinners === "everyone" && { pinners }),
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      expiresInSeconds: expiresAt === null ? null : Math.max(0, Math.ceil((expiresAt - now) / 1000)),
      memberCount: this.roster.size,
      maxMembers,
      idleMinutes: this.idleMs === undefined ? null : this.idleMs / MINUTE_MS,
      anyoneCanEnd,
      messageLength: this.rules.messageLength,
    };
  }

  presentMembers(now: number): PresentMember[] {
    return Array.from(this.roster, (present) => this.member(present, now));
  }

  member({ id, name, avatar, isAway }: RosterMember, now: number): PresentMember {
    return this.#memberView(id, name, avatar, isAway, now);
  }

  /** Returns the members who are present, and the remembered ones who are not. */
  known(now: number): KnownMember[] {
    const present = this.presentMembers(now).map(
      (member): KnownMember => ({ ...member, status: member.away ? "away" : "online", lastSeenAt: null }),
    );
    const gone = [...(this.seen ?? [])].filter(([id]) => this.roster.get(id) === undefined);
    return [...present, ...gone.map(([id, seen]) => this.#absentMember(id, seen, now))];
  }

  #roleWith(member: Member | undefined, keyDigest: string | undefined, now: number): Role {
    if (keyDigest && keyDigest === this.state.ownerKeyDigest) return "owner";
    if (member === undefined) return "member";
    const role = this.roleOf(member.id);
    // While an admin is kept out, they must not let themselves in, nor do anything else here.
    return role === "admin" && this.keptOutUntil(member.id, now) !== undefined ? "member" : role;
  }

  #absentMember(id: string, { name, avatar, at }: LastSeen, now: number): KnownMember {
    const lastSeenAt = at === null ? null : new Date(at).toISOString();
    return { ...this.#memberView(id, name, avatar, false, now), status: "offline", lastSeenAt };
  }

  #memberView(id: string, name: string, avatar: string | null, away: boolean, now: number): PresentMember {
    const until = this.mutedUntil(id, now);
    const view = { id, name, avatar, role: this.roleOf(id), away };
    return until === undefined ? view : { ...view, mutedUntil: new Date(until).toISOString() };
  }
}
