import { createMemo, Show } from "solid-js";
import { foldCode } from "#protocol/room-code";
import { t } from "../i18n/t.ts";
import { localExpiry } from "../room-lists/local-expiry.ts";
import type { MyRooms } from "../room-lists/my-rooms.ts";
import type { RecentRooms } from "../room-lists/recent-rooms.ts";
import { isSameList } from "../ui/same-list.ts";
import { RoomList } from "./room-list.tsx";

/** Lists the person's rooms that this browser's recent rooms lack: from another device, or from long ago. */
export function MyRoomsList(props: { myRooms: MyRooms; recentRooms: RecentRooms }) {
  const otherRooms = createMemo(() => {
    const recent = new Set(props.recentRooms.rooms().map(({ code }) => foldCode(code)));
    return new Map(
      props.myRooms
        .rooms()
        .filter(({ room }) => !recent.has(foldCode(room.code)))
        .map((myRoom) => [myRoom.room.shownCode, myRoom]),
    );
  });
  const codes = createMemo(() => [...otherRooms().keys()], [], { equals: isSameList });
  const roomOf = (code: string) => {
    const { room, role, receivedAt } = otherRooms().get(code) ?? {};
    return {
      code,
      title: room?.title ?? "",
      expiresAt: localExpiry(room?.expiresInSeconds ?? null, receivedAt ?? 0),
      memberCount: room?.memberCount,
      role,
    };
  };
  return (
    <Show when={codes().length > 0}>
      <section class="room-list">
        <h2>{t().myRooms}</h2>
        <RoomList codes={codes()} roomOf={roomOf} />
      </section>
    </Show>
  );
}
