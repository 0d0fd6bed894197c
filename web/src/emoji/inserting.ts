// Writing into a text field as a person would: undo takes it back, and whoever listens to the field hears of it.

/** Puts `text` in place of what is from `from` to `to`, the caret behind it. The field gets the focus. */
export function insertText(
  field: HTMLTextAreaElement | HTMLInputElement,
  from: number,
  to: number,
  text: string,
): void {
  field.focus();
  field.setSelectionRange(from, to);
  // The one way that keeps the field's undo. Behind a dialog it can't have the focus, and another field would be written to.
  if (document.activeElement === field && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}

/** Puts `text` where the caret is, or in place of what is selected. */
export function insertAtCaret(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  insertText(field, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, text);
}
