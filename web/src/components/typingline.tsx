// Who is writing just now. Its line is always there, so that nothing moves when somebody begins.
import { useRoom } from "../room/context.ts";
import "./typingline.css";
import { w } from "../words/words.ts";

export function TypingLine() {
  const room = useRoom();
  const words = () => {
    const names = room.typists().map(({ user }) => user);
    return names.length === 0 ? "" : w().typing(names);
  };
  return <p class="typingline">{words()}</p>;
}
