// What the server knows of a room that it can't read: the keyring, and the public parts of its newest record in plain, so that
// only joining and rekeying need cryptography.
import { fromBase64url } from "#protocol/e2ee/bytes";
import type { ChallengeView } from "#protocol/schemas";

export type SealedBy = { readonly userId: string; readonly sealed: string };

/** A part of the room's state. All bytes are base64url. */
export type RoomEncryption = {
  readonly roomId: string;
  readonly rootKey: string;
  /** The keyring's records. They are not trimmed as history is. */
  readonly records: readonly string[];
  /** The number of the newest key, and what its record says of it. */
  readonly keyEpoch: number;
  readonly joinKey: string;
  readonly linkCheck: string;
  readonly passwordSalt?: string;
  /** What the room is called; absent where it has no title. */
  readonly title?: SealedBy | undefined;
  /** What the members call themselves, the newest of each, the latest last. */
  readonly profiles?: readonly SealedBy[];
};

/** A room remembers so many members' names. */
const MAX_PROFILES = 300;

/** What the server calls a member whose name it can't know. */
export const NEUTRAL_NAME = "Member";

/** Returns bytes that this server wrote itself. */
export const savedBytes = (text: string): Uint8Array => {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("a room's keyring is damaged");
  return bytes;
};

const roomIds = new WeakMap<RoomEncryption, Uint8Array>();

/** Returns the room's id, which is needed for each event. It isn't read anew each time. */
export function roomIdBytes(encryption: RoomEncryption): Uint8Array {
  const known = roomIds.get(encryption);
  if (known !== undefined) return known;
  const bytes = savedBytes(encryption.roomId);
  roomIds.set(encryption, bytes);
  return bytes;
}

/** Returns what a client must know before it can prove that it has the room's key. */
export function challengeView(
  { keyEpoch, rootKey, linkCheck, passwordSalt }: RoomEncryption,
  challenge: string,
): ChallengeView {
  return { challenge, keyEpoch, rootKey, linkCheck, ...(passwordSalt !== undefined && { passwordSalt }) };
}

/** Returns the room's encryption with a member's newest profile. */
export function withProfile(encryption: RoomEncryption, profile: SealedBy): RoomEncryption {
  const others = (encryption.profiles ?? []).filter(({ userId }) => userId !== profile.userId);
  return { ...encryption, profiles: [...others.slice(-MAX_PROFILES + 1), profile] };
}

/** Returns the room's encryption without what an erased or removed member called themselves. */
export function withoutProfile(encryption: RoomEncryption, memberId: string): RoomEncryption {
  const { profiles = [] } = encryption;
  const others = profiles.filter(({ userId }) => userId !== memberId);
  return others.length === profiles.length ? encryption : { ...encryption, profiles: others };
}
