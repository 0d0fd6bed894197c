import { onCleanup } from "solid-js";
import { hasCommandKey, latinKey } from "../browser/keyboard.ts";
import { insertText } from "./insert-text.ts";
import { type Mark, wrapSelection } from "./wrap-selection.ts";

const MARKS: Readonly<Record<string, Mark>> = { b: "**", i: "*", e: "`" };

/** Makes Ctrl or Command with B, I and E format what is selected in the field. Its undo takes that back. */
export function handleFormattingKeys(field: HTMLTextAreaElement): void {
  function onKeyDown(event: KeyboardEvent): void {
    const { ctrlKey, metaKey, shiftKey, altKey, isComposing } = event;
    const isShortcut = hasCommandKey() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    const mark = MARKS[latinKey(event)];
    if (!isShortcut || shiftKey || altKey || isComposing || mark === undefined || field.readOnly) return;
    event.preventDefault();
    const { from, to, text, selection } = wrapSelection(field.value, field.selectionStart, field.selectionEnd, mark);
    insertText(field, from, to, text);
    field.setSelectionRange(...selection);
  }
  field.addEventListener("keydown", onKeyDown);
  onCleanup(() => field.removeEventListener("keydown", onKeyDown));
}
