import { EmojiPicker } from "../emoji/emoji-picker.tsx";
import { insertAtCaret } from "./insert-text.ts";

/** Shows the emoji picker, and inserts the picked emoji at the field's caret. */
export function ComposerEmojiPicker(props: { anchor: HTMLElement; field: HTMLTextAreaElement; close: () => void }) {
  return (
    <EmojiPicker
      anchor={props.anchor}
      beyond={props.anchor.closest<HTMLElement>(".composer-box") ?? undefined}
      pick={(emoji) => insertAtCaret(props.field, emoji)}
      close={props.close}
    />
  );
}
