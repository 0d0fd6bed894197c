import { createEffect, on } from "solid-js";
import type { Room } from "../room/room.ts";
import type { EventList, VisibleEvent } from "../sync/event-list.ts";
import type { OwnerKeys } from "./owner-keys.ts";

/** Forgets the room's owner key once the room was handed over to somebody else. Belongs to the Solid owner it is made in. */
export function dropOwnerKeyAfterHandover(room: Room, keys: OwnerKeys): void {
  /** A message changes one chunk of the log: all others were looked through before. */
  const checked = new WeakSet<EventList["chunks"][number]>();
  createEffect(
    on(room.log, ({ chunks }) => {
      if (room.ownerKey() === undefined) return;
      const fresh = chunks.filter((chunk) => !checked.has(chunk));
      for (const chunk of fresh) checked.add(chunk);
      const isHandover = (event: VisibleEvent) => event.type === "room" && event.action === "handover";
      if (fresh.some((chunk) => chunk.some(isHandover))) keys.forget(room.code);
    }),
  );
}
