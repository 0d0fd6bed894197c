// Requests that change a room or somebody in it. An owner proves it by their token, or on another device by the owner key.
import type { Board } from "#protocol/board";
import { CLOSE } from "#protocol/error-codes";
import type { RoomAction } from "#protocol/frames";
import { api, settle } from "../api/api.ts";
import { ApiError, UNREACHABLE } from "../api/api-error.ts";
import { authorisedRequest, type RequestHeaders } from "../api/authorised-request.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Room } from "./room.ts";

/** The person who makes the requests, and the room. */
export type Actor = Pick<Room, "code" | "identity" | "ownerKey" | "storageKey">;

export type RoomChange = NonNullable<Parameters<ReturnType<typeof api.rooms>["patch"]>[0]>;

const refusalIn = (answer: unknown) => (answer instanceof ApiError ? answer : undefined);

/** Makes a request in the actor's name. */
export function requestAs<T>(
  { identity, ownerKey }: Actor,
  request: (options: RequestHeaders) => Promise<T | ApiError>,
) {
  return authorisedRequest(identity, request, ownerKey());
}

/**
 * Changes the room's settings. Returns why it failed.
 * @param change.extend minutes to add to the room's life
 */
export async function changeRoom(actor: Actor, change: RoomChange): Promise<ApiError | undefined> {
  const cipher = cipherOf(actor.storageKey);
  if (change.title !== undefined && cipher !== undefined) {
    return (await cipher.setTitle(change.title)) ? undefined : UNREACHABLE;
  }
  return refusalIn(await requestAs(actor, (options) => settle(api.rooms({ code: actor.code }).patch(change, options))));
}

/** Puts a message on the board, or takes it off. Returns why it failed. */
export async function pinMessage(actor: Actor, id: string, on: boolean): Promise<ApiError | undefined> {
  const message = api.rooms({ code: actor.code }).messages({ id });
  const sealed = await cipherOf(actor.storageKey)?.sealPin(id, on);
  const pin = { on, ...(sealed !== undefined && { sealed }) };
  return refusalIn(await requestAs(actor, (options) => settle(message.pin.post(pin, options))));
}

/** Returns what is on the board, or why that is not known. */
export async function fetchBoard(actor: Actor): Promise<Board | ApiError> {
  const answer = await requestAs(actor, (options) => settle(api.rooms({ code: actor.code }).board.get(options)));
  if (answer instanceof ApiError) return answer;
  return cipherOf(actor.storageKey)?.openBoard(answer.pins) ?? answer.pins;
}

/** Ends the room for everybody. Returns why it failed. */
export async function endRoom(actor: Actor): Promise<ApiError | undefined> {
  return refusalIn(
    await requestAs(actor, (options) => settle(api.rooms({ code: actor.code }).delete(undefined, options))),
  );
}

/**
 * Leaves the room for good: a page stands in its place, from which one may come back. Returns why it failed.
 * @param forgets whether this browser also forgets all that it has stored about the room
 */
export async function leaveRoom(
  room: Actor & Pick<Room, "connection">,
  forgets: boolean,
): Promise<ApiError | undefined> {
  const refusal = refusalIn(
    await authorisedRequest(room.identity, (options) => settle(api.rooms({ code: room.code }).leave.post({}, options))),
  );
  if (refusal === undefined) room.connection.leave(CLOSE.notAllowed, forgets ? "forgotten" : "left");
  return refusal;
}

/**
 * Moderates a member, or answers a knock. Returns why it failed.
 * @param minutes how long a mute lasts; without them, to the room's end
 */
export async function moderate(
  actor: Actor,
  action: RoomAction | "deny",
  id: string,
  minutes?: number,
): Promise<ApiError | undefined> {
  cipherOf(actor.storageKey)?.asks(action, id);
  const member = api.rooms({ code: actor.code }).members({ id });
  const more = minutes === undefined ? {} : { minutes };
  return refusalIn(await requestAs(actor, (options) => settle(member({ action }).post(more, options))));
}

/**
 * Removes a member in a few seconds: until then a banner offers to undo it.
 * @param pendingText what the banner says
 */
export function kickUnlessUndone(
  room: Actor & Pick<Room, "deferredFeatures">,
  id: string,
  pendingText: () => string,
): void {
  const kick = () => void moderate(room, "kick", id);
  const features = room.deferredFeatures();
  // Where the code of the banner could not be fetched, nothing can be undone.
  if (features === undefined) kick();
  else features.undo.schedule(pendingText, kick);
}
