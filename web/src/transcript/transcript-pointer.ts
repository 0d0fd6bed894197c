import type { Accessor } from "solid-js";
import { isTouch } from "../browser/touch.ts";
import { type MessageInteraction, messageAt, seqAt } from "../message/message-interaction.ts";
import type { Room } from "../room/room.ts";
import type { EventList } from "../sync/event-list.ts";
import type { createTouchGestures } from "./touch-gestures.ts";

/** There the browser's own menu has more to offer. */
const HAS_BROWSER_MENU = "a, input, textarea, img, video, audio";

/** Returns the transcript's pointer handlers: hovering shows a message's tools, a right click opens its menu. */
export function createTranscriptPointer(room: Room, interaction: MessageInteraction, log: Accessor<EventList>) {
  let gestures: ReturnType<typeof createTouchGestures> | undefined;
  let loading: Promise<void> | undefined;
  let isMouse = true;
  const load = () => {
    loading ??= import("./touch-gestures.ts").then((module) => {
      gestures = module.createTouchGestures(room, interaction, log);
    });
    return loading;
  };
  if (isTouch()) void load().catch(() => {});
  return {
    over({ target, pointerType }: PointerEvent): void {
      if (pointerType === "mouse") interaction.setPointed(seqAt(target));
    },
    leave: () => interaction.setPointed(undefined),
    down(event: PointerEvent): void {
      isMouse = event.pointerType === "mouse";
      if (!isMouse) gestures?.down(event);
    },
    move: (event: PointerEvent) => gestures?.move(event),
    up: (event: PointerEvent) => gestures?.up(event),
    cancel: () => gestures?.cancel(),
    click(event: MouseEvent): void {
      if (!isMouse)
        void load().then(
          () => gestures?.tap(event),
          () => {},
        );
    },
    menu(event: MouseEvent): void {
      const { target, clientX, clientY } = event;
      if (!isMouse || event.shiftKey || event.button !== 2 || !(target instanceof Element)) return;
      if (target.closest(HAS_BROWSER_MENU) !== null || getSelection()?.isCollapsed === false) return;
      const found = messageAt(target, log());
      if (found === undefined) return;
      event.preventDefault();
      interaction.showPopover(found.message, found.element, "actions", new DOMRect(clientX, clientY));
    },
  };
}
