// What the composer writes to, when that isn't the room: one of your messages, or an answer to somebody's.
import { Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import "./reply-bar.css";

/** So much of a quoted message is more than a line can show. */
const EXCERPT = 200;

export function WritingTo(props: { cancel: () => void }) {
  const room = useRoom();
  const answered = () => (room.editing() === undefined ? room.replyTo() : undefined);
  return (
    <Show when={room.editing() ?? answered()}>
      <div class="writingto">
        <p class="writingto-words">
          <b>
            <Show when={answered()} fallback={w().editingYours}>
              {(message) => w().answering(message().user)}
            </Show>
          </b>{" "}
          <Show when={answered()}>{(message) => <bdi>{message().message.slice(0, EXCERPT)}</bdi>}</Show>
        </p>
        <button
          type="button"
          data-look="quiet"
          aria-label={w().cancel}
          title={w().cancel}
          onClick={() => props.cancel()}
        >
          ✕
        </button>
      </div>
    </Show>
  );
}
