import { createEffect, on } from "solid-js";
import type { Room } from "../room/room.ts";
import { allEvents } from "../sync/event-list.ts";
import type { OwnerKeys } from "./owner-keys.ts";

/** Forgets the room's owner key once the room was handed over to somebody else. Belongs to the Solid owner it is made in. */
export function dropOwnerKeyAfterHandover(room: Room, keys: OwnerKeys): void {
  createEffect(
    on(room.log, (log) => {
      if (room.ownerKey() === undefined) return;
      const isHandedOver = allEvents(log).some((event) => event.type === "room" && event.action === "handover");
      if (isHandedOver) keys.forget(room.code);
    }),
  );
}
