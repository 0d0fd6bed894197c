// Joins encrypted rooms: answers the challenge that a socket begins with.
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";

/** What a member must know, in base64url where it is bytes. */
export type RoomKey = {
  readonly authentication: string;
  readonly roomId: string;
  readonly keyEpoch: number;
  readonly base: string;
};

const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array();

/** Returns what answers a challenge with a join frame, which has the member's id beside the fields of the protocol. */
export async function proving(
  join: string,
  { authentication, roomId, keyEpoch, base }: RoomKey,
): Promise<(challengeFrame: string) => string> {
  // Loaded only for such rooms.
  const { makeJoinProof } = await import("#protocol/e2ee/join-proof");
  const keys = { authentication: bytes(authentication), roomId: bytes(roomId), keyEpoch };
  return (challengeFrame) => {
    const { challenge } = JSON.parse(challengeFrame) as { challenge: string };
    const { memberId, ...frame } = JSON.parse(join) as { memberId: string };
    const proof = makeJoinProof(keys, { challenge: bytes(challenge), memberId, base });
    return JSON.stringify({ ...frame, proof: toBase64url(proof) });
  };
}
