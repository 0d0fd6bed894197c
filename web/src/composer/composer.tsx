import { createEffect, createSignal, createUniqueId, on, onMount, Show } from "solid-js";
import { isTouch, keepFocus } from "../browser/touch.ts";
import { t } from "../i18n/t.ts";
import { NameField } from "../people/name-field.tsx";
import { createDraft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import "./composer.css";

const AttachButton = createLazyComponent(
  () => import("../files/attach-button.tsx"),
  "AttachButton",
  () => <span class="composer-attach" />,
);
const AttachmentTray = createLazyComponent(() => import("../files/attachment-tray.tsx"), "AttachmentTray");
const Completion = createLazyComponent(() => import("./completion.tsx"), "Completion");
const ComposerStatus = createLazyComponent(() => import("./composer-status.tsx"), "ComposerStatus");
const KeyboardInset = createLazyComponent(() => import("../browser/keyboard-inset.ts"), "KeyboardInset");
const ComposerEmojiPicker = createLazyComponent(() => import("./composer-emoji-picker.tsx"), "ComposerEmojiPicker");
const ComposerExtras = createLazyComponent(() => import("./composer-extras.tsx"), "ComposerExtras");
const Shortcuts = createLazyComponent(() => import("../shortcuts/shortcuts.tsx"), "Shortcuts");
const TypingLine = createLazyComponent(() => import("./typing-line.tsx"), "TypingLine");
const WriteNotice = createLazyComponent(() => import("./write-notice.tsx"), "WriteNotice");
const ReplyBar = createLazyComponent(() => import("./reply-bar.tsx"), "ReplyBar");

/** In UTF-16 units: after a longer paste, browsers take seconds for every further letter. */
const MAX_PASTE_LENGTH = 100_000;
/** A colon that begins a word may begin a shortcode, an at sign a mention, and a slash at the very beginning a command. */
const MAY_BEGIN_COMPLETION = /(^|[\s\p{P}]):|[@＠]|^\//u;
/** Without field-sizing the field can't grow with its text: its frame gets a copy of the text to grow by. */
const HAS_FIELD_SIZING = CSS.supports("field-sizing", "content");

/**
 * Lets people write messages. Enter sends and Shift+Enter breaks the line; on a touch screen Enter breaks it and the button
 * sends. Enter never sends while an input method is composing. Unsent text survives a reload.
 */
export function Composer() {
  const statusId = createUniqueId();
  const room = useRoom();
  const draft = createDraft(room, () => mustWait());
  const [open, setOpen] = createSignal<"emoji" | "shortcuts">();
  const [mayComplete, setMayComplete] = createSignal(false);
  const [isPasteTooLong, setPasteTooLong] = createSignal(false);
  const [isSendingPaused, setSendingPaused] = createSignal(false);
  /** What was to be sent last that begins with a slash. ComposerExtras, once it is loaded, knows whether it is a command. */
  const [heldText, holdText] = createSignal("", { equals: false });
  /** Why nothing may be written: the field keeps its text, and takes no other until there is no reason any more. */
  const [blockedBecause, setBlockedBecause] = createSignal<string>();
  const isBlocked = () => blockedBecause() !== undefined;
  /** Slow mode delays new messages, but no edits. */
  const mustWait = () => isBlocked() || (isSendingPaused() && room.editing() === undefined);
  const mayHaveNotice = () => {
    const { room: view, you } = room.state();
    return you?.mutedUntil ?? view?.slowModeSeconds ?? view?.writers === "moderators";
  };
  // A dialog may report late that it is closed: by then another may be open.
  const close = (dialog: "emoji" | "shortcuts") => setOpen((current) => (current === dialog ? undefined : current));
  const hasStatus = () =>
    isPasteTooLong() ||
    draft.check().left !== undefined ||
    draft.cleared() !== undefined ||
    room.state().refusal !== undefined;
  let field!: HTMLTextAreaElement;
  let emojiButton!: HTMLButtonElement;

  function send(): void {
    if (mustWait()) return;
    if (draft.text()[0] === "/") holdText(draft.text());
    else post();
  }

  function post(): void {
    const wasWriting = document.activeElement === field;
    // Focusing the field would reopen an on-screen keyboard that was put away before tapping send.
    if (draft.send() && (wasWriting || !isTouch())) field.focus();
  }

  /** Rejects a paste that is far too long. The person loses nothing, because they still have what they copied. */
  function onBeforeInput(event: InputEvent): void {
    setPasteTooLong((event.data?.length ?? 0) > MAX_PASTE_LENGTH);
    if (isPasteTooLong()) event.preventDefault();
  }

  function onInput(text: string): void {
    draft.write(text);
    if (room.state().refusal !== undefined) room.dismissRefusal();
    if (MAY_BEGIN_COMPLETION.test(text)) setMayComplete(true);
  }

  /** Runs the action of a key. @returns whether the key had one */
  function handleKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (isBlocked()) return false;
    const isPlain = !(shiftKey || ctrlKey || metaKey || altKey);
    if (key === "Escape") return isPlain && draft.stepBack();
    if (key === "ArrowUp") return isPlain && draft.text() === "" && draft.editLastOwn();
    if (key !== "Enter" || shiftKey || altKey) return false;
    if (isPlain && isTouch()) return false;
    send();
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Safari ends a composition before the keydown of the Enter that confirms it; only keyCode 229 shows what it is.
    if (event.isComposing || event.keyCode === 229) return;
    if (handleKey(event)) event.preventDefault();
  }

  createEffect(
    on([room.editing, room.replyTo], (messages) => messages.some((message) => message !== undefined) && field.focus(), {
      defer: true,
    }),
  );
  createEffect(
    on(
      room.mentioned,
      (name) => {
        const before = draft.text();
        onInput(`${before}${before === "" || /\s$/.test(before) ? "" : " "}@${name} `);
        field.focus();
      },
      { defer: true },
    ),
  );
  onMount(() => field.focus());

  return (
    <div class="composer">
      <div class="composer-typing">
        <Show when={room.typingMembers().length > 0}>
          <TypingLine />
        </Show>
      </div>
      <div class="composer-box">
        <Show when={room.editing() ?? room.replyTo()}>
          <ReplyBar
            cancel={() => {
              draft.stepBack();
              field.focus();
            }}
          />
        </Show>
        <Show when={room.stagedFiles()}>
          <AttachmentTray focusField={() => field.focus()} />
        </Show>
        <div class="composer-frame" data-text={HAS_FIELD_SIZING ? undefined : draft.text()}>
          <textarea
            ref={field}
            class="composer-text"
            rows="1"
            dir="auto"
            aria-label={t().message}
            aria-invalid={(draft.check().left ?? 0) < 0}
            aria-describedby={hasStatus() ? statusId : undefined}
            readonly={isBlocked()}
            aria-disabled={isBlocked()}
            placeholder={blockedBecause() ?? t().messagePlaceholder}
            autocomplete="off"
            autocapitalize="sentences"
            spellcheck={true}
            enterkeyhint={isTouch() ? "enter" : "send"}
            data-1p-ignore=""
            data-lpignore="true"
            value={draft.text()}
            onBeforeInput={onBeforeInput}
            onInput={(event) => onInput(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <Show when={hasStatus()}>
          <ComposerStatus
            id={statusId}
            draft={draft}
            isPasteTooLong={isPasteTooLong()}
            undo={() => {
              draft.undo();
              field.focus();
            }}
          />
        </Show>
        <Show when={mayHaveNotice()}>
          <WriteNotice isFieldEmpty={draft.text() === ""} onBlock={setBlockedBecause} onPause={setSendingPaused} />
        </Show>
        <ComposerExtras
          field={field}
          draft={draft}
          heldText={heldText()}
          send={send}
          post={post}
          showShortcuts={() => setOpen("shortcuts")}
        />
        <div class="composer-foot">
          <NameField />
          <button
            class="composer-shortcuts"
            type="button"
            data-look="quiet"
            aria-label={t().keysAndFormatting}
            aria-haspopup="dialog"
            title={t().keysAndFormatting}
            onClick={() => setOpen("shortcuts")}
          >
            <span aria-hidden="true">Aa</span>
          </button>
          <AttachButton isBlocked={isBlocked()} focusField={() => field.focus()} />
          <button
            ref={emojiButton}
            class="composer-emoji"
            type="button"
            data-look="quiet"
            aria-label={t().emoji}
            aria-haspopup="dialog"
            title={t().emoji}
            disabled={isBlocked()}
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
            aria-label={room.editing() === undefined ? t().send : t().save}
            title={room.editing() === undefined ? t().send : t().save}
            disabled={!draft.check().maySend || mustWait()}
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
          <Completion field={field} />
        </Show>
      </div>
      <Show when={isTouch()}>
        <KeyboardInset />
      </Show>
      <Show when={open() === "emoji"}>
        <ComposerEmojiPicker anchor={emojiButton} field={field} close={() => close("emoji")} />
      </Show>
      <Show when={open() === "shortcuts"}>
        <Shortcuts close={() => close("shortcuts")} />
      </Show>
    </div>
  );
}
