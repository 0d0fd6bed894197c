// Has newcomers prove that they have the key of an encrypted room: draws challenges and checks the answers. Rules E23, E24.
import { toBase64url } from "#protocol/e2ee/bytes";
import { CHALLENGE_BYTES, CHALLENGE_TTL_MS, JoinChallenges } from "#protocol/e2ee/join-challenges";
import type { ChallengeView } from "#protocol/schemas";
import { isProvenBy } from "../encryption/keyring.ts";
import { challengeView, type RoomEncryption } from "../encryption/room-encryption.ts";
import { asSharedEngine, type MaybePromise, type Ports } from "../lib/ports.ts";
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
  readonly #ports: Pick<Ports, "clock" | "random" | "engine">;
  readonly #challenges = new JoinChallenges();

  constructor(ports: Pick<Ports, "clock" | "random" | "engine">) {
    this.#ports = ports;
  }

  issue(room: Room): Challenge {
    const challenge = this.#draw(room);
    this.#challenges.issue(room.founding.epoch, challenge.bytes, this.#ports.clock());
    return challenge;
  }

  /** Issues a challenge whose answer may come to another node. */
  issueShared(room: Room): MaybePromise<Challenge> {
    const engine = asSharedEngine(this.#ports.engine);
    if (engine === undefined) return this.issue(room);
    const challenge = this.#draw(room);
    return engine.nodes.values.keepOnce(onceKey(room, challenge.bytes), CHALLENGE_TTL_MS).then(() => challenge);
  }

  #draw(room: Room): Challenge {
    const bytes = new Uint8Array(CHALLENGE_BYTES);
    this.#ports.random(bytes);
    return { bytes, view: challengeView(encryptionOf(room), toBase64url(bytes)) };
  }

  /** Returns whether the answer is right. A challenge is taken by the first answer, right or wrong. */
  async isRight(room: Room, memberId: string, { challenge, proof, bases }: KeyProof): Promise<boolean> {
    const engine = asSharedEngine(this.#ports.engine);
    const isWaiting =
      this.#challenges.take(room.founding.epoch, challenge, this.#ports.clock()) ||
      (await engine?.nodes.values.takeOnce(onceKey(room, challenge)));
    if (!isWaiting) return false;
    return isProvenBy(proof, { challenge, memberId }, bases, () => encryptionOf(room));
  }
}

const onceKey = ({ founding }: Room, challenge: Uint8Array) => `challenge ${founding.epoch} ${toBase64url(challenge)}`;
