// The rooms that are somehow this person's, as the server knows them: asked for when the person is known, and again when
// they have become somebody else.
import { createEffect, createSignal, on } from "solid-js";
import type { Role, RoomView } from "#protocol/frames";
import { foldCode } from "#protocol/text";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { asking } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";

/** @param at when the server said so, epoch ms by this device's clock */
export type MyRoom = { readonly room: RoomView; readonly role: Role; readonly at: number };

export type MyRooms = ReturnType<typeof createMyRooms>;

/** Belongs to the Solid owner it is made in. */
export function createMyRooms(identity: Identity) {
  const [rooms, setRooms] = createSignal<readonly MyRoom[]>([]);
  const who = () => `${identity.person()?.id} ${identity.person()?.signedIn?.username}`;
  createEffect(
    on(who, async (asked) => {
      if (identity.person() === undefined) return;
      const answer = await asking(identity, (by) => settle(api.me.rooms.get(by)));
      if (who() !== asked) return;
      const at = Date.now();
      setRooms(answer instanceof Refused ? [] : answer.rooms.map(({ room, role }) => ({ room, role, at })));
    }),
  );
  return {
    rooms,
    roleIn: (code: string): Role | undefined =>
      rooms().find(({ room }) => foldCode(room.code) === foldCode(code))?.role,
  };
}
