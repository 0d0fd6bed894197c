import { For, type JSX } from "solid-js";
import { createClock } from "../browser/clock.ts";
import { type LinkedRoom, RoomLink } from "./room-link.tsx";
import "./room-list.css";

type RoomListProps = {
  /** One row each, in this order. Rows are keyed by code, so news about a room never moves the focus. */
  codes: readonly string[];
  roomOf(code: string): LinkedRoom;
  /** A button at the end of the row. */
  action?(code: string): JSX.Element;
};

/** Lists rooms as links, with the time each has left. */
export function RoomList(props: RoomListProps) {
  const now = createClock(1000);
  return (
    <ul>
      <For each={props.codes}>
        {(code) => (
          <li>
            <RoomLink room={props.roomOf(code)} now={now()} />
            {props.action?.(code)}
          </li>
        )}
      </For>
    </ul>
  );
}
