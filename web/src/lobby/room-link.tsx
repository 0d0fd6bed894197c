import { Show } from "solid-js";
import type { Entry, Role } from "#protocol/frames";
import { followLink, roomAddress } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import { formatTimeLeft } from "../i18n/time-texts.ts";

export type LinkedRoom = {
  code: string;
  title: string;
  /** Epoch ms by this device's clock; null for a room without an end. */
  expiresAt: number | null;
  memberCount: number | undefined;
  /** Our own role there. */
  role?: Role | undefined;
  entry?: Entry | undefined;
};

/** Links to a room by its title or code, with our role, its entry rule, how many are there and how long it has. */
export function RoomLink(props: { room: LinkedRoom; now: number }) {
  const facts = () => [
    ...(props.room.role === undefined ? [] : [props.room.role === "owner" ? t().ownRoom : t().roles[props.room.role]]),
    ...(props.room.entry === undefined || props.room.entry === "open" ? [] : [t().entryFacts[props.room.entry]]),
    ...(props.room.memberCount === undefined ? [] : [t().peopleHere(props.room.memberCount)]),
    ...(props.room.expiresAt === null ? [] : [t().timeLeft(formatTimeLeft(props.room.expiresAt - props.now))]),
  ];
  return (
    <a href={roomAddress(props.room.code)} onClick={followLink}>
      <span class="room-list-title">
        <Show when={props.room.title} fallback={<code>{props.room.code}</code>}>
          <bdi>{props.room.title}</bdi>
        </Show>
      </span>
      <span class="room-list-facts">{facts().join(" · ")}</span>
    </a>
  );
}
