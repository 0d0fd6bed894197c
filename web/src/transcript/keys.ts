// Keys in the transcript: arrows lead from message to message, Enter opens what can be done with one, and single letters
// do it. They mean something only while a message itself has the focus.
import type { Accessor } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { type Handling, seqAt } from "../message/message-interaction.ts";
import { mayChange } from "../room/grouping.ts";
import type { Room } from "../room/room.ts";
import { eventAt, type Log, placeOf } from "../sync/event-list.ts";
import { awaited } from "../sync/pending-messages.ts";
import type { Hold } from "./scrolling/virtual-list.ts";

export type KeysPorts = { room: Room; hold: Hold; handling: Handling; log: Accessor<Log> };

/** The letter of a key: by its place on keyboards that write no Latin ones. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isLatin = /^[a-z]$/i.test(key);
  return isLatin ? key.toLowerCase() : key.length === 1 ? code.replace(/^Key/, "").toLowerCase() : key;
}

export function makeTranscriptKeys({ room, hold, handling, log }: KeysPorts) {
  /** Gives the focus to the next message from this place on, in a direction. @returns whether there is one */
  function go(from: number, step: 1 | -1): boolean {
    let place = from + step;
    while (eventAt(log(), place)?.type === "room") place += step;
    const seq = eventAt(log(), place)?.seq;
    if (seq === undefined) return false;
    handling.focus(seq, true);
    if (hold.element(seq) === undefined) hold.show(seq, step < 0 ? 0.1 : 0.7);
    const row = hold.element(seq);
    row?.querySelector<HTMLElement>(".message")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    return true;
  }

  /** @returns whether this key does something with the message */
  function act(letter: string, shown: ChatEvent, element: HTMLElement): boolean {
    const message = awaited(shown, room.outbox(), handling.you());
    const may = mayChange(message, handling.you());
    if (message.deleted) return false;
    if (letter === "Enter" || letter === "ContextMenu" || letter === "F10") handling.open(message, element, "actions");
    else if (letter === "r") room.setReplyTo(message);
    else if (letter === "e" && may.edit) room.setEditing(message);
    else if (letter === "Delete" && may.remove) room.remove(message.id);
    else return false;
    return true;
  }

  function pressed(event: KeyboardEvent): void {
    const { key, target, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (shiftKey !== (key === "F10")) return;
    if (!(target instanceof HTMLElement)) return;
    const isFrame = target.classList.contains("transcript");
    if (!isFrame && !target.classList.contains("message")) return;
    const place = isFrame ? hold.span().to : placeOf(log(), seqAt(target) ?? Number.NaN);
    const shown = eventAt(log(), place);
    const isDone =
      key === "ArrowUp" || key === "ArrowDown"
        ? go(place, key === "ArrowUp" ? -1 : 1)
        : shown?.type === "chat" && act(letterOf(event), shown, target);
    if (isDone) event.preventDefault();
  }

  return pressed;
}
