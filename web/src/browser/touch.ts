// Whether fingers do the work here: on phones and tablets the screen is the keyboard.

export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** For mousedown: what is pressed takes the focus from no field, so that a phone's keyboard stays. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
