import type { RoomEvent } from "#protocol/frames";
import { roomEventText } from "../i18n/room-event-texts.ts";

/** Says what somebody did to the room, or to a member of it. */
export function RoomEventLine(props: { event: RoomEvent }) {
  return <p class="transcript-line">{roomEventText(props.event)}</p>;
}
