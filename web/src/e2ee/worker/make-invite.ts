import { drawBytes, type FillRandom, toBase64url } from "#protocol/e2ee/bytes";
import { wrapForInvite } from "#protocol/e2ee/invite";
import { LINK_SECRET_BYTES } from "#protocol/e2ee/link";
import type { Answer } from "./messages.ts";
import type { RoomKeys } from "./room-keys.ts";

/** Draws the key of a link for one use, and wraps the room's newest secret under it. */
export function makeInvite({ newest, roomSecret, linkOf }: RoomKeys, random: FillRandom): Answer<"makeInvite"> {
  if (newest === undefined || roomSecret === undefined) return undefined;
  const key = drawBytes(random, LINK_SECRET_BYTES);
  return { wrapped: toBase64url(wrapForInvite(key, newest, roomSecret, random)), link: linkOf(key, "invite") };
}
