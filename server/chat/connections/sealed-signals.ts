// What passes in encrypted rooms and is not numbered, and what newcomers are told of it. Rules E31, E32.
import type { Refusal } from "#protocol/error-codes";
import type { SealedBy } from "#protocol/frames";
import type { SealedWelcome } from "#protocol/schemas";
import { readSealed, type SealedEvent } from "../encryption/sealed-events.ts";
import type { Sha256 } from "../lib/ports.ts";
import { notEncrypted } from "../lib/refusals.ts";
import type { Room } from "../room-model/room.ts";

/** Returns a sealed signal, undefined for one in clear of a room that isn't encrypted, or why it is refused. */
export function readSignal(
  { state: { encryption } }: Room,
  name: "typing" | "session",
  sender: string,
  sealed: string | undefined,
  sha256: Sha256,
): SealedEvent | Refusal | undefined {
  // A page that got no box of a new key has only the former one to say with which it can be reached.
  const isOldTaken = name === "session";
  if (encryption !== undefined) {
    return readSealed(encryption, { class: name, sender }, sealed, sha256, undefined, isOldTaken);
  }
  return sealed === undefined ? undefined : notEncrypted();
}

/** What newcomers to an encrypted room are told of it. */
export type SealedRoomView = Required<Pick<SealedWelcome, "keyring" | "profiles" | "sessions">> & SealedWelcome;

/** Returns what a welcome to an encrypted room has besides, or undefined for a room that isn't encrypted. */
export function sealedRoomView({ state: { encryption }, roster }: Room): SealedRoomView | undefined {
  if (encryption === undefined) return undefined;
  const sessions: SealedBy[] = [];
  for (const { id: userId, sessions: own, sealedElsewhere } of roster) {
    for (const { sealedSession } of own) {
      if (sealedSession !== undefined) sessions.push({ userId, sealed: sealedSession.sealed });
    }
    for (const all of sealedElsewhere?.values() ?? []) for (const sealed of all) sessions.push({ userId, sealed });
  }
  const { records, profiles = [], title } = encryption;
  return { keyring: [...records], profiles: [...profiles], sessions, ...(title && { sealedTitle: title }) };
}
