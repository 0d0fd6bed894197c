/**
 * Replaces a field's text between two offsets as typing would: the field's undo takes it back, and it gets an input event.
 * The field gets the focus, with the caret after the new text.
 */
export function insertText(
  field: HTMLTextAreaElement | HTMLInputElement,
  from: number,
  to: number,
  text: string,
): void {
  field.focus();
  field.setSelectionRange(from, to);
  // Only execCommand keeps the field's undo. Behind a modal dialog the field can't get the focus: then it would write
  // into another field.
  if (document.activeElement === field && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}

/** Inserts text at the caret, or in place of the selection. */
export function insertAtCaret(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  insertText(field, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, text);
}
