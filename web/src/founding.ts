// Makes a room for this person and takes them there, its key in their pocket.
import type { RoomView } from "#protocol/frames";
import { api, as, settle } from "./api.ts";
import type { Identity } from "./identity.ts";
import type { OwnerKeys } from "./primitives/ownerkeys.ts";
import { Refused } from "./refused.ts";
import { goTo, roomAddress } from "./route.ts";

export type Founder = { identity: Identity; keys: OwnerKeys };

export type RoomWishes = {
  ttlMinutes: number;
  title?: string;
  visibility?: "public";
  idleMinutes?: number;
  anyoneCanEnd?: boolean;
  maxMembers?: number;
};

/** A room's life where nobody chose one, in minutes. */
export const USUAL_LIFE = 1440;

export type Made = { room: RoomView; url: string };

/** @returns the room, or why it could not be made */
export async function make({ identity, keys }: Founder, wishes: RoomWishes): Promise<Made | Refused> {
  const attempt = async () => {
    const person = await identity.known();
    if (person instanceof Refused) return person;
    const made = await settle(api.rooms.post(wishes, as(person.token)));
    if (made instanceof Refused && made.code === "bad_token") identity.distrust(person.token);
    return made;
  };
  let made = await attempt();
  if (made instanceof Refused && made.code === "bad_token") made = await attempt();
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
