import { Show } from "solid-js";
import { SHARED_KEY } from "../browser/shared-keys.ts";
import type { Draft } from "../room/draft.ts";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { givesLife } from "../vanishing/life-choice.ts";
import { CommandQuestion } from "./command-question.tsx";
import { handleFormattingKeys } from "./formatting-keys.ts";
import { handleQuoteKey } from "./quote-keys.ts";
import { RoomHotkeys } from "./room-hotkeys.tsx";
import { TakenNameNotice } from "./taken-name-notice.tsx";

const LifeLine = createLazyComponent(() => import("../vanishing/life-line.tsx"), "LifeLine");
const TakeShared = createLazyComponent(() => import("../share-target/take-shared.tsx"), "TakeShared");

/** The parts of the composer that writing the first message doesn't need: keys, and lines that are rarely there. */
export function ComposerExtras(props: {
  field: HTMLTextAreaElement;
  draft: Draft;
  heldText: string;
  send: () => void;
  post: () => void;
  showShortcuts: () => void;
}) {
  const room = useRoom();
  handleFormattingKeys(props.field);
  handleQuoteKey(room, props.field);
  return (
    <>
      <RoomHotkeys focusComposer={() => props.field.focus()} showShortcuts={props.showShortcuts} />
      <CommandQuestion {...props} />
      <TakenNameNotice />
      <Show when={givesLife(room)}>
        <LifeLine />
      </Show>
      <Show when={room.tabStore.get(SHARED_KEY)}>
        <TakeShared draft={props.draft} />
      </Show>
    </>
  );
}
