import type { ChatEvent } from "#protocol/frames";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { MessageIcon } from "./message-icon.tsx";
import { useMessageInteraction } from "./message-interaction.ts";
import "./message-tools.css";

/** Shows the most used actions beside a message that is pointed at or has the focus. */
export function MessageTools(props: { message: ChatEvent }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  return (
    <div class="message-tools" role="toolbar" aria-label={t().messageActions}>
      <IconButton
        label={t().react}
        opensDialog
        onClick={(event) => interaction.showPopover(props.message, event.currentTarget, "reactions")}
      >
        <MessageIcon is="react" />
      </IconButton>
      <IconButton label={t().reply} onClick={() => room.setReplyTo(props.message)}>
        <MessageIcon is="reply" />
      </IconButton>
      <IconButton
        label={t().moreActions}
        opensDialog
        onClick={(event) => interaction.showPopover(props.message, event.currentTarget, "actions")}
      >
        <MessageIcon is="more" />
      </IconButton>
    </div>
  );
}
