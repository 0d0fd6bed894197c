// Who is in a room now: one entry a member, however many sockets. Invariant: no two names fold alike. Rules I4, I5, P1, P3.
import type { Member } from "#protocol/frames";
import { NAME_LENGTH, SESSIONS_PER_MEMBER, TYPING_EVERY_MS } from "#protocol/limits";
import { foldName } from "#protocol/text";
import type { Session } from "../connections/session.ts";
import type { KeptNames } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";

/** A member who is here, or left less than the grace ago (`sessions` is empty then, `leaving` is the timer). */
export type Present = {
  readonly id: string;
  name: string;
  /** The name as names are compared. */
  folded: string;
  avatar: string | null;
  sessions: readonly Session[];
  leaving: Timer | undefined;
  isAway: boolean;
  typedAt: number;
};

export class Roster {
  readonly #present = new Map<string, Present>();
  readonly #kept: KeptNames;

  /** @param kept names that some may have and others not */
  constructor(kept: KeptNames) {
    this.#kept = kept;
  }

  get size(): number {
    return this.#present.size;
  }

  get(id: string): Present | undefined {
    return this.#present.get(id);
  }

  [Symbol.iterator](): IterableIterator<Present> {
    return this.#present.values();
  }

  /** What this member is called here; who is not present gives way to who is. */
  nameOf({ id, name }: Member): string {
    return this.#present.get(id)?.name ?? this.#free(name, id);
  }

  /** Adds a member who isn't here; the name in force is in the entry. */
  add({ id, name: wanted, avatar }: Member): Present {
    const name = this.#free(wanted, id);
    const present: Present = {
      id,
      name,
      folded: foldName(name),
      avatar,
      sessions: [],
      leaving: undefined,
      isAway: false,
      typedAt: Number.NEGATIVE_INFINITY,
    };
    this.#present.set(id, present);
    return present;
  }

  remove(present: Present): void {
    this.#present.delete(present.id);
  }

  /** Gives the member the name, with a number after it where somebody else here has it. */
  rename(present: Present, name: string): void {
    present.name = this.#free(name, present.id);
    present.folded = foldName(present.name);
  }

  /** Adds a socket, and says which older ones it replaces: of the same tab, or beyond the number a member may have. */
  attach(present: Present, session: Session): readonly Session[] {
    const sameTab = present.sessions.filter((other) => session.tab !== undefined && other.tab === session.tab);
    const kept = present.sessions.filter((other) => !sameTab.includes(other));
    const beyond = kept.slice(0, Math.max(0, kept.length + 1 - SESSIONS_PER_MEMBER));
    present.sessions = [...kept.slice(beyond.length), session];
    return [...sameTab, ...beyond];
  }

  /** @returns whether that was the member's last socket */
  detach(present: Present, session: Session): boolean {
    if (!present.sessions.includes(session)) return false;
    present.sessions = present.sessions.filter((other) => other !== session);
    return present.sessions.length === 0;
  }

  /** Whether this member's typing is to be passed on now. */
  types(present: Present, now: number): boolean {
    if (Math.abs(now - present.typedAt) < TYPING_EVERY_MS) return false;
    present.typedAt = now;
    return true;
  }

  /**
   * Whoever goes by a name that is this member's own gives way.
   * @returns whether anyone did
   */
  clear({ id, name }: Member): boolean {
    if (!this.#kept.isOwn(name, id)) return false;
    const others = [...this.#present.values()].filter((other) => other.id !== id);
    const giving = others.filter((other) => this.#kept.isKeptFrom(other.name, other.id));
    for (const other of giving) this.rename(other, other.name);
    return giving.length > 0;
  }

  #free(name: string, id: string): string {
    if (!this.#isTaken(foldName(name), id) && !this.#kept.isKeptFrom(name, id)) return name;
    // Where a thousand go by one name, looking through all for each number would hold everybody up.
    const taken = new Set(Array.from(this.#present.values(), (other) => (other.id === id ? "" : other.folded)));
    let free = name;
    for (let n = 2; taken.has(foldName(free)) || this.#kept.isKeptFrom(free, id); n++) {
      const suffix = ` ${n}`;
      free = [...name].slice(0, NAME_LENGTH - suffix.length).join("") + suffix;
    }
    return free;
  }

  // Looking through all costs less than an index of names would weigh, for each of them, all the time.
  #isTaken(folded: string, but: string): boolean {
    for (const present of this.#present.values()) if (present.folded === folded && present.id !== but) return true;
    return false;
  }
}
