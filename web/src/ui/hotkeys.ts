// Keys that work wherever the focus is, but not in front of an open dialog; those without Ctrl or Command not where one
// writes either.
import { onCleanup } from "solid-js";

export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "repeat">;

/** Kept as "off" under this name by who doesn't want keys alone to do anything. */
export const SINGLE_KEYS = "single-keys";

/** Answer whoever knocks. */
export const LET_IN = "+";
export const NOT_NOW = "-";

const MOD = "Mod+";

/** `/`, or `Mod+/` with Ctrl or Command; undefined where it is part of something else. */
export function chordOf({ key, ctrlKey, metaKey, altKey, isComposing, repeat }: Pressed): string | undefined {
  if (altKey || isComposing || repeat) return undefined;
  return ctrlKey || metaKey ? MOD + key : key;
}

/** Where keys are letters, or choices to be made by their first letters. */
const TAKES_KEYS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=menu]";

/**
 * A component that shows nothing itself.
 * @param props.single people may turn those off that are a key alone: who talks to their device presses keys without
 *   meaning to (WCAG 2.1.4)
 */
export function Keys(props: { single: () => boolean; acts: Readonly<Record<string, () => void>> }): null {
  const stop = new AbortController();
  const pressed = (event: KeyboardEvent) => {
    const chord = chordOf(event) ?? "";
    const act = props.acts[chord];
    if (act === undefined || event.defaultPrevented || document.querySelector("dialog:modal") !== null) return;
    const isWriting = event.target instanceof Element && event.target.closest(TAKES_KEYS) !== null;
    if (!chord.startsWith(MOD) && (isWriting || !props.single())) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", pressed, { signal: stop.signal });
  onCleanup(() => stop.abort());
  return null;
}
