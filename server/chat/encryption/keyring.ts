// Begins and continues the keyrings of encrypted rooms, by the function that members use as well, and checks who joins.
// Cryptography is loaded by the first of these calls: a server without such rooms never loads it. Rules E21, E23, E29.
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import type { JoinRequest } from "#protocol/e2ee/join-proof";
import type { Keyring, KeyringProblem } from "#protocol/e2ee/keyring";
import { Refusal } from "#protocol/error-codes";
import type { EncryptionRequest } from "#protocol/schemas";
import { type RoomEncryption, savedBytes } from "./room-encryption.ts";

const REFUSALS: Readonly<Record<KeyringProblem, (nonce?: string) => Refusal>> = {
  other_room: (nonce) => new Refusal("malformed", "rootKey: of another room.", nonce),
  damaged: (nonce) => new Refusal("malformed", "record: not as documented.", nonce),
  out_of_date: (nonce) => new Refusal("out_of_date", "Somebody else was first: make it on the newest record.", nonce),
  order: (nonce) => new Refusal("malformed", "record: not the next key.", nonce),
  not_a_signer: (nonce) => new Refusal("not_allowed", "record: its signer isn't on the keyring's list.", nonce),
  signature: (nonce) => new Refusal("malformed", "record: its signature is wrong.", nonce),
  full: (nonce) => new Refusal("too_large", "This room's keyring is full.", nonce),
};
const OTHER_CODE = new Refusal("malformed", "record: of another code or another owner.");

/** Returns the encryption of a new room, or why its first record is none. */
export async function beginKeyring(
  { rootKey: rootText, record: recordText }: EncryptionRequest,
  code: string,
): Promise<RoomEncryption | Refusal> {
  const [{ readKeyring }, { hashRootKey }] = await Promise.all([
    import("#protocol/e2ee/keyring"),
    import("#protocol/e2ee/link"),
  ]);
  const [rootKey, record] = [fromBase64url(rootText), fromBase64url(recordText)];
  if (rootKey === undefined || record === undefined) return REFUSALS.damaged();
  const keyring = readKeyring(rootKey, [record], { rootHash: hashRootKey(rootKey), code });
  if (typeof keyring !== "string") return encryptionOf(keyring);
  // There is nothing yet that it could be too late for.
  return keyring === "out_of_date" ? OTHER_CODE : REFUSALS[keyring]();
}

/** Returns the encryption of a room with more records in its keyring, or why they are not taken. */
export async function continueKeyring(
  encryption: RoomEncryption,
  code: string,
  recordTexts: readonly string[],
  nonce: string | undefined,
): Promise<RoomEncryption | Refusal> {
  const { appendRecords, restoreKeyring } = await import("#protocol/e2ee/keyring");
  const added = recordTexts.map(fromBase64url).filter((record) => record !== undefined);
  if (added.length < recordTexts.length) return REFUSALS.damaged(nonce);
  const before = restoreKeyring(savedBytes(encryption.rootKey), code, encryption.records.map(savedBytes));
  const after = appendRecords(before, added);
  if (typeof after === "string") return REFUSALS[after](nonce);
  const { title, profiles } = encryption;
  return { ...encryptionOf(after), ...(title && { title }), ...(profiles && { profiles }) };
}

function encryptionOf({ roomId, rootKey, records, secrets }: Keyring): RoomEncryption {
  const newest = secrets.at(-1);
  if (newest === undefined) throw new Error("a keyring begins with a secret record");
  const { keyEpoch, joinKey, linkCheck, passwordSalt } = newest;
  return {
    roomId: toBase64url(roomId),
    rootKey: toBase64url(rootKey),
    records: records.map(({ bytes }) => toBase64url(bytes)),
    keyEpoch,
    joinKey: toBase64url(joinKey),
    linkCheck: toBase64url(linkCheck),
    ...(passwordSalt !== undefined && { passwordSalt: toBase64url(passwordSalt) }),
  };
}

/**
 * Returns whether somebody who has the room's newest key made a proof.
 * @param encryption returns the room's encryption as it is once cryptography is loaded
 * @param bases what the member's client may call this server
 */
export async function isProvenBy(
  proof: Uint8Array,
  request: Omit<JoinRequest, "base">,
  bases: readonly string[],
  encryption: () => RoomEncryption,
): Promise<boolean> {
  const { verifyJoinProof } = await import("#protocol/e2ee/join-proof");
  const { joinKey, roomId, keyEpoch } = encryption();
  const [key, room] = [savedBytes(joinKey), savedBytes(roomId)];
  return bases.some((base) => verifyJoinProof(key, room, keyEpoch, { ...request, base }, proof));
}
