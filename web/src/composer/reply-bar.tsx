import { Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { excerptOf } from "../message/excerpt.ts";
import { useRoom } from "../room/room-context.ts";
import { IconButton } from "../ui/icon-button.tsx";
import "./reply-bar.css";

/** Says above the composer's text that it edits one of your messages, or replies to somebody's. */
export function ReplyBar(props: { cancel: () => void }) {
  const room = useRoom();
  const quoted = () => (room.editing() === undefined ? room.replyTo() : undefined);
  return (
    <Show when={room.editing() ?? quoted()}>
      <div class="reply-bar">
        <p class="reply-bar-text">
          <b>
            <Show when={quoted()} fallback={t().editingMessage}>
              {(message) => t().replyingTo(message().user)}
            </Show>
          </b>{" "}
          <Show when={quoted()}>{(message) => <bdi>{excerptOf(message().message, message().files)}</bdi>}</Show>
        </p>
        <IconButton look="quiet" label={t().cancel} onClick={() => props.cancel()}>
          ✕
        </IconButton>
      </div>
    </Show>
  );
}
