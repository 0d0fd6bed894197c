import type { Accessor } from "solid-js";
import { type MessageInteraction, seqAt } from "../message/message-interaction.ts";
import { type EventList, eventAt, indexOfSeq } from "../sync/event-list.ts";

/** Elements that handle a tap themselves. */
const HANDLES_TAPS = "a, button, input, pre";

/** Returns the transcript's pointer handlers: hovering shows a message's tools, a tap opens its menu. */
export function createTranscriptPointer(interaction: MessageInteraction, log: Accessor<EventList>) {
  let isTouch = false;
  return {
    over({ target, pointerType }: PointerEvent): void {
      if (pointerType === "mouse") interaction.setPointed(seqAt(target));
    },
    leave: () => interaction.setPointed(undefined),
    down({ pointerType }: PointerEvent): void {
      isTouch = pointerType !== "mouse";
    },
    click({ target }: MouseEvent): void {
      if (!isTouch || !(target instanceof Element) || target.closest(HANDLES_TAPS) !== null) return;
      // The tap belongs to a text selection.
      if (getSelection()?.isCollapsed === false) return;
      const element = target.closest<HTMLElement>(".message");
      const event = eventAt(log(), indexOfSeq(log(), seqAt(target) ?? Number.NaN));
      if (element !== null && event?.type === "chat" && !event.deleted)
        interaction.showPopover(event, element, "actions");
    },
  };
}
