// What fingers do on a message: a tap opens its menu, two taps react, a swipe towards the end of the line replies.
import type { Accessor } from "solid-js";
import { quickEmoji } from "../emoji/recent-emoji.ts";
import { type MessageInteraction, messageAt } from "../message/message-interaction.ts";
import type { Room } from "../room/room.ts";
import type { EventList } from "../sync/event-list.ts";
import "./touch-gestures.css";

/** Elements that handle a tap themselves. */
const HANDLES_TAPS = "a, button, input, pre, audio, video";
/** A second tap that comes later is a tap of its own. */
const DOUBLE_TAP_MS = 250;
/** In CSS px: until then a finger may still tap, or scroll. */
const SWIPE_FROM = 12;
const SWIPE_REPLIES = 56;
const MAX_SWIPE = 72;
/** From here on to the edge of the screen, a swipe is the device's own gesture to go back. */
const SCREEN_EDGE = 24;

type Touched = NonNullable<ReturnType<typeof messageAt>>;
type Swipe = Touched & { readonly pointerId: number; readonly x: number; readonly y: number; isMoving: boolean };

/** Returns the handlers of a transcript's touches. */
export function createTouchGestures(room: Room, interaction: MessageInteraction, log: Accessor<EventList>) {
  let swipe: Swipe | undefined;
  let lastTap: { readonly seq: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;

  function touched(target: EventTarget | null): Touched | undefined {
    if (!(target instanceof Element) || target.closest(HANDLES_TAPS) !== null) return undefined;
    // The touch belongs to a text selection.
    if (getSelection()?.isCollapsed === false) return undefined;
    return messageAt(target, log());
  }

  function endSwipe(): void {
    swipe?.element.removeAttribute("data-swipe");
    swipe?.element.style.removeProperty("--swipe");
    swipe = undefined;
  }

  /** Returns how far the finger has gone towards the end of the line. */
  function distance({ x, element }: Swipe, event: PointerEvent): number {
    return (event.clientX - x) * (getComputedStyle(element).direction === "rtl" ? -1 : 1);
  }

  return {
    down(event: PointerEvent): void {
      endSwipe();
      const { clientX: x, clientY: y, pointerId } = event;
      if (!event.isPrimary || x < SCREEN_EDGE || x > innerWidth - SCREEN_EDGE) return;
      const found = touched(event.target);
      if (found !== undefined) swipe = { ...found, pointerId, x, y, isMoving: false };
    },
    move(event: PointerEvent): void {
      if (swipe?.pointerId !== event.pointerId) return;
      const way = distance(swipe, event);
      const isSideways = way > 2 * Math.abs(event.clientY - swipe.y);
      if (!swipe.isMoving && Math.max(Math.abs(way), Math.abs(event.clientY - swipe.y)) < SWIPE_FROM) return;
      if (!swipe.isMoving && !isSideways) return endSwipe();
      swipe.isMoving = true;
      swipe.element.style.setProperty("--swipe", `${Math.max(0, Math.min(way, MAX_SWIPE))}px`);
      swipe.element.dataset.swipe = way >= SWIPE_REPLIES ? "replies" : "";
    },
    up(event: PointerEvent): void {
      const done = swipe?.pointerId === event.pointerId ? swipe : undefined;
      endSwipe();
      if (done?.isMoving && distance(done, event) >= SWIPE_REPLIES) room.setReplyTo(done.message);
    },
    /** The browser took the touch to scroll or to select. */
    cancel: endSwipe,
    tap({ target }: MouseEvent): void {
      const { seq, timer } = lastTap ?? {};
      clearTimeout(timer);
      lastTap = undefined;
      const found = touched(target);
      if (found === undefined) return;
      const { message, element } = found;
      if (seq !== message.seq) {
        const openMenu = () => {
          lastTap = undefined;
          interaction.showPopover(message, element, "actions");
        };
        lastTap = { seq: message.seq, timer: setTimeout(openMenu, DOUBLE_TAP_MS) };
        return;
      }
      const [emoji = ""] = quickEmoji(room.browserStore, 1);
      const isOwn = message.reactions?.[emoji]?.includes(interaction.you()?.id ?? "") ?? false;
      room.react(message.id, emoji, !isOwn);
    },
  };
}
