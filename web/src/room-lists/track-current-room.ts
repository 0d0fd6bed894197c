import { createEffect, createMemo, on } from "solid-js";
import { inNextTask } from "../browser/next-task.ts";
import type { Room } from "../room/room.ts";
import type { RecentRooms } from "./recent-rooms.ts";

/**
 * Keeps the room somebody is in, with its title and end, first among the recent rooms. Belongs to the Solid owner it is made
 * in.
 */
export function trackCurrentRoom(room: Room, recentRooms: RecentRooms): void {
  const view = createMemo(() => room.state().room);
  createEffect(
    on(view, (view) => {
      if (view === undefined) return;
      const expiresAt = view.expiresAt === null ? null : Date.parse(view.expiresAt) - room.state().serverAheadMs;
      inNextTask(() => recentRooms.add({ code: view.shownCode, title: view.title, expiresAt }));
    }),
  );
}
