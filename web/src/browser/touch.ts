/** Returns whether the device is used by touch, as phones and tablets are, whose keyboard is on the screen. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** Handles mousedown: a button pressed so takes the focus from no field, and a phone's keyboard stays open. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
