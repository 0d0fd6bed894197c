// Finds the messages that replies quote, and jumps to them.
import { createSelector, createSignal, runWithOwner } from "solid-js";
import { createQuotedMessages } from "../room/quoted-messages.ts";
import type { Room } from "../room/room.ts";
import { findMessage, seqOfId } from "../sync/event-list.ts";
import type { MessageInteraction } from "./message-interaction.ts";

const HIGHLIGHT_MS = 1800;
/** The share of the view's height left above a message that was jumped to. */
const SHARE_ABOVE = 0.3;

type JumpToMessage = ReturnType<typeof createJumpToMessage>;

const created = new WeakMap<MessageInteraction, JumpToMessage>();

/** Returns the transcript's `JumpToMessage`, which is created with the first quote and lives as long as the transcript. */
export function jumpToMessageIn(room: Room, interaction: MessageInteraction): JumpToMessage {
  const existing = created.get(interaction);
  if (existing !== undefined) return existing;
  const jump = runWithOwner(interaction.solidOwner, () => createJumpToMessage(room, interaction)) as JumpToMessage;
  created.set(interaction, jump);
  return jump;
}

function createJumpToMessage(room: Room, { virtualList, highlight }: MessageInteraction) {
  const [target, setTarget] = createSignal<string>();

  return {
    originalOf: createQuotedMessages({
      code: room.code,
      messages: () => room.state().messages,
      fetch: room.messagesBefore,
    }),
    /** Returns whether the message of this id is being loaded to jump to it. */
    isTarget: createSelector(target),

    /**
     * Scrolls to the message of this id and highlights it; loads it from the server if it is not here.
     * @param byKeyboard whether the message is to get the focus
     */
    async jumpTo(id: string, byKeyboard: boolean): Promise<void> {
      if (target() !== undefined) return;
      const seq = seqOfId(id);
      setTarget(id);
      await room.loadBack(seq);
      setTarget(undefined);
      if (findMessage(room.log(), id) === undefined) return;
      virtualList.scrollToRow(seq, SHARE_ABOVE);
      highlight(seq);
      setTimeout(() => highlight((current) => (current === seq ? undefined : current)), HIGHLIGHT_MS);
      if (byKeyboard)
        virtualList.rowElement(seq)?.querySelector<HTMLElement>(".message")?.focus({ preventScroll: true });
    },
  };
}
