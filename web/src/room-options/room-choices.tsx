// Everything about a new room that few ever choose, under a fold.
import { createEffect, createSignal, For, Show } from "solid-js";
import type { Entry } from "#protocol/frames";
import { TITLE_LENGTH } from "#protocol/limits";
import { ENTRIES } from "#protocol/roles";
import { w } from "../i18n/t.ts";
import { spanOf } from "../i18n/time-texts.ts";
import { MOST_MEMBERS, SLOWNESSES } from "./room-options.ts";
import "./room-choices.css";

/** In minutes. */
const IDLE = [0, 5, 30, 120] as const;

type Wrong = "code" | "members" | "password";
export type Problem = { readonly [Field in Wrong]?: string | undefined };

export function RoomChoices(props: { problem: Problem }) {
  const [entry, setEntry] = createSignal<Entry>("open");
  let fold!: HTMLDetailsElement;
  createEffect(() => {
    const wrong = (["code", "password", "members"] as const).find((field) => props.problem[field] !== undefined);
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
        <div class="roomchoices-field">
          <label for="room-entry">{w().entry}</label>
          <select
            id="room-entry"
            name="entry"
            aria-describedby="entry-hint"
            onChange={(event) => setEntry(event.currentTarget.value as Entry)}
          >
            <For each={ENTRIES}>{(entry) => <option value={entry}>{w().entries[entry].name}</option>}</For>
          </select>
          <p id="entry-hint" class="hint">
            {w().entries[entry()].hint}
          </p>
        </div>
        <Show when={entry() === "password"}>
          <div class="roomchoices-field">
            <label for="room-password">{w().roomPassword}</label>
            <input
              id="room-password"
              name="password"
              type="text"
              maxlength="256"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-invalid={props.problem.password !== undefined}
              aria-describedby="password-problem"
            />
            {problem("password-problem", props.problem.password)}
          </div>
        </Show>
        <label class="roomchoices-field">
          {w().slowModeLabel}
          <select name="slow">
            <For each={SLOWNESSES}>
              {(seconds) => (
                <option value={seconds}>{seconds === 0 ? w().asTheyLike : w().onceIn(spanOf(seconds * 1000))}</option>
              )}
            </For>
          </select>
        </label>
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
