// Where members are, as far as bans need it and the operator wants it: digests of addresses, of each room and day anew,
// so that a ban tells nothing of anybody elsewhere or later. Rule G6.
import { DAY_MS } from "#protocol/limits";
import type { Session } from "../connections/session.ts";
import type { Ports } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

export class Places {
  readonly #ports: Pick<Ports, "clock" | "digest">;
  /** Only while they are open, and not for those that are none's business. */
  readonly #bySession = new WeakMap<Session, string>();

  constructor(ports: Pick<Ports, "clock" | "digest">) {
    this.#ports = ports;
  }

  /** @param place a digest of an address, of the process' own */
  note(session: Session, place: string): void {
    this.#bySession.set(session, place);
  }

  of(session: Session): string | undefined {
    return this.#bySession.get(session);
  }

  /** What a ban remembers of where the member is now. */
  toBan(room: Room, memberId: string): readonly string[] {
    const sessions = room.roster.get(memberId)?.sessions ?? [];
    const places = new Set(sessions.flatMap((session) => this.#bySession.get(session) ?? []));
    return Array.from(places, (place) => this.#onDay(room, place, this.#ports.clock()));
  }

  /** Whether somebody was banned from there today or yesterday. */
  isShunned(room: Room, place: string): boolean {
    const banned = [...room.state.bans.values()].flatMap(({ places }) => places ?? []);
    if (banned.length === 0) return false;
    const now = this.#ports.clock();
    return [now, now - DAY_MS].some((day) => banned.includes(this.#onDay(room, place, day)));
  }

  #onDay(room: Room, place: string, at: number): string {
    return this.#ports.digest(`place ${Math.floor(at / DAY_MS)} ${room.founding.epoch} ${place}`);
  }
}
