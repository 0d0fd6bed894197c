// Copies a text and says so; where copying is forbidden, it shows the text selected instead.
import { createSignal, onCleanup, Show } from "solid-js";
import { copyText } from "../browser/clipboard.ts";
import { w } from "../i18n/t.ts";

const SAID_FOR_MS = 2500;

export function CopyButton(props: { text: string; label: string; look?: "primary"; isFirst?: boolean }) {
  const [outcome, setOutcome] = createSignal<"copied" | "refused">();
  let timer = 0;
  onCleanup(() => clearTimeout(timer));

  async function copy(): Promise<void> {
    clearTimeout(timer);
    setOutcome((await copyText(props.text)) ? "copied" : "refused");
    if (outcome() === "copied") timer = window.setTimeout(() => setOutcome(undefined), SAID_FOR_MS);
  }

  return (
    <Show
      when={outcome() !== "refused"}
      fallback={
        <input
          ref={(input) => queueMicrotask(() => input.select())}
          readonly
          aria-label={w().copyByHand(props.label)}
          value={props.text}
        />
      }
    >
      <button type="button" data-look={props.look} autofocus={props.isFirst ?? false} onClick={copy}>
        <span aria-live="polite">{outcome() === "copied" ? w().copied : props.label}</span>
      </button>
    </Show>
  );
}
