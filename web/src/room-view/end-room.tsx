// The second thought before a room is ended for everybody.

import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { endRoom } from "../room/room-actions.ts";
import { Question } from "../ui/question.tsx";

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
