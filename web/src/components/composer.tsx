// Where a message is written. Enter sends and Shift+Enter breaks, but never while an input method is composing; what is
// written stays until it is sent, through reloads too.
import { createSignal, onMount, Show } from "solid-js";
import { MESSAGE_LENGTH } from "#protocol/limits";
import { characters, messageProblem } from "#protocol/text";
import { useRoom } from "../room/context.ts";
import { NameField } from "./namefield.tsx";
import { TypingLine } from "./typingline.tsx";
import "./composer.css";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";

/** From here on the room left is shown. */
const NEAR_FULL = MESSAGE_LENGTH - 200;

export function Composer() {
  const room = useRoom();
  const [text, setText] = createSignal(room.draft());
  let area!: HTMLTextAreaElement;
  const length = () => (text().length < NEAR_FULL ? 0 : characters(text()));
  const maySend = () => messageProblem(text()) === undefined;

  function write(value: string): void {
    setText(value);
    room.keepDraft(value);
    if (value !== "") room.typing();
  }

  function send(): void {
    if (!maySend()) return;
    room.send(text());
    setText("");
    room.keepDraft("");
    area.focus();
  }

  function pressed(event: KeyboardEvent): void {
    // Safari ends a composition before the Enter that confirmed it: 229 tells.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  onMount(() => area.focus());

  return (
    <form
      class="composer"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TypingLine />
      <div class="composer-box" data-empty={text() === "" ? "" : undefined}>
        <textarea
          ref={area}
          class="composer-text"
          rows="1"
          dir="auto"
          aria-label={w().message}
          placeholder={w().messageHint}
          enterkeyhint="send"
          value={text()}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <button class="composer-send" type="submit" data-look="primary" aria-label={w().send} disabled={!maySend()}>
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
            <path d="M10 17V4M4 9.5 10 3.5l6 6" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" />
          </svg>
        </button>
        <div class="composer-foot">
          <NameField />
          <Show when={length() > NEAR_FULL}>
            <span class="composer-length" data-over={length() > MESSAGE_LENGTH ? "" : undefined}>
              {MESSAGE_LENGTH - length()}
            </span>
          </Show>
          <Show when={room.state().refusal}>
            {(refusal) => (
              <span class="composer-refusal" role="alert">
                {said(refusal())}
              </span>
            )}
          </Show>
        </div>
      </div>
    </form>
  );
}
