// One line for everybody who came and went between two messages.
import type { Presence as Line } from "../room/presence.ts";
import { w } from "../words/words.ts";

export function Presence(props: { line: Line }) {
  const said = () => {
    const { joined, left } = props.line;
    if (left.length === 0) return w().joined(joined);
    return joined.length === 0 ? w().leftRoom(left) : w().joinedAndLeft(joined, left);
  };
  return <p class="transcript-note">{said()}</p>;
}
