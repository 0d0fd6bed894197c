/** Returns whether the device is used by touch, as phones and tablets are, whose keyboard is on the screen. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** Handles mousedown on a button so that a text field keeps the focus, and a phone keeps its keyboard open. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
