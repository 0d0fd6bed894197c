// The second thought before a room is ended for everybody.
import { createSignal, Show } from "solid-js";
import { useRoom } from "../room/context.ts";
import { endRoom } from "../room/ownership.ts";
import type { Refusal } from "../room/reduce.ts";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

export function EndRoom(props: { close: () => void }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  // Whom it worked for is told so by the end itself.
  const end = async () => setProblem(await endRoom(room.code, room.proof()));
  return (
    <Dialog title={w().endRoomQuestion} close={props.close}>
      <p>{w().endRoomWarning}</p>
      <Show when={problem()}>
        {(refusal) => (
          <p class="roomsheet-problem" role="alert">
            {said(refusal())}
          </p>
        )}
      </Show>
      <div class="dialog-buttons">
        <button type="button" autofocus onClick={props.close}>
          {w().keepRoom}
        </button>
        <button class="roomsheet-end" data-sure="" type="button" onClick={end}>
          {w().endRoom}
        </button>
      </div>
    </Dialog>
  );
}
