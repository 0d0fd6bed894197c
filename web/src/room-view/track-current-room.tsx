// Notes the room somebody is in, and what it is called now, for the lobby to show the way back. Draws nothing.
import { createEffect, createMemo, on } from "solid-js";
import { kept } from "../browser/stores.ts";
import { useRoom } from "../room/context.ts";
import { createLately } from "../room-lists/recent-rooms.ts";

export function Visiting() {
  const room = useRoom();
  const lately = createLately(kept, Date.now);
  const view = createMemo(() => room.state().room);
  createEffect(
    on(view, (now) => {
      if (now === undefined) return;
      const expiresAt = now.expiresAt === null ? null : Date.parse(now.expiresAt) - room.state().serverAheadMs;
      lately.visit({ code: now.shownCode, title: now.title, expiresAt });
    }),
  );
  return null;
}
