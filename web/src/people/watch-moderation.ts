import { createEffect, on } from "solid-js";
import type { Room } from "../room/room.ts";
import { indexOfSeq, lastEvent, sliceEvents } from "../sync/event-list.ts";

/** Calls back when something is done to a member. Belongs to the Solid owner it is created in. */
export function watchModeration(room: Pick<Room, "log">, changed: () => void): void {
  createEffect(
    on(room.log, (log, previous) => {
      const seen = previous && lastEvent(previous)?.seq;
      if (previous === undefined) return;
      const news = sliceEvents(log, indexOfSeq(log, (seen ?? 0) + 1), log.length);
      if (news.some((event) => event.type === "room" && event.target !== undefined)) changed();
    }),
  );
}
