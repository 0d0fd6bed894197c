// The emoji picker, in the reader's language and with what this browser remembers of it.
import { EmojiPicker } from "../emoji/emojipicker.tsx";
import { insertAtCaret } from "../emoji/inserting.ts";
import { emojiWords } from "../emoji/words.ts";
import { useRoom } from "../room/context.ts";
import { language } from "../words/words.ts";

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
