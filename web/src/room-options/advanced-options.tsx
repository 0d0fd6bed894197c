import { createEffect, createSignal, For, Show } from "solid-js";
import type { Entry } from "#protocol/frames";
import { MAX_TITLE_LENGTH } from "#protocol/limits";
import { ENTRIES, WRITERS } from "#protocol/roles";
import { t } from "../i18n/t.ts";
import { focusWrongField, ProblemLine } from "../ui/problem-line.tsx";
import { IDLE_MINUTES, MAX_MEMBERS, type RoomFormField } from "./parse-room-form.ts";
import { SlowModeOptions } from "./slow-mode-options.tsx";
import "../ui/disclosure.css";
import "./advanced-options.css";

const ADVANCED_FIELDS = ["title", "code", "password", "idle", "members"] as const satisfies readonly RoomFormField[];
type AdvancedField = (typeof ADVANCED_FIELDS)[number];
export type AdvancedProblems = { readonly [Field in AdvancedField]?: string | undefined };

const ENCRYPTED_ENTRIES: ReadonlySet<Entry> = new Set(["open", "password", "locked"]);

/** Shows the options of a new room that few people need, folded away. A wrong field unfolds them and gets the focus. */
export function AdvancedOptions(props: { problems: AdvancedProblems }) {
  const [entry, setEntry] = createSignal<Entry>("open");
  const [isEncrypted, setEncrypted] = createSignal(false);
  // Who comes in by asking, or by a list, would need somebody to hand them the key.
  const entries = () => (isEncrypted() ? ENTRIES.filter((one) => ENCRYPTED_ENTRIES.has(one)) : ENTRIES);
  let details!: HTMLDetailsElement;
  createEffect(() => {
    if (ADVANCED_FIELDS.every((field) => props.problems[field] === undefined)) return;
    details.open = true;
    focusWrongField(details);
  });
  return (
    <details class="advanced-options disclosure" ref={details}>
      <summary>{t().moreOptions}</summary>
      <div class="advanced-options-fields">
        <div class="advanced-options-field">
          <label class="advanced-options-check">
            <input
              type="checkbox"
              name="encrypted"
              aria-describedby="encrypted-hint"
              onChange={(event) => {
                setEncrypted(event.currentTarget.checked);
                setEntry("open");
              }}
            />
            <span>{t().encryptedRoom.name}</span>
          </label>
          <p id="encrypted-hint" class="hint">
            {t().encryptedRoom.hint}
          </p>
        </div>
        <Show when={!isEncrypted()}>
          <div class="advanced-options-field">
            <label for="new-room-title">{t().title}</label>
            <input
              id="new-room-title"
              name="title"
              dir="auto"
              maxlength={MAX_TITLE_LENGTH * 6}
              placeholder={t().titleHint}
              aria-invalid={props.problems.title !== undefined}
              aria-describedby="title-problem"
            />
            <ProblemLine id="title-problem" problem={props.problems.title} />
          </div>
        </Show>
        <div class="advanced-options-field">
          <label for="room-code">{t().customCode}</label>
          <input
            id="room-code"
            name="code"
            dir="ltr"
            maxlength="32"
            autocapitalize="none"
            spellcheck={false}
            placeholder={t().customCodeHint}
            aria-invalid={props.problems.code !== undefined}
            aria-describedby="code-problem"
          />
          <ProblemLine id="code-problem" problem={props.problems.code} />
        </div>
        <div class="advanced-options-field">
          <label for="room-entry">{t().entry}</label>
          <select
            id="room-entry"
            name="entry"
            aria-describedby="entry-hint"
            onChange={(event) => setEntry(event.currentTarget.value as Entry)}
          >
            <For each={entries()}>{(entry) => <option value={entry}>{t().entries[entry].name}</option>}</For>
          </select>
          {/* The code alone opens no encrypted room. */}
          <Show when={!isEncrypted() || entry() !== "open"}>
            <p id="entry-hint" class="hint">
              {t().entries[entry()].hint}
            </p>
          </Show>
        </div>
        <Show when={entry() === "password"}>
          <div class="advanced-options-field">
            <label for="room-password">{t().roomPassword}</label>
            <input
              id="room-password"
              name="password"
              type="text"
              maxlength="256"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-invalid={props.problems.password !== undefined}
              aria-describedby="password-problem"
            />
            <ProblemLine id="password-problem" problem={props.problems.password} />
          </div>
        </Show>
        <label class="advanced-options-field">
          {t().writersLabel}
          <select name="writers">
            <For each={WRITERS}>{(writers) => <option value={writers}>{t().writers[writers]}</option>}</For>
          </select>
        </label>
        <label class="advanced-options-field">
          {t().slowModeLabel}
          <select name="slow">
            <SlowModeOptions current={0} />
          </select>
        </label>
        <div class="advanced-options-field">
          <label for="room-idle">{t().whenEmpty}</label>
          <select
            id="room-idle"
            name="idle"
            aria-invalid={props.problems.idle !== undefined}
            aria-describedby="idle-problem"
          >
            <For each={IDLE_MINUTES}>{(minutes) => <option value={minutes}>{t().idleOptions[minutes]}</option>}</For>
          </select>
          <ProblemLine id="idle-problem" problem={props.problems.idle} />
        </div>
        <div class="advanced-options-field">
          <label for="room-members">{t().memberCap}</label>
          <input
            id="room-members"
            name="members"
            type="number"
            inputmode="numeric"
            min="1"
            max={MAX_MEMBERS}
            placeholder={t().memberCapHint}
            aria-invalid={props.problems.members !== undefined}
            aria-describedby="members-problem"
          />
          <ProblemLine id="members-problem" problem={props.problems.members} />
        </div>
        <Show when={!isEncrypted()}>
          <label class="advanced-options-check">
            <input type="checkbox" name="public" />
            <span>{t().listPublicly}</span>
          </label>
        </Show>
        <label class="advanced-options-check">
          <input type="checkbox" name="anyone" />
          <span>{t().anyoneCanEndRoom}</span>
        </label>
      </div>
    </details>
  );
}
