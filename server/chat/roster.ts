// Who is in a room now: one entry a member, however many sockets. Invariant: no two names fold alike. Rules I4, I5, P1, P3.
import type { Member } from "#protocol/frames";
import { NAME_LENGTH, SESSIONS_PER_MEMBER, TYPING_EVERY_MS } from "#protocol/limits";
import { foldName } from "#protocol/text";
import type { Session } from "./session.ts";
import type { Timer } from "./wheel.ts";

/** A member who is here, or left less than the grace ago (`sessions` is empty then, `leaving` is the timer). */
export type Present = {
  readonly id: string;
  name: string;
  avatar: string | null;
  sessions: readonly Session[];
  leaving: Timer | undefined;
  isAway: boolean;
  typedAt: number;
};

export class Roster {
  readonly #present = new Map<string, Present>();
  readonly #names = new Map<string, string>();

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
    return this.#present.get(id)?.name ?? this.#free(name);
  }

  /** Adds a member who isn't here; the name in force is in the entry. */
  add({ id, name, avatar }: Member): Present {
    const never = Number.NEGATIVE_INFINITY;
    const present: Present = { id, name, avatar, sessions: [], leaving: undefined, isAway: false, typedAt: never };
    this.#present.set(id, present);
    this.rename(present, name);
    return present;
  }

  remove(present: Present): void {
    this.#present.delete(present.id);
    this.#release(present);
  }

  /** Gives the member the name, with a number after it where somebody else here has it. */
  rename(present: Present, name: string): void {
    this.#release(present);
    present.name = this.#free(name);
    this.#names.set(foldName(present.name), present.id);
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

  #release(present: Present): void {
    const folded = foldName(present.name);
    if (this.#names.get(folded) === present.id) this.#names.delete(folded);
  }

  #free(name: string): string {
    let free = name;
    for (let n = 2; this.#names.has(foldName(free)); n++) {
      const suffix = ` ${n}`;
      free = [...name].slice(0, NAME_LENGTH - suffix.length).join("") + suffix;
    }
    return free;
  }
}
