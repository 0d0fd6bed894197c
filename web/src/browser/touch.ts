import { matchesMedia } from "./media.ts";

/** Returns whether the device is used by touch, as phones and tablets are, whose keyboard is on the screen. */
export function isTouch(): boolean {
  return matchesMedia("(pointer: coarse)");
}

/** Handles mousedown on a button so that a text field keeps the focus, and a phone keeps its keyboard open. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
