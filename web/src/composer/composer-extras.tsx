import type { Draft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";
import { CommandQuestion } from "./command-question.tsx";
import { handleFormattingKeys } from "./formatting-keys.ts";
import { handleQuoteKey } from "./quote-keys.ts";
import { RoomHotkeys } from "./room-hotkeys.tsx";
import { TakenNameNotice } from "./taken-name-notice.tsx";

/** The parts of the composer that writing the first message doesn't need: keys, and lines that are rarely there. */
export function ComposerExtras(props: {
  field: HTMLTextAreaElement;
  draft: Draft;
  heldText: string;
  send: () => void;
  post: () => void;
  showShortcuts: () => void;
}) {
  handleFormattingKeys(props.field);
  handleQuoteKey(useRoom(), props.field);
  return (
    <>
      <RoomHotkeys focusComposer={() => props.field.focus()} showShortcuts={props.showShortcuts} />
      <CommandQuestion {...props} />
      <TakenNameNotice />
    </>
  );
}
