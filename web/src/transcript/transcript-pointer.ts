import type { Accessor } from "solid-js";
import { type MessageInteraction, seqAt } from "../message/message-interaction.ts";
import { type EventList, eventAt, indexOfSeq } from "../sync/event-list.ts";

/** Elements that handle a tap themselves. */
const HANDLES_TAPS = "a, button, input, pre";

/** Returns the transcript's pointer handlers: hovering shows a message's tools, a tap opens its menu. */
export function createTranscriptPointer(interaction: MessageInteraction, log: Accessor<EventList>) {
  let isTouch = false;
  function openMenu(element: HTMLElement | null): boolean {
    const event = eventAt(log(), indexOfSeq(log(), seqAt(element) ?? Number.NaN));
    if (element === null || event?.type !== "chat" || event.deleted) return false;
    interaction.showPopover(event, element, "actions");
    return true;
  }

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
      openMenu(target.closest<HTMLElement>(".message"));
    },
    /** A mouse's right button opens the message's menu; with Shift, on a link and over a selection it opens the browser's. */
    menu(event: MouseEvent): void {
      if (isTouch || event.shiftKey || event.button !== 2 || !(event.target instanceof Element)) return;
      if (event.target.closest("a") !== null || getSelection()?.isCollapsed === false) return;
      if (openMenu(event.target.closest<HTMLElement>(".message"))) event.preventDefault();
    },
  };
}
