// Your name while you change it. Enter or leaving it takes the change, Escape drops it. What a name may be, the server
// says.
import { createSignal, Show } from "solid-js";
import { NAME_LENGTH } from "#protocol/limits";
import { useRoom } from "../room/context.ts";
import "./nameeditor.css";
import type { Refusal } from "../room/reduce.ts";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";

export function NameEditor(props: { close: (byKey: boolean) => void }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  let isBusy = false;

  async function take(wish: string, byKey: boolean): Promise<void> {
    const name = wish.trim();
    if (isBusy) return;
    if (name === "" || name === room.state().you?.name) return props.close(byKey);
    isBusy = true;
    const refusal = await room.change({ name });
    isBusy = false;
    if (refusal === undefined) props.close(byKey);
    else setProblem(refusal);
  }

  function pressed(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    if (event.key === "Escape") props.close(true);
    else void take(event.currentTarget.value, true);
  }

  return (
    <span class="nameeditor">
      <input
        ref={(input) => queueMicrotask(() => input.select())}
        class="nameeditor-input"
        dir="auto"
        aria-label={w().yourName}
        aria-invalid={problem() !== undefined}
        aria-describedby="name-problem"
        autocomplete="off"
        spellcheck={false}
        maxlength={NAME_LENGTH * 2}
        value={room.state().you?.name}
        onKeyDown={pressed}
        onBlur={(event) => void take(event.currentTarget.value, false)}
      />
      <span id="name-problem" class="nameeditor-problem" role="status">
        <Show when={problem()}>{(refusal) => said(refusal())}</Show>
      </span>
    </span>
  );
}
