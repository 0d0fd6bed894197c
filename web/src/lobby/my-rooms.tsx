// Rooms that are this person's and this browser doesn't know of: made, kept or entered on another device, or long ago.
import { createMemo, For, Show } from "solid-js";
import { foldCode } from "#protocol/text";
import { createClock } from "../browser/clock.ts";
import { w } from "../i18n/t.ts";
import type { MyRooms as Mine } from "../room-lists/my-rooms.ts";
import type { Lately } from "../room-lists/recent-rooms.ts";
import { RoomLink } from "./room-link.tsx";

export function MyRooms(props: { mine: Mine; lately: Lately }) {
  const now = createClock(1000);
  const others = createMemo(() => {
    const known = new Set(props.lately.rooms().map(({ code }) => foldCode(code)));
    return props.mine.rooms().filter(({ room }) => !known.has(foldCode(room.code)));
  });
  return (
    <Show when={others().length > 0}>
      <section class="roomlist">
        <h2>{w().myRooms}</h2>
        <ul>
          <For each={others()}>
            {({ room, role, at }) => (
              <li>
                <RoomLink
                  room={{
                    code: room.shownCode,
                    title: room.title,
                    expiresAt: room.expiresInSeconds === null ? null : at + room.expiresInSeconds * 1000,
                    memberCount: room.memberCount,
                    role,
                  }}
                  now={now()}
                />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
