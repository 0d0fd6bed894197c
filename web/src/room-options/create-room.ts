// Makes a room for this person and takes them there, its key in their pocket.
import type { Entry, RoomView } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { asking } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { goTo, roomAddress } from "../browser/route.ts";
import type { OwnerKeys } from "../room-lists/owner-keys.ts";

export type Founder = { identity: Identity; keys: OwnerKeys };

export type RoomWishes = {
  /** null: it lasts. */
  ttlMinutes: number | null;
  title?: string;
  visibility?: "public";
  entry?: Entry;
  password?: string;
  slowModeSeconds?: number;
  idleMinutes?: number;
  anyoneCanEnd?: boolean;
  maxMembers?: number;
  code?: string;
};

/** A room's life where nobody chose one, in minutes. */
export const USUAL_LIFE = 1440;

export type Made = { room: RoomView; url: string };

/** @returns the room, or why it could not be made */
export async function make({ identity, keys }: Founder, wishes: RoomWishes): Promise<Made | Refused> {
  const made = await asking(identity, (by) => settle(api.rooms.post(wishes, by)));
  if (!(made instanceof Refused)) keys.keep(made.room.code, made.ownerKey);
  return made;
}

/** @returns why it could not be made */
export async function found(founder: Founder, wishes: RoomWishes): Promise<Refused | undefined> {
  const made = await make(founder, wishes);
  if (made instanceof Refused) return made;
  goTo(roomAddress(made.room.shownCode));
  return undefined;
}
