// What accounts' devices have open, so that it is closed when they are signed out. A guest who takes an account takes what
// they have open with them; guests who are in a room are found there, and cost nothing here. Rules U5, U8.
import type { Room } from "../room-model/room.ts";

/** A socket, or a stream. */
export interface Held {
  signedOut(): void;
}

export class SignIns {
  /** By device, or by member where a guest has it open. */
  readonly #held = new Map<Held, string>();

  /** @param by the device that has it open, or the guest */
  hold(one: Held, by: string): void {
    this.#held.set(one, by);
  }

  release(one: Held): void {
    this.#held.delete(one);
  }

  /** The socket is in its room's roster now, where a guest's is found. */
  settle(one: Held, memberId: string): void {
    if (this.#held.get(one) === memberId) this.#held.delete(one);
  }

  /** What the guest has open is that device's from now on. @param rooms those they are in */
  adopt(memberId: string, signIn: string, rooms: readonly Room[]): void {
    for (const [one, by] of this.#held) if (by === memberId) this.#held.set(one, signIn);
    for (const { roster } of rooms) {
      for (const session of roster.get(memberId)?.sessions ?? []) this.#held.set(session, signIn);
    }
  }

  /** Closes all that these have open. */
  end(signIns: ReadonlySet<string>): void {
    for (const [one, by] of [...this.#held]) if (signIns.has(by)) one.signedOut();
  }
}
