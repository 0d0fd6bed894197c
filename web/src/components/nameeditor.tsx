// Your name while you change it. Enter or leaving it takes the change, Escape drops it.
import { createSignal } from "solid-js";
import { NAME_LENGTH } from "#protocol/limits";
import { cleanLabel, nameProblem } from "#protocol/text";
import { useRoom } from "../room/context.ts";
import "./nameeditor.css";

export function NameEditor(props: { close: (byKey: boolean) => void }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<string>();
  let isBusy = false;

  async function take(wish: string, byKey: boolean): Promise<void> {
    const name = cleanLabel(wish);
    if (isBusy) return;
    if (name === "" || name === room.state().you?.name) return props.close(byKey);
    const wrong = nameProblem(name);
    if (wrong !== undefined) return void setProblem(`A name that ${wrong} won’t do.`);
    isBusy = true;
    const refusal = await room.rename(name);
    isBusy = false;
    if (refusal === undefined) props.close(byKey);
    else setProblem(refusal.message);
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
        aria-label="Your name"
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
        {problem()}
      </span>
    </span>
  );
}
