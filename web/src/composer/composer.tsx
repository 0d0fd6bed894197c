// Where a message is written. Enter sends and Shift+Enter breaks, on a touch screen Enter breaks and the button sends, and
// never while an input method is composing; what is written stays until it is sent, through reloads too.
import { createEffect, createSignal, createUniqueId, on, onMount, Show } from "solid-js";
import { isTouch, keepFocus } from "../browser/touch.ts";
import { w } from "../i18n/t.ts";
import { NameField } from "../people/name-field.tsx";
import { useRoom } from "../room/context.ts";
import { createWriting } from "../room/draft.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import "./composer.css";

const Completing = makeLate(async () => (await import("./completion.tsx")).Completing);
const ComposerNote = makeLate(async () => (await import("./composer-status.tsx")).ComposerNote);
const Covered = makeLate(async () => (await import("../browser/keyboard-inset.ts")).Covered);
const EmojiForField = makeLate(async () => (await import("../emoji/emoji-button.tsx")).EmojiForField);
const Hush = makeLate(async () => (await import("./mute-notice.tsx")).Hush);
const RoomKeys = makeLate(async () => (await import("./room-hotkeys.tsx")).RoomKeys);
const Shortcuts = makeLate(async () => (await import("../shortcuts/shortcuts.tsx")).Shortcuts);
const TypingLine = makeLate(async () => (await import("./typing-line.tsx")).TypingLine);
const WritingTo = makeLate(async () => (await import("./reply-bar.tsx")).WritingTo);

/** In UTF-16 units: behind more than this at once, browsers take seconds for every further letter. */
const PASTE_LENGTH = 100_000;
/** From a colon or an at sign that begins a word on, there may be something to complete. */
const COMPLETABLE = /(^|[\s\p{P}])[:@]/u;
/** Where a field can't grow by itself, its frame is given the text to grow by. */
const GROWS = CSS.supports("field-sizing", "content");

export function Composer() {
  const note = createUniqueId();
  const room = useRoom();
  const writing = createWriting(room);
  const [open, setOpen] = createSignal<"emoji" | "shortcuts">();
  const [mayComplete, setMayComplete] = createSignal(false);
  const [isDeclined, setDeclined] = createSignal(false);
  const [isHushed, setHushed] = createSignal(false);
  /** What is put differently is no new message. */
  const mustWait = () => isHushed() && room.editing() === undefined;
  const mayBeHushed = () => room.state().you?.mutedUntil ?? room.state().room?.slowModeSeconds;
  // A dialog says that it is closed a little later: by then another may be open.
  const close = (one: "emoji" | "shortcuts") => setOpen((now) => (now === one ? undefined : now));
  const hasNote = () =>
    isDeclined() ||
    writing.verdict().left !== undefined ||
    writing.cleared() !== undefined ||
    room.state().refusal !== undefined;
  let field!: HTMLTextAreaElement;
  let emojiButton!: HTMLButtonElement;

  function send(): void {
    const wasWriting = document.activeElement === field;
    if (mustWait()) return;
    // Who sends by touch and has put the keyboard away doesn't want it back.
    if (writing.send() && (wasWriting || !isTouch())) field.focus();
  }

  /** What is far too long is not taken; where it was copied from it still is. */
  function offered(event: InputEvent): void {
    setDeclined((event.data?.length ?? 0) > PASTE_LENGTH);
    if (isDeclined()) event.preventDefault();
  }

  function wrote(text: string): void {
    writing.write(text);
    if (room.state().refusal !== undefined) room.dismiss();
    if (COMPLETABLE.test(text)) setMayComplete(true);
  }

  /** Whether this key did something here. */
  function obey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const isPlain = !(shiftKey || ctrlKey || metaKey || altKey);
    if (key === "Escape") return isPlain && writing.stepBack();
    if (key === "ArrowUp") return isPlain && writing.text() === "" && writing.recall();
    if (key !== "Enter" || shiftKey || altKey) return false;
    if (isPlain && isTouch()) return false;
    send();
    return true;
  }

  function pressed(event: KeyboardEvent): void {
    // Safari ends a composition before the Enter that confirmed it: 229 tells.
    if (event.isComposing || event.keyCode === 229) return;
    if (obey(event)) event.preventDefault();
  }

  createEffect(
    on([room.editing, room.replyTo], (now) => now.some((message) => message !== undefined) && field.focus(), {
      defer: true,
    }),
  );
  onMount(() => field.focus());

  return (
    <div class="composer">
      <div class="composer-others">
        <Show when={room.typists().length > 0}>
          <TypingLine />
        </Show>
      </div>
      <div class="composer-box">
        <Show when={room.editing() ?? room.replyTo()}>
          <WritingTo
            cancel={() => {
              writing.stepBack();
              field.focus();
            }}
          />
        </Show>
        <div class="composer-frame" data-text={GROWS ? undefined : writing.text()}>
          <textarea
            ref={field}
            class="composer-text"
            rows="1"
            dir="auto"
            aria-label={w().message}
            aria-invalid={(writing.verdict().left ?? 0) < 0}
            aria-describedby={hasNote() ? note : undefined}
            placeholder={w().messageHint}
            autocomplete="off"
            autocapitalize="sentences"
            spellcheck={true}
            enterkeyhint={isTouch() ? "enter" : "send"}
            data-1p-ignore=""
            data-lpignore="true"
            value={writing.text()}
            onBeforeInput={offered}
            onInput={(event) => wrote(event.currentTarget.value)}
            onKeyDown={pressed}
          />
        </div>
        <Show when={hasNote()}>
          <ComposerNote
            id={note}
            writing={writing}
            isDeclined={isDeclined()}
            undo={() => {
              writing.undo();
              field.focus();
            }}
          />
        </Show>
        <Show when={mayBeHushed()}>
          <Hush hushed={setHushed} />
        </Show>
        <div class="composer-foot">
          <NameField />
          <button
            class="composer-help"
            type="button"
            data-look="quiet"
            aria-label={w().keysAndFormatting}
            aria-haspopup="dialog"
            title={w().keysAndFormatting}
            onClick={() => setOpen("shortcuts")}
          >
            <span aria-hidden="true">Aa</span>
          </button>
          <button
            ref={emojiButton}
            class="composer-emoji"
            type="button"
            data-look="quiet"
            aria-label={w().emoji}
            aria-haspopup="dialog"
            title={w().emoji}
            onClick={() => setOpen("emoji")}
          >
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" fill="none" stroke="currentColor">
              <circle cx="11" cy="11" r="8.6" stroke-width="1.7" />
              <path d="M7.2 13.2c1 1.5 2.3 2.2 3.8 2.2s2.8-.7 3.8-2.2" stroke-width="1.7" stroke-linecap="round" />
              <path d="M8 8.3v.4M14 8.3v.4" stroke-width="2.2" stroke-linecap="round" />
            </svg>
          </button>
          <button
            class="composer-send"
            type="button"
            data-look="primary"
            aria-label={room.editing() === undefined ? w().send : w().save}
            title={room.editing() === undefined ? w().send : w().save}
            disabled={!writing.verdict().maySend || mustWait()}
            onMouseDown={keepFocus}
            onClick={send}
          >
            <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
              <path
                d={room.editing() === undefined ? "M10 17V4M4 9.5 10 3.5l6 6" : "m4 10.5 4.2 4.2L16 6"}
                stroke-width="2.2"
                stroke-linecap="round"
                stroke-linejoin="round"
              />
            </svg>
          </button>
        </div>
        <Show when={mayComplete()}>
          <Completing field={field} />
        </Show>
      </div>
      <RoomKeys write={() => field.focus()} show={() => setOpen("shortcuts")} />
      <Show when={isTouch()}>
        <Covered />
      </Show>
      <Show when={open() === "emoji"}>
        <EmojiForField anchor={emojiButton} field={field} close={() => close("emoji")} />
      </Show>
      <Show when={open() === "shortcuts"}>
        <Shortcuts close={() => close("shortcuts")} />
      </Show>
    </div>
  );
}
