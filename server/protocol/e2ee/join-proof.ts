// Joining needs the key. The server keeps a public key that the room's secret leads to, draws a challenge, and checks one
// signature: a guessed code, a stolen data file or a log lets nobody in.
import { concat, label, numberBytes, textBytes, toBase64url } from "./bytes.ts";
import type { EpochKeys } from "./key-schedule.ts";
import { sign, verifySignature } from "./signatures.ts";

export const CHALLENGE_BYTES = 32;
export const CHALLENGE_TTL_MS = 60_000;

export type JoinRequest = {
  readonly challenge: Uint8Array;
  readonly memberId: string;
  /** Host, port if it is named, and base path, as the member's client calls the server: `chat.example/base/`. */
  readonly base: string;
};

function proofMessage(roomId: Uint8Array, keyEpoch: number, { challenge, memberId, base }: JoinRequest): Uint8Array {
  const place = concat(label("join"), roomId, numberBytes(keyEpoch, 4));
  return concat(place, challenge, textBytes(memberId), textBytes(base));
}

export function makeJoinProof({ authentication, roomId, keyEpoch }: EpochKeys, request: JoinRequest): Uint8Array {
  return sign(proofMessage(roomId, keyEpoch, request), authentication);
}

/** Returns whether somebody who knows the secret of this key epoch made the proof, for this member, server and challenge. */
export function verifyJoinProof(
  joinKey: Uint8Array,
  roomId: Uint8Array,
  keyEpoch: number,
  request: JoinRequest,
  proof: Uint8Array,
): boolean {
  if (request.challenge.length !== CHALLENGE_BYTES) return false;
  const message = proofMessage(roomId, keyEpoch, request);
  return verifySignature({ publicKey: joinKey, message, signature: proof });
}

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
