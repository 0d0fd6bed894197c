// The challenges that a server has drawn for those who want to join. Nothing here loads a cryptographic library.
import { toBase64url } from "./bytes.ts";

export const CHALLENGE_BYTES = 32;
export const CHALLENGE_TTL_MS = 60_000;

/** The challenges that wait for an answer. Each is good once, for one room, for a minute. */
export class JoinChallenges {
  readonly #expiries = new Map<string, number>();
  readonly #max: number;

  constructor(max = 10_000) {
    this.#max = max;
  }

  /** Remembers a challenge that was drawn for this room. Where too many wait, the oldest is forgotten. */
  issue(room: string, challenge: Uint8Array, now: number): void {
    for (const [id, expiresAt] of this.#expiries) {
      if (expiresAt > now && this.#expiries.size < this.#max) break;
      this.#expiries.delete(id);
    }
    this.#expiries.set(idOf(room, challenge), now + CHALLENGE_TTL_MS);
  }

  /** Returns whether the challenge may be answered now, and has it never be answered again. */
  take(room: string, challenge: Uint8Array, now: number): boolean {
    const id = idOf(room, challenge);
    const expiresAt = this.#expiries.get(id);
    this.#expiries.delete(id);
    return expiresAt !== undefined && now < expiresAt;
  }

  get size(): number {
    return this.#expiries.size;
  }
}

const idOf = (room: string, challenge: Uint8Array) => `${room} ${toBase64url(challenge)}`;
