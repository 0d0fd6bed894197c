// Everything about a new room that few ever choose, under a fold.
import { createEffect, For, Show } from "solid-js";
import { TITLE_LENGTH } from "#protocol/limits";
import { MOST_MEMBERS } from "../roomwishes.ts";
import { w } from "../words/words.ts";
import "./roomchoices.css";

/** In minutes. */
const IDLE = [0, 5, 30, 120] as const;

export type Problem = { code?: string | undefined; members?: string | undefined };

export function RoomChoices(props: { problem: Problem }) {
  let fold!: HTMLDetailsElement;
  createEffect(() => {
    const wrong =
      props.problem.code !== undefined ? "code" : props.problem.members !== undefined ? "members" : undefined;
    if (wrong === undefined) return;
    fold.open = true;
    fold.querySelector<HTMLInputElement>(`[name=${wrong}]`)?.focus();
  });
  const problem = (id: string, words: string | undefined) => (
    <Show when={words}>
      <p id={id} class="problem" role="alert">
        {words}
      </p>
    </Show>
  );
  return (
    <details class="roomchoices" ref={fold}>
      <summary>{w().moreChoices}</summary>
      <div class="roomchoices-fields">
        <label class="roomchoices-field">
          {w().title}
          <input name="title" dir="auto" maxlength={TITLE_LENGTH * 2} placeholder={w().titleHint} />
        </label>
        <div class="roomchoices-field">
          <label for="room-code">{w().ownCode}</label>
          <input
            id="room-code"
            name="code"
            dir="ltr"
            maxlength="32"
            autocapitalize="none"
            spellcheck={false}
            placeholder={w().ownCodeHint}
            aria-invalid={props.problem.code !== undefined}
            aria-describedby="code-problem"
          />
          {problem("code-problem", props.problem.code)}
        </div>
        <label class="roomchoices-field">
          {w().whenEmpty}
          <select name="idle">
            <For each={IDLE}>{(minutes) => <option value={minutes}>{w().idle[minutes]}</option>}</For>
          </select>
        </label>
        <div class="roomchoices-field">
          <label for="room-members">{w().memberCap}</label>
          <input
            id="room-members"
            name="members"
            type="number"
            inputmode="numeric"
            min="1"
            max={MOST_MEMBERS}
            placeholder={w().memberCapHint}
            aria-invalid={props.problem.members !== undefined}
            aria-describedby="members-problem"
          />
          {problem("members-problem", props.problem.members)}
        </div>
        <label class="roomchoices-check">
          <input type="checkbox" name="public" />
          <span>{w().listedHere}</span>
        </label>
        <label class="roomchoices-check">
          <input type="checkbox" name="anyone" />
          <span>{w().anyoneMayEnd}</span>
        </label>
      </div>
    </details>
  );
}
