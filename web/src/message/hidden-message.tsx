import { memberTexts } from "../i18n/parts/member-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { useMessageInteraction } from "./message-interaction.ts";
import "./hidden-message.css";

/** Stands in place of a message of somebody whose messages the reader has hidden; its button shows this one. */
export function HiddenMessage(props: { id: string; seq: number }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  return (
    <p class="hidden-message">
      {memberTexts().hiddenMessage} ·{" "}
      <button
        type="button"
        data-look="link"
        tabindex={interaction.isTabStop(props.seq) ? 0 : -1}
        onClick={(event) => {
          const message = event.currentTarget.closest<HTMLElement>(".message");
          room.hiddenMembers.uncover(props.id);
          // The button is gone; the focus stays with the message, which Tab reaches.
          message?.focus();
        }}
      >
        {memberTexts().showMessage}
      </button>
    </p>
  );
}
