// Joining needs the key. The server keeps a public key that the room's secret leads to, draws a challenge, and checks one
// signature: a guessed code, a stolen data file or a log lets nobody in.
import { concat, label, numberBytes, textBytes } from "./bytes.ts";
import { CHALLENGE_BYTES } from "./join-challenges.ts";
import type { EpochKeys } from "./key-schedule.ts";
import { sign, verifySignature } from "./signatures.ts";

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

export function makeJoinProof(
  { authentication, roomId, keyEpoch }: Pick<EpochKeys, "authentication" | "roomId" | "keyEpoch">,
  request: JoinRequest,
): Uint8Array {
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
