// One line for everybody who came and went between two messages; whoever doesn't care hides them all.

import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { Presence as Line } from "../sync/presence-log.ts";

export function Presence(props: { line: Line }) {
  const room = useRoom();
  const said = () => {
    const { joined, left } = props.line;
    if (left.length === 0) return w().joined(joined);
    return joined.length === 0 ? w().leftRoom(left) : w().joinedAndLeft(joined, left);
  };
  return (
    <p class="transcript-note">
      {said()}{" "}
      <button
        class="transcript-hide"
        type="button"
        data-look="quiet"
        aria-label={w().hideComings}
        title={w().hideComings}
        onClick={() => room.showComings(false)}
      >
        ✕
      </button>
    </p>
  );
}
