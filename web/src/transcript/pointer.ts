// Pointers in the transcript: a mouse shows a message's tools, the tap of a finger opens what can be done with it.
import type { Accessor } from "solid-js";
import { type Handling, seqAt } from "../message/message-interaction.ts";
import { eventAt, type Log, placeOf } from "../sync/event-list.ts";

/** What has a use of its own for a tap. */
const TAKES_TAPS = "a, button, input, pre";

export function makeTranscriptPointer(handling: Handling, log: Accessor<Log>) {
  let isTouch = false;
  return {
    over({ target, pointerType }: PointerEvent): void {
      if (pointerType === "mouse") handling.point(seqAt(target));
    },
    leave: () => handling.point(undefined),
    down({ pointerType }: PointerEvent): void {
      isTouch = pointerType !== "mouse";
    },
    click({ target }: MouseEvent): void {
      if (!isTouch || !(target instanceof Element) || target.closest(TAKES_TAPS) !== null) return;
      // A finger that selects words wants those.
      if (getSelection()?.isCollapsed === false) return;
      const element = target.closest<HTMLElement>(".message");
      const event = eventAt(log(), placeOf(log(), seqAt(target) ?? Number.NaN));
      if (element !== null && event?.type === "chat" && !event.deleted) handling.open(event, element, "actions");
    },
  };
}
