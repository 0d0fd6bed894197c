// The secrets that invites of encrypted rooms have just handed out: an answer may be lost, so whoever got one may ask again for a
// minute. After that nobody has it but them. Rule E34.
import { MINUTE_MS } from "#protocol/limits";
import type { TimerCallback } from "../lib/ports.ts";
import type { TimerWheel } from "../lib/timer-wheel.ts";

type Claimed = { readonly memberId: string; readonly wrapped: string };

export class ClaimedInvites {
  readonly #wheel: TimerWheel<TimerCallback>;
  readonly #byInvite = new Map<string, Claimed>();

  constructor(wheel: TimerWheel<TimerCallback>) {
    this.#wheel = wheel;
  }

  /** @param invite names the room and the invite */
  add(invite: string, memberId: string, wrapped: string, now: number): void {
    this.#byInvite.set(invite, { memberId, wrapped });
    this.#wheel.schedule(now + MINUTE_MS, () => this.#byInvite.delete(invite));
  }

  /** Returns what the member has got by this invite; undefined for anybody else. */
  get(invite: string, memberId: string): string | undefined {
    const claimed = this.#byInvite.get(invite);
    return claimed?.memberId === memberId ? claimed.wrapped : undefined;
  }
}
