// The few things most often done with a message, beside it while it is pointed at or has the focus.
import type { ChatEvent } from "#protocol/frames";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { Icon } from "./icon.tsx";
import { useHandling } from "./message-interaction.ts";
import "./tools.css";

export function MessageTools(props: { message: ChatEvent }) {
  const room = useRoom();
  const handling = useHandling();
  return (
    <div class="messagetools" role="toolbar" aria-label={w().messageActions}>
      <button
        type="button"
        aria-label={w().react}
        title={w().react}
        aria-haspopup="dialog"
        onClick={(event) => handling.open(props.message, event.currentTarget, "reactions")}
      >
        <Icon is="react" />
      </button>
      <button type="button" aria-label={w().reply} title={w().reply} onClick={() => room.setReplyTo(props.message)}>
        <Icon is="reply" />
      </button>
      <button
        type="button"
        aria-label={w().moreToDo}
        title={w().moreToDo}
        aria-haspopup="dialog"
        onClick={(event) => handling.open(props.message, event.currentTarget, "actions")}
      >
        <Icon is="more" />
      </button>
    </div>
  );
}
