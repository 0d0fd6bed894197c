// What somebody did to the room, or to somebody in it, in one line.
import type { RoomEvent } from "#protocol/frames";
import { changeSaid } from "../i18n/room-event-texts.ts";

export function ChangeLine(props: { event: RoomEvent }) {
  return <p class="transcript-note">{changeSaid(props.event)}</p>;
}
