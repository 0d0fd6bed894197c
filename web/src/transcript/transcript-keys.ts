// The transcript's keys: arrows move the focus from message to message, Enter opens the message's menu, single letters run
// an action. They work only while a message itself has the focus, not something inside it.
import type { Accessor } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { latinKey } from "../browser/keyboard.ts";
import { type MessageInteraction, seqAt } from "../message/message-interaction.ts";
import { mayChange } from "../room/grouping.ts";
import type { Room } from "../room/room.ts";
import { type EventList, eventAt, indexOfSeq } from "../sync/event-list.ts";
import { applyPending } from "../sync/pending-messages.ts";
import type { VirtualList } from "./scrolling/virtual-list.ts";

export type TranscriptKeysPorts = {
  room: Room;
  virtualList: VirtualList;
  interaction: MessageInteraction;
  log: Accessor<EventList>;
};

/** Returns the handler of the transcript's keydown events. */
export function createTranscriptKeys({ room, virtualList, interaction, log }: TranscriptKeysPorts) {
  /** Moves the focus to the next message before or after this place. @returns whether there is one */
  function moveFocus(from: number, step: 1 | -1): boolean {
    let place = from + step;
    while (eventAt(log(), place)?.type === "room") place += step;
    const seq = eventAt(log(), place)?.seq;
    if (seq === undefined) return false;
    interaction.focus(seq, true);
    if (virtualList.rowElement(seq) === undefined) virtualList.scrollToRow(seq, step < 0 ? 0.1 : 0.7);
    const row = virtualList.rowElement(seq);
    row?.querySelector<HTMLElement>(".message")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** Runs the action of a key. @returns whether there is one for this message */
  function runAction(key: string, event: ChatEvent, element: HTMLElement): boolean {
    const message = applyPending(event, room.outbox(), interaction.you());
    const may = mayChange(message, interaction.you());
    if (message.deleted || room.hiddenMembers.covers(message)) return false;
    if (key === "Enter" || key === "ContextMenu" || key === "F10") interaction.showPopover(message, element, "actions");
    else if (key === "r") room.setReplyTo(message);
    else if (key === "e" && may.edit) room.setEditing(message);
    else if (key === "Delete" && may.remove) room.remove(message.id);
    else return false;
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { key, target, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (shiftKey !== (key === "F10")) return;
    if (!(target instanceof HTMLElement)) return;
    const isFrame = target.classList.contains("transcript");
    if (!isFrame && !target.classList.contains("message")) return;
    const place = isFrame ? virtualList.visibleRange().to : indexOfSeq(log(), seqAt(target) ?? Number.NaN);
    const shown = eventAt(log(), place);
    const isDone =
      key === "ArrowUp" || key === "ArrowDown"
        ? moveFocus(place, key === "ArrowUp" ? -1 : 1)
        : shown?.type === "chat" && runAction(latinKey(event), shown, target);
    if (isDone) event.preventDefault();
  }

  return onKeyDown;
}
