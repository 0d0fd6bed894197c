// Looks at sealed events from outside: their size, their key epoch, and the fields beside them, which are passed on as they came.
// No cryptographic library is needed for it. Rules E27, E28.
import { base64urlLength, readBase64url } from "#protocol/e2ee/bytes";
import {
  areClearFields,
  type ClearFields,
  type EventClass,
  keyEpochOf,
  reusedDigestInput,
  sizeOfEnvelope,
} from "#protocol/e2ee/event-envelope";
import { Refusal } from "#protocol/error-codes";
import type { Sha256 } from "../lib/ports.ts";
import { badField } from "../lib/refusals.ts";
import { type RoomEncryption, roomIdBytes } from "./room-encryption.ts";

/** What a server sees of a sealed event. */
export type SealedEvent = {
  readonly sealed: string;
  /** Stands for the event where its text is erased. */
  readonly digest: string;
};

const MESSAGE_CLASSES: readonly EventClass[] = ["chat", "edit"];
const MAX_SMALL_BYTES = 1024;

/**
 * Returns an event as far as the server sees it, or why the room can't take it.
 * @param isOldTaken whether it may be sealed under an older key than the newest
 */
export function readSealed(
  encryption: RoomEncryption,
  clear: ClearFields,
  sealed: string | undefined,
  sha256: Sha256,
  nonce?: string,
  isOldTaken = false,
): SealedEvent | Refusal {
  if (sealed === undefined) return badField("sealed", "missing: this room is encrypted", nonce);
  const length = base64urlLength(sealed);
  if (length === undefined || !areClearFields(clear)) return badField("sealed", "not a sealed event", nonce);
  const roomId = roomIdBytes(encryption);
  const input = reusedDigestInput(roomId, clear, length);
  const { envelope } = input;
  const size = readBase64url(sealed, envelope) ? sizeOfEnvelope(envelope) : "malformed";
  if (size === "version") return badField("sealed", "of another version", nonce);
  if (size === "malformed") return badField("sealed", "not a sealed event", nonce);
  if (size > MAX_SMALL_BYTES && !MESSAGE_CLASSES.includes(clear.class)) {
    return badField("sealed", "larger than such an event", nonce);
  }
  const keyEpoch = keyEpochOf(envelope);
  if (keyEpoch > encryption.keyEpoch) return badField("sealed", "of a key that isn't there yet", nonce);
  if (keyEpoch < encryption.keyEpoch && !isOldTaken) {
    return new Refusal("key_old", "The room has a new key: seal it anew.", nonce);
  }
  const digest = sha256(input.complete(roomId, clear, size));
  // The memory is used again, but the next event may be long in coming, and this one's room may end before.
  envelope.fill(0);
  return { sealed, digest };
}

/** Returns why a command can't be one of an encrypted room: it has words in clear. */
export function clearWordsRefusal(
  command: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  nonce: string | undefined,
): Refusal | undefined {
  for (const field of fields) {
    if (command[field] !== undefined) return badField(field, "belongs into sealed in an encrypted room", nonce);
  }
  return undefined;
}
