// Has newcomers prove that they have the key of an encrypted room: draws challenges and checks the answers. Rules E23, E24.
import { toBase64url } from "#protocol/e2ee/bytes";
import { CHALLENGE_BYTES, JoinChallenges } from "#protocol/e2ee/join-challenges";
import type { ChallengeView } from "#protocol/schemas";
import { isProvenBy } from "../encryption/keyring.ts";
import { challengeView, type RoomEncryption } from "../encryption/room-encryption.ts";
import type { Ports } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

export type Challenge = { readonly bytes: Uint8Array; readonly view: ChallengeView };

/** The answer to a challenge. */
export type KeyProof = {
  readonly challenge: Uint8Array;
  readonly proof: Uint8Array;
  /** What the newcomer's client may call this server. */
  readonly bases: readonly string[];
};

const encryptionOf = ({ state: { encryption } }: Room): RoomEncryption => {
  if (encryption === undefined) throw new Error("the room isn't encrypted");
  return encryption;
};

export class KeyProofs {
  readonly #ports: Pick<Ports, "clock" | "random">;
  readonly #challenges = new JoinChallenges();

  constructor(ports: Pick<Ports, "clock" | "random">) {
    this.#ports = ports;
  }

  issue(room: Room): Challenge {
    const bytes = new Uint8Array(CHALLENGE_BYTES);
    this.#ports.random(bytes);
    this.#challenges.issue(room.founding.epoch, bytes, this.#ports.clock());
    return { bytes, view: challengeView(encryptionOf(room), toBase64url(bytes)) };
  }

  /** Returns whether the answer is right. A challenge is taken by the first answer, right or wrong. */
  async isRight(room: Room, memberId: string, { challenge, proof, bases }: KeyProof): Promise<boolean> {
    if (!this.#challenges.take(room.founding.epoch, challenge, this.#ports.clock())) return false;
    return isProvenBy(proof, { challenge, memberId }, bases, () => encryptionOf(room));
  }
}
