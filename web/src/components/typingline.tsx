// Who is writing just now. Its line is always there, so that nothing moves when somebody begins.
import { useRoom } from "../room/context.ts";
import "./typingline.css";

export function TypingLine() {
  const room = useRoom();
  const words = () => {
    const [first, second, ...more] = room.typists().map(({ user }) => user);
    if (first === undefined) return "";
    if (second === undefined) return `${first} is typing…`;
    return more.length === 0 ? `${first} and ${second} are typing…` : "Several people are typing…";
  };
  return (
    <p class="typingline" dir="auto">
      {words()}
    </p>
  );
}
