// Gives an encrypted room a new key: continues its keyring, and hands each open page its box. Rules E32, E33.
import { Refusal } from "#protocol/error-codes";
import { can } from "#protocol/roles";
import { continueKeyring } from "../encryption/keyring.ts";
import { goneRefusal, notEncrypted, roleRefusal } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import type { RoomState } from "../room-model/room-state.ts";

export type RekeyCommand = {
  type: "rekey";
  readonly records: readonly string[];
  /** By the id of a page's session. */
  readonly boxes?: Readonly<Record<string, string>> | undefined;
  readonly nonce?: string | undefined;
};

/** Returns the state after it, which is the same where only boxes are handed out, or why it is refused. */
export async function decideRekey(
  room: Room,
  actor: Actor,
  { records, nonce }: RekeyCommand,
): Promise<RoomState | Refusal> {
  if (room.isEnded) return goneRefusal(room, nonce);
  if (room.state.encryption === undefined) return notEncrypted(nonce);
  if (actor.member === undefined) return roleRefusal(nonce);
  // Whoever has the key may hand it to a page that was left without; the keyring stays as it is.
  if (records.length === 0) return room.state;
  if (!can(actor.role, "kick")) return roleRefusal(nonce);
  const next = await continueKeyring(room.state.encryption, room.founding.code, records, nonce);
  if (next instanceof Refusal) return next;
  if (room.isEnded) return goneRefusal(room, nonce);
  const isNewKey = next.keyEpoch !== room.state.encryption.keyEpoch;
  // What an invite's link opens is the former secret.
  return { ...room.state, encryption: next, ...(isNewKey && { invites: [] }) };
}

/** Tells everybody of the records. @param signal sends to all */
export function announceRekey({ records }: RekeyCommand, signal: (text: string) => void): void {
  if (records.length > 0) signal(JSON.stringify({ type: "keyring", records }));
}

/** Gives each page of this node its box. */
export function deliverBoxes(room: Room, boxes: Readonly<Record<string, string>>): void {
  for (const { sessions } of room.roster) {
    for (const connection of sessions) {
      const session = connection.sealedSession?.id;
      const box = session !== undefined && Object.hasOwn(boxes, session) ? boxes[session] : undefined;
      if (box !== undefined) connection.send(JSON.stringify({ type: "box", session, box }));
    }
  }
}
