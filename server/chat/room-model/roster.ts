// The members in a room now: each once, however many sockets they have. Rules I4, I5, P1, P3.
// Invariant: no two names are the same once folded.

import { cutText } from "#protocol/cut-text";
import type { Member } from "#protocol/frames";
import { MAX_NAME_LENGTH, MAX_SESSIONS_PER_MEMBER, TYPING_INTERVAL_MS } from "#protocol/limits";
import { foldName } from "#protocol/names";
import type { ReservedNames } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import type { RoomConnection } from "./room-connection.ts";

/** A present member. During their leave grace period, `sessions` is empty and `leaveTimer` is set. */
export type RosterMember = {
  readonly id: string;
  name: string;
  /** The name as it is compared with others. */
  foldedName: string;
  avatar: string | null;
  sessions: readonly RoomConnection[];
  leaveTimer: Timer | undefined;
  /** The other nodes where they are in the room, and whether they are away there; undefined where there are none. */
  elsewhere?: Map<string, boolean> | undefined;
  /** What the pages that they have open on other nodes say of their keys, sealed, by node; only in encrypted rooms. */
  sealedElsewhere?: Map<string, readonly string[]> | undefined;
  isAway: boolean;
  /** When typing was last passed on, epoch ms. */
  typedAt: number;
};

/** How many names of absent members are kept. */
const MAX_ABSENT_NAMES = 64;

export class Roster {
  readonly #members = new Map<string, RosterMember>();
  /** Made when it is first asked for: only where several nodes have the room. */
  #withSockets: Set<RosterMember> | undefined;
  readonly #reservedNames: ReservedNames;
  /** The names here of members who speak without being present, by the names they gave, as long as nothing changes them. */
  #absentNames: Map<string, string> | undefined;
  /** Of the reserved names, when these were made. */
  #absentNamesVersion = 0;

  constructor(reservedNames: ReservedNames) {
    this.#reservedNames = reservedNames;
  }

  get size(): number {
    return this.#members.size;
  }

  get(id: string): RosterMember | undefined {
    return this.#members.get(id);
  }

  [Symbol.iterator](): IterableIterator<RosterMember> {
    return this.#members.values();
  }

  /** All who have sockets on this server, and some who had: few, where others have most of the members. */
  get withSockets(): Set<RosterMember> {
    this.#withSockets ??= new Set(this.#members.values());
    return this.#withSockets;
  }

  /** Returns the member's name in this room. A member who is not present gets a number if somebody present has the name. */
  nameOf({ id, name }: Member): string {
    return this.#members.get(id)?.name ?? this.#absentName(name, id);
  }

  /** Forgets what members are called who are not present. To be called when somebody's name must go. */
  forgetAbsent(): void {
    this.#absentNames = undefined;
  }

  /** Adds a member who is not present. Returns them with their name in this room, which may have a number. */
  add({ id, name: wanted, avatar }: Member): RosterMember {
    return this.addToldOf({ id, name: this.#uniqueName(wanted, id), avatar });
  }

  /** Adds a member who came on another node, where they got their name. */
  addToldOf({ id, name, avatar }: Member): RosterMember {
    const member: RosterMember = {
      id,
      name,
      foldedName: foldName(name),
      avatar,
      sessions: [],
      leaveTimer: undefined,
      isAway: false,
      typedAt: Number.NEGATIVE_INFINITY,
    };
    this.#members.set(id, member);
    this.forgetAbsent();
    return member;
  }

  /** Gives a member the name they have on another node. */
  takeName(member: RosterMember, name: string): void {
    member.name = name;
    member.foldedName = foldName(name);
    this.forgetAbsent();
  }

  remove(member: RosterMember): void {
    this.#members.delete(member.id);
    this.#withSockets?.delete(member);
    this.forgetAbsent();
  }

  /** Gives the member the name, with a number after it where somebody else here has it. */
  rename(member: RosterMember, name: string): void {
    member.name = this.#uniqueName(name, member.id);
    member.foldedName = foldName(member.name);
    this.forgetAbsent();
  }

  /** Adds a socket. @returns the older ones it replaces: of the same tab, or beyond the number a member may have */
  attach(member: RosterMember, session: RoomConnection): readonly RoomConnection[] {
    const sameTab = member.sessions.filter((other) => session.tab !== undefined && other.tab === session.tab);
    const kept = member.sessions.filter((other) => !sameTab.includes(other));
    const beyond = kept.slice(0, Math.max(0, kept.length + 1 - MAX_SESSIONS_PER_MEMBER));
    member.sessions = [...kept.slice(beyond.length), session];
    this.#withSockets?.add(member);
    return [...sameTab, ...beyond];
  }

  /** Removes a socket. @returns whether it was one of the member's */
  detach(member: RosterMember, session: RoomConnection): boolean {
    if (!member.sessions.includes(session)) return false;
    member.sessions = member.sessions.filter((other) => other !== session);
    return true;
  }

  /** Returns whether the member's typing is to be passed on now, and counts it if so. */
  admitTyping(member: RosterMember, now: number): boolean {
    if (Math.abs(now - member.typedAt) < TYPING_INTERVAL_MS) return false;
    member.typedAt = now;
    return true;
  }

  /**
   * Renames other members who use a name that is reserved for this member.
   * @returns whether there were any
   */
  reclaimName({ id, name }: Member): boolean {
    if (!this.#reservedNames.isOwn(name, id)) return false;
    const others = [...this.#members.values()].filter((other) => other.id !== id);
    const impostors = others.filter((other) => this.#reservedNames.isKeptFrom(other.name, other.id));
    for (const other of impostors) this.rename(other, other.name);
    return impostors.length > 0;
  }

  // Comparing names costs as much as all else that a message over REST takes in the room.
  #absentName(name: string, id: string): string {
    const { version } = this.#reservedNames;
    if (version !== this.#absentNamesVersion || (this.#absentNames?.size ?? 0) >= MAX_ABSENT_NAMES) this.forgetAbsent();
    this.#absentNamesVersion = version;
    this.#absentNames ??= new Map();
    const key = `${id} ${name}`;
    const known = this.#absentNames.get(key);
    if (known !== undefined) return known;
    const unique = this.#uniqueName(name, id);
    this.#absentNames.set(key, unique);
    return unique;
  }

  #uniqueName(name: string, id: string): string {
    if (!this.#isTaken(foldName(name), id) && !this.#reservedNames.isKeptFrom(name, id)) return name;
    // Folded once: where thousands share a name, folding it anew with each number would block the event loop.
    const taken = new Set(Array.from(this.#members.values(), (other) => (other.id === id ? "" : other.foldedName)));
    let [base, foldedBase, baseLength] = ["", "", 0];
    for (let n = 2; ; n++) {
      const suffix = ` ${n}`;
      if (MAX_NAME_LENGTH - suffix.length !== baseLength) {
        baseLength = MAX_NAME_LENGTH - suffix.length;
        base = cutText(name, baseLength).trimEnd();
        foldedBase = foldName(base);
      }
      if (taken.has(foldedBase + suffix)) continue;
      const unique = base + suffix;
      if (!taken.has(foldName(unique)) && !this.#reservedNames.isKeptFrom(unique, id)) return unique;
    }
  }

  // Searching all members costs less than keeping an index of names in memory for every room.
  #isTaken(foldedName: string, exceptId: string): boolean {
    for (const { foldedName: other, id } of this.#members.values())
      if (other === foldedName && id !== exceptId) return true;
    return false;
  }
}
