// A room one may go to: its title or code, how many are there and how long it has.
import { Show } from "solid-js";
import type { Entry, Role } from "#protocol/frames";
import { goTo, roomAddress } from "../browser/route.ts";
import { w } from "../i18n/t.ts";
import { timeLeft } from "../i18n/time-texts.ts";
import "../room-lists/room-list.css";

export type RoomFacts = {
  code: string;
  title: string;
  /** By this device's clock, epoch ms; null where there is no end. */
  expiresAt: number | null;
  memberCount: number | undefined;
  /** What we are there. */
  role?: Role | undefined;
  entry?: Entry | undefined;
};

export function RoomLink(props: { room: RoomFacts; now: number }) {
  const facts = () => [
    ...(props.room.role === undefined ? [] : [props.room.role === "owner" ? w().yours : w().roles[props.room.role]]),
    ...(props.room.entry === undefined || props.room.entry === "open" ? [] : [w().entryFacts[props.room.entry]]),
    ...(props.room.memberCount === undefined ? [] : [w().here(props.room.memberCount)]),
    ...(props.room.expiresAt === null ? [] : [w().left(timeLeft(props.room.expiresAt - props.now))]),
  ];
  return (
    <a
      href={roomAddress(props.room.code)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goTo(event.currentTarget.href);
      }}
    >
      <span class="roomlist-title">
        <Show when={props.room.title} fallback={<code>{props.room.code}</code>}>
          <bdi>{props.room.title}</bdi>
        </Show>
      </span>
      <span class="roomlist-facts">{facts().join(" · ")}</span>
    </a>
  );
}
