import { createSignal, onCleanup, Show } from "solid-js";
import { copyText } from "../browser/clipboard.ts";
import { t } from "../i18n/t.ts";

const COPIED_SHOWN_MS = 2500;

/** Copies a text and says so; where copying is forbidden, it shows the text selected instead. */
export function CopyButton(props: { text: string; label: string; look?: "primary"; isFirst?: boolean }) {
  const [outcome, setOutcome] = createSignal<"copied" | "refused">();
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  async function copy(): Promise<void> {
    clearTimeout(timer);
    setOutcome((await copyText(props.text)) ? "copied" : "refused");
    if (outcome() === "copied") timer = window.setTimeout(() => setOutcome(undefined), COPIED_SHOWN_MS);
  }

  return (
    <Show
      when={outcome() !== "refused"}
      fallback={
        <input
          ref={(input) => queueMicrotask(() => input.select())}
          readonly
          aria-label={t().copyByHand(props.label)}
          value={props.text}
        />
      }
    >
      <button type="button" data-look={props.look} autofocus={props.isFirst ?? false} onClick={copy}>
        <span aria-live="polite">{outcome() === "copied" ? t().copied : props.label}</span>
      </button>
    </Show>
  );
}
