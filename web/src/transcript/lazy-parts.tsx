// The lines that few transcripts have at first: their code is fetched with the first of them.
import type { RoomEvent } from "#protocol/frames";
import { createLazyComponent } from "../ui/lazy-component.tsx";

/** Until its code and texts are loaded, the server's own sentence stands in. */
export const RoomEventLine = createLazyComponent(
  () => import("./room-event-line.tsx"),
  "RoomEventLine",
  (props: { event: RoomEvent }) => <p class="transcript-line">{props.event.message}</p>,
);

/** Until then an empty line takes its room, so that nothing moves. */
export const PresenceLine = createLazyComponent(
  () => import("./presence-line.tsx"),
  "PresenceLine",
  () => <p class="transcript-line">{"\u00a0"}</p>,
);
