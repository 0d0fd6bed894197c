// Your name while you change it: by hand, or with the dice. Enter or leaving it takes the change, Escape drops it.
import { createSignal, Show } from "solid-js";
import { NAME_LENGTH } from "#protocol/limits";
import { cleanLabel, nameProblem } from "#protocol/text";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useSelf } from "../room/current-user.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Dice } from "./random-name-button.tsx";
import "./name-editor.css";

export function NameEditor(props: { close: (byKey: boolean) => void }) {
  const self = useSelf();
  const [problem, setProblem] = createSignal<Refusal>();
  const [rolled, setRolled] = createSignal<string>();
  let field!: HTMLInputElement;
  let isBusy = false;
  // What is taken out of the page loses the focus, which must not be heard as leaving it.
  let isOver = false;

  function end(byKey: boolean): void {
    isOver = true;
    props.close(byKey);
  }

  async function take(byKey: boolean): Promise<void> {
    const name = cleanLabel(field.value);
    if (isBusy || isOver) return;
    if (name === "" || name === self.you()?.name) return end(byKey);
    const wrong = nameProblem(name);
    if (wrong !== undefined) return void setProblem({ code: "malformed", message: wrong });
    isBusy = true;
    const refusal = await self.change({ name });
    isBusy = false;
    if (refusal === undefined) end(byKey);
    else setProblem(refusal);
  }

  function roll(name: string): void {
    setProblem(undefined);
    setRolled(name);
    field.value = name;
    field.select();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const isTaken = event.key === "Enter" && event.target === field;
    if (!isTaken && event.key !== "Escape") return;
    event.preventDefault();
    if (isTaken) void take(true);
    else end(true);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears what its field and its dice don't need
    <span
      class="nameeditor"
      onKeyDown={pressed}
      onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && void take(false)}
    >
      <input
        ref={(input) => {
          field = input;
          // Once: what happens in the room meanwhile must not write into it.
          input.value = self.you()?.name ?? "";
          queueMicrotask(() => input.select());
        }}
        class="nameeditor-input"
        dir="auto"
        aria-label={w().yourName}
        aria-invalid={problem() !== undefined}
        aria-describedby="name-problem"
        autocomplete="off"
        autocapitalize="words"
        spellcheck={false}
        enterkeyhint="done"
        maxlength={NAME_LENGTH * 2}
      />
      <Dice written={() => field.value} rolled={roll} failed={setProblem} />
      <span id="name-problem" class="nameeditor-problem" role="status">
        <Show when={problem()}>{(refusal) => said(refusal())}</Show>
      </span>
      <span class="unseen" role="status">
        {rolled()}
      </span>
    </span>
  );
}
