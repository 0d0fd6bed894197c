// What differs in the settings of encrypted rooms. Rules E22, E31.
import type { Refusal } from "#protocol/error-codes";
import type { RoomSettings } from "#protocol/frames";
import type { RoomEncryption } from "../encryption/room-encryption.ts";
import { readSealed } from "../encryption/sealed-events.ts";
import type { Sha256 } from "../lib/ports.ts";
import { badField, notEncrypted } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { RoomState } from "../room-model/room-state.ts";

/** Of a change that is asked for, what concerns encryption. */
type Asked = Partial<{
  readonly [K in "title" | "visibility" | "entry" | "passwordHash"]: RoomState[K] | undefined;
}> & {
  readonly sealed?: string | undefined;
  readonly nonce?: string | undefined;
};

/** Returns why a room can't be changed so because it is encrypted, or because it isn't. */
export function encryptionRefusal(room: Room, asked: Asked): Refusal | undefined {
  const { title, visibility, entry, passwordHash, sealed, nonce } = asked;
  if (!room.isEncrypted) return sealed === undefined ? undefined : notEncrypted(nonce);
  if (title !== undefined) return badField("title", "an encrypted room's title is sealed", nonce);
  if (visibility === "public") return badField("visibility", "an encrypted room can't be public", nonce);
  if (passwordHash !== undefined) return badField("password", "an encrypted room has none here", nonce);
  if (entry === undefined || entry === "open" || entry === "locked") return undefined;
  return badField("entry", "an encrypted room is open or locked", nonce);
}

type SealedTitle = {
  readonly settings: Partial<RoomSettings>;
  readonly state: Partial<RoomState>;
  readonly phrase: string;
};

/** Changes the title of an encrypted room. */
export function changeSealedTitle(
  { state: { encryption } }: Room,
  { member }: Actor,
  { sealed, nonce }: Asked,
  sha256: Sha256,
): SealedTitle | Refusal | undefined {
  if (sealed === undefined || encryption === undefined) return undefined;
  const userId = member?.id ?? "";
  const read = readSealed(encryption, { class: "title", sender: userId }, sealed, sha256, nonce);
  if (!("digest" in read)) return read;
  const title = { userId, sealed };
  const next: RoomEncryption = { ...encryption, title };
  return { settings: { sealedTitle: title }, state: { encryption: next }, phrase: "changed the title" };
}
