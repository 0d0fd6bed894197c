import { type Accessor, onCleanup, onMount, untrack } from "solid-js";
import { isTouch } from "../browser/touch.ts";
import { messageAt, seqAt, useMessageInteraction } from "../message/message-interaction.ts";
import { useRoom } from "../room/room-context.ts";
import type { EventList } from "../sync/event-list.ts";
import type { createTouchGestures } from "./touch-gestures.ts";

/** There the browser's own menu has more to offer. */
const HAS_BROWSER_MENU = "a, input, textarea, img, video, audio";

/**
 * Handles the pointer in the transcript: hovering shows a message's tools, a right click opens its menu. Renders nothing. A
 * component, so that its code is loaded after the page is shown.
 * @param props.scroller has all messages in it
 */
export function TranscriptPointer(props: { log: Accessor<EventList>; scroller: HTMLElement }): null {
  const room = useRoom();
  const interaction = useMessageInteraction();
  const log = untrack(() => props.log);
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

  function down(event: PointerEvent): void {
    isMouse = event.pointerType === "mouse";
    if (!isMouse) gestures?.down(event);
  }

  function click(event: MouseEvent): void {
    if (isMouse) return;
    void load().then(
      () => gestures?.tap(event),
      () => {},
    );
  }

  function openMenu(event: MouseEvent): void {
    const { target, clientX, clientY } = event;
    if (!isMouse || event.shiftKey || event.button !== 2 || !(target instanceof Element)) return;
    if (target.closest(HAS_BROWSER_MENU) !== null || getSelection()?.isCollapsed === false) return;
    const found = messageAt(target, log());
    if (found === undefined) return;
    event.preventDefault();
    interaction.showPopover(found.message, found.element, "actions", new DOMRect(clientX, clientY));
  }

  const stop = new AbortController();
  onCleanup(() => stop.abort());
  onMount(() => {
    const on = <Type extends keyof HTMLElementEventMap>(type: Type, run: (event: HTMLElementEventMap[Type]) => void) =>
      props.scroller.addEventListener(type, run, { signal: stop.signal });
    on("pointerover", ({ target, pointerType }) => pointerType === "mouse" && interaction.setPointed(seqAt(target)));
    on("pointerleave", () => interaction.setPointed(undefined));
    on("pointerdown", down);
    on("pointermove", (event) => gestures?.move(event));
    on("pointerup", (event) => gestures?.up(event));
    on("pointercancel", () => gestures?.cancel());
    on("contextmenu", openMenu);
    on("click", click);
  });
  return null;
}
