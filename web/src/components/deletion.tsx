// Asks whether a message is to go.
import type { ChatEvent } from "#protocol/frames";
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

/** More of it than helps to know which it is. */
const EXCERPT = 300;

export function Deletion(props: { message: ChatEvent; close: () => void }) {
  const room = useRoom();
  const erase = () => {
    room.remove(props.message.id);
    props.close();
  };
  return (
    <Dialog title={w().deleteQuestion} close={props.close}>
      <blockquote class="deletion-text" dir="auto">
        {props.message.message.slice(0, EXCERPT)}
      </blockquote>
      <p>{w().deleteWarning}</p>
      <div class="dialog-buttons">
        <button type="button" onClick={() => props.close()}>
          {w().keepMessage}
        </button>
        <button class="deletion-erase" type="button" autofocus onClick={erase}>
          {w().deleteMessage}
        </button>
      </div>
    </Dialog>
  );
}
