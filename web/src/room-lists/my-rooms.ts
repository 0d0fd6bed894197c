import { createEffect, createSignal, on } from "solid-js";
import type { Role, RoomView } from "#protocol/frames";
import { foldCode } from "#protocol/room-code";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import { createClockLead } from "../browser/clock.ts";
import { steadyNow } from "../browser/steady-now.ts";

export type MyRoom = {
  readonly room: RoomView;
  readonly role: Role;
  /** When the server told of it, epoch ms by the steady clock. */
  readonly receivedAt: number;
};

export type MyRooms = ReturnType<typeof createMyRooms>;

/**
 * Creates a signal of the rooms in which the person has a role, as the server knows them. They are fetched when the person
 * is known, and again when they have become somebody else or the device has slept. Belongs to the Solid owner it is made in.
 */
export function createMyRooms(identity: Identity) {
  const [rooms, setRooms] = createSignal<readonly MyRoom[]>([]);
  const personKey = () => `${identity.person()?.id} ${identity.person()?.signedIn?.username}`;
  createEffect(
    on([personKey, createClockLead()], async ([requestedFor]) => {
      if (identity.person() === undefined) return;
      const answer = await authorisedRequest(identity, (auth) => settle(api.me.rooms.get(auth)));
      if (personKey() !== requestedFor) return;
      const receivedAt = steadyNow();
      setRooms(answer instanceof ApiError ? [] : answer.rooms.map(({ room, role }) => ({ room, role, receivedAt })));
    }),
  );
  return {
    rooms,
    /** Returns the person's role in a room, however its code is written. */
    roleIn: (code: string): Role | undefined =>
      rooms().find(({ room }) => foldCode(room.code) === foldCode(code))?.role,
  };
}
