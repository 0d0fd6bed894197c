// A room one may go to: its title or code, how many are there and how long it has.
import { Show } from "solid-js";
import { goTo, roomAddress } from "../route.ts";
import { timeLeft } from "../text/time.ts";
import { w } from "../words/words.ts";
import "./roomlist.css";

export type RoomFacts = {
  code: string;
  title: string;
  /** By this device's clock, epoch ms. */
  expiresAt: number;
  memberCount: number | undefined;
  isOwn: boolean;
};

export function RoomLink(props: { room: RoomFacts; now: number }) {
  const facts = () => [
    ...(props.room.isOwn ? [w().yours] : []),
    ...(props.room.memberCount === undefined ? [] : [w().here(props.room.memberCount)]),
    w().left(timeLeft(props.room.expiresAt - props.now)),
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
