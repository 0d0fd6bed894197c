import { createMemo, Show } from "solid-js";
import { memberTexts } from "../i18n/parts/member-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { memberHue } from "../ui/member-color.ts";
import { excerptOf } from "./excerpt.ts";
import { jumpToMessageIn } from "./jump-to-message.ts";
import { useMessageInteraction } from "./message-interaction.ts";
import "./quote.css";

/**
 * Shows the message that a reply quotes, in one line that jumps to it.
 * @param props.seq of the reply, once the server has it
 */
export function Quote(props: { id: string; seq?: number }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  const { originalOf, isTarget, jumpTo } = jumpToMessageIn(room, interaction);
  const found = createMemo(() => originalOf(props.id));
  const original = () => {
    const message = found();
    return message === "gone" ? undefined : message;
  };
  const excerpt = () => {
    const message = original();
    if (message === undefined) return "…";
    if (room.hiddenMembers.covers(message)) return memberTexts().hiddenMessage;
    return message.deleted ? t().messageDeleted : excerptOf(message.message, message.files);
  };
  return (
    <Show when={found() !== "gone"} fallback={<p class="quote">{t().quotedMissing}</p>}>
      <button
        class="quote"
        type="button"
        tabindex={interaction.isTabStop(props.seq) ? 0 : -1}
        aria-busy={isTarget(props.id)}
        style={{ "--hue": memberHue(original()?.userId ?? "") }}
        onClick={(event) => void jumpTo(props.id, event.detail === 0)}
      >
        <span class="visually-hidden">{t().inReplyTo(original()?.user ?? "…")}: </span>
        <b>{original()?.user}</b> <bdi>{excerpt()}</bdi>
      </button>
    </Show>
  );
}
