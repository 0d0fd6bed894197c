// Makes a room for this person and takes them there, its key in their pocket.
import { Refusal } from "#protocol/codes";
import { newRoom, type RoomWishes } from "./api.ts";
import type { Identity } from "./identity.ts";
import type { OwnerKeys } from "./primitives/ownerkeys.ts";
import { goTo, roomAddress } from "./route.ts";

export type Founder = { identity: Identity; keys: OwnerKeys };

/** A room's life where nobody chose one, in minutes. */
export const USUAL_LIFE = 24 * 60;

/** @returns why it could not be made */
export async function found({ identity, keys }: Founder, wishes: RoomWishes): Promise<Refusal | undefined> {
  const attempt = async () => {
    const person = await identity.known();
    if (person instanceof Refusal) return person;
    const made = await newRoom(wishes, person.token);
    if (made instanceof Refusal && made.code === "bad_token") identity.distrust(person.token);
    return made;
  };
  let made = await attempt();
  if (made instanceof Refusal && made.code === "bad_token") made = await attempt();
  if (made instanceof Refusal) return made;
  keys.keep(made.room.code, made.ownerKey);
  goTo(roomAddress(made.room.shownCode));
  return undefined;
}
