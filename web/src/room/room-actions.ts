// What is done to a room, or to somebody in it, by whoever may. Being its owner is proved by the token, or elsewhere by
// the owner key.
import type { RoomAction } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { type Asking, asking } from "../api/authorised-request.ts";
import type { Room } from "./room.ts";

/** Who acts, and where. */
export type Actor = Pick<Room, "code" | "identity" | "ownerKey">;

export type Settings = Parameters<ReturnType<typeof api.rooms>["patch"]>[0];

const refusalIn = (answer: unknown) => (answer instanceof Refused ? answer : undefined);

/** Asks something of a room in the actor's name. */
export function asActor<T>({ identity, ownerKey }: Actor, ask: (by: Asking) => Promise<T | Refused>) {
  return asking(identity, ask, ownerKey());
}

/** @param change.extend minutes more @returns why not */
export async function changeRoom(actor: Actor, change: Settings): Promise<Refused | undefined> {
  return refusalIn(await asActor(actor, (by) => settle(api.rooms({ code: actor.code }).patch(change, by))));
}

/** @returns why not */
export async function endRoom(actor: Actor): Promise<Refused | undefined> {
  return refusalIn(await asActor(actor, (by) => settle(api.rooms({ code: actor.code }).delete(undefined, by))));
}

/** @param minutes of a mute; to the room's end without @returns why not */
export async function moderate(
  actor: Actor,
  action: RoomAction | "deny",
  id: string,
  minutes?: number,
): Promise<Refused | undefined> {
  const member = api.rooms({ code: actor.code }).members({ id });
  const more = minutes === undefined ? {} : { minutes };
  return refusalIn(await asActor(actor, (by) => settle(member({ action }).post(more, by))));
}
