import { onCleanup } from "solid-js";
import { latinKey } from "../browser/keyboard.ts";
import { messageAt } from "../message/message-interaction.ts";
import type { Room } from "../room/room.ts";
import { insertText } from "./insert-text.ts";

/** Returns what is selected of an element's text; undefined if the selection is empty, or begins or ends elsewhere. */
function selectedIn(element: HTMLElement): string | undefined {
  const selection = getSelection();
  const text = selection?.toString().trim() ?? "";
  const isInside = (node: Node | null | undefined) => {
    const from = node instanceof Element ? node : node?.parentElement;
    return from?.closest(".message-text") === element.querySelector(".message-text");
  };
  return text !== "" && isInside(selection?.anchorNode) && isInside(selection?.focusNode) ? text : undefined;
}

/**
 * Makes R on a message of which some text is selected reply to it and quote that text in the field. Without a selection, R
 * is the transcript's, which hears it after this.
 */
export function handleQuoteKey(room: Room, field: HTMLTextAreaElement): void {
  function onKeyDown(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, shiftKey, altKey, isComposing, target } = event;
    if (ctrlKey || metaKey || shiftKey || altKey || isComposing || latinKey(event) !== "r" || field.readOnly) return;
    if (!(target instanceof HTMLElement && target.classList.contains("message"))) return;
    const found = messageAt(target, room.log());
    const text = found && selectedIn(target);
    if (found === undefined || text === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    // What is quoted is not selected any more: the transcript would keep it so, and the field would get no letters.
    getSelection()?.removeAllRanges();
    room.setReplyTo(found.message);
    const { value } = field;
    const lead = value === "" || value.endsWith("\n") ? "" : "\n";
    insertText(field, value.length, value.length, `${lead}${text.replace(/^/gm, "> ")}\n`);
  }
  document.addEventListener("keydown", onKeyDown, { capture: true });
  onCleanup(() => document.removeEventListener("keydown", onKeyDown, { capture: true }));
}
