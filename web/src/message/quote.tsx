// The message that another one answers, in a line that leads to it.
import { createMemo, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { hueOf } from "../ui/member-color.ts";
import { seekingIn } from "./jump-to-message.ts";
import { useHandling } from "./message-interaction.ts";
import "./quote.css";

/** More than a line can show. */
const EXCERPT = 200;

/** @param props.seq of the message it belongs to, once the server has it */
export function Quote(props: { id: string; seq?: number }) {
  const handling = useHandling();
  const { originalOf, isSought, seek } = seekingIn(useRoom(), handling);
  const found = createMemo(() => originalOf(props.id));
  const original = () => {
    const message = found();
    return message === "gone" ? undefined : message;
  };
  const words = () => {
    const message = original();
    return message?.deleted ? w().messageDeleted : (message?.message.slice(0, EXCERPT) ?? "…");
  };
  return (
    <Show when={found() !== "gone"} fallback={<p class="quote">{w().quotedGone}</p>}>
      <button
        class="quote"
        type="button"
        tabindex={handling.isStop(props.seq) ? 0 : -1}
        aria-busy={isSought(props.id)}
        style={{ "--hue": hueOf(original()?.userId ?? "") }}
        onClick={(event) => void seek(props.id, event.detail === 0)}
      >
        <span class="unseen">{w().inAnswerTo(original()?.user ?? "…")}: </span>
        <b>{original()?.user}</b> <bdi>{words()}</bdi>
      </button>
    </Show>
  );
}
