// The second thought before a room is ended for everybody.
import { useRoom } from "../room/context.ts";
import { endRoom } from "../room/ownership.ts";
import { w } from "../words/words.ts";
import { Question } from "./question.tsx";

export function EndRoom(props: { close: () => void }) {
  const room = useRoom();
  return (
    <Question
      title={w().endRoomQuestion}
      words={w().endRoomWarning}
      keep={w().keepRoom}
      act={w().endRoom}
      does={() => endRoom(room)}
      close={props.close}
    />
  );
}
