import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { keepFocus } from "../browser/touch.ts";
import { t } from "../i18n/t.ts";
import type { Draft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";
import { checkSendable } from "../room/sendable.ts";
import { commandOf, messageOfCommand } from "./command.ts";
import "./notice-line.css";

/**
 * Decides about a text that begins with a slash: a command that stands for a message is sent as that message, and what is no
 * command is sent as it is. Of any other command it asks whether it is meant as a message: asking to send it once more, by
 * Enter or a button, means that it is.
 * @param props.heldText the text that was to be sent; set anew with each attempt
 * @param props.post sends the draft
 */
export function CommandQuestion(props: {
  field: HTMLTextAreaElement;
  draft: Draft;
  heldText: string;
  send: () => void;
  post: () => void;
}) {
  const room = useRoom();
  const [asked, setAsked] = createSignal<string>();
  /** The text that stands for a message which is too long. */
  const [long, setLong] = createSignal<string>();
  /** Writing anything else is an answer, too. */
  const isOpen = () => asked() !== undefined && asked() === props.draft.text();

  createEffect(
    on(
      () => props.heldText,
      (text) => {
        if (text === "" || text !== props.draft.text()) return;
        const message = messageOfCommand(text);
        if (message === undefined && commandOf(text) !== undefined && !isOpen()) return void setAsked(text);
        setAsked(undefined);
        if (message !== undefined && !checkSendable(message, props.draft.maxLength()).maySend)
          return void setLong(text);
        if (message !== undefined) props.draft.write(message);
        props.post();
      },
    ),
  );

  function edit(): void {
    setAsked(undefined);
    props.field.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isOpen() || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") edit();
    // Holding Enter down is no answer.
    else if (event.key !== "Enter" || !event.repeat) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  // Before the composer, which would clear the text on Escape.
  props.field.addEventListener("keydown", onKeyDown, { capture: true });
  onCleanup(() => props.field.removeEventListener("keydown", onKeyDown, { capture: true }));

  return (
    <>
      <Show when={long() !== undefined && long() === props.draft.text()}>
        <p class="notice-line" role="alert">
          {t().messageAtMost(props.draft.maxLength())}
        </p>
      </Show>
      <Show when={isOpen()}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: it handles the keys that its buttons leave to it */}
        <div class="notice-line" onKeyDown={(event) => event.key === "Escape" && edit()}>
          <span role="alert">{t().sendCommand(commandOf(asked() ?? "") ?? "")}</span>
          <span class="notice-line-actions">
            <button
              type="button"
              data-look="primary"
              onMouseDown={keepFocus}
              onClick={(event) => {
                if (document.activeElement === event.currentTarget) props.field.focus();
                props.send();
              }}
            >
              {room.editing() === undefined ? t().send : t().save}
            </button>
            <button type="button" onMouseDown={keepFocus} onClick={edit}>
              {t().editMessage}
            </button>
          </span>
        </div>
      </Show>
    </>
  );
}
