// The emoji picker, in the reader's language and with what this browser remembers of it.

import { emojiWords } from "../i18n/emoji-texts.ts";
import { language } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { insertAtCaret } from "./inserting.ts";
import { EmojiPicker } from "./picker.tsx";

export function EmojiChoice(props: { anchor: HTMLElement; pick: (emoji: string) => void; close: () => void }) {
  const room = useRoom();
  return (
    <EmojiPicker
      anchor={props.anchor}
      language={language()}
      kept={room.kept}
      words={emojiWords(language())}
      pick={props.pick}
      close={props.close}
    />
  );
}

/** Writes what is picked where the caret is. */
export function EmojiForField(props: { anchor: HTMLElement; field: HTMLTextAreaElement; close: () => void }) {
  return <EmojiChoice anchor={props.anchor} pick={(emoji) => insertAtCaret(props.field, emoji)} close={props.close} />;
}
