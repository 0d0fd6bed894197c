import { onCleanup } from "solid-js";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "repeat">;

/** Stored as "off" under this key by people who don't want single keys to do anything. */
export const SINGLE_KEYS = "single-keys";

/** The keys that answer a knock. */
export const LET_IN = "+";
export const NOT_NOW = "-";

const MOD = "Mod+";

/** Returns `/`, or `Mod+/` with Ctrl or Command; undefined while composing text, with Alt, and for repeats. */
export function chordOf({ key, ctrlKey, metaKey, altKey, isComposing, repeat }: KeyPress): string | undefined {
  if (altKey || isComposing || repeat) return undefined;
  return ctrlKey || metaKey ? MOD + key : key;
}

/** Elements that take keys as text, or as first letters of choices. */
const TYPING_TARGETS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=menu]";

/**
 * A component that renders nothing. Its keys work wherever the focus is, except while a dialog is open; keys without Ctrl or
 * Command don't work in text fields either.
 * @param props.single whether single keys are on: speech input presses keys without meaning to (WCAG 2.1.4)
 */
export function Hotkeys(props: { single: () => boolean; acts: Readonly<Record<string, () => void>> }): null {
  const stop = new AbortController();
  const pressed = (event: KeyboardEvent) => {
    const chord = chordOf(event) ?? "";
    const act = props.acts[chord];
    if (act === undefined || event.defaultPrevented || document.querySelector("dialog:modal") !== null) return;
    const isWriting = event.target instanceof Element && event.target.closest(TYPING_TARGETS) !== null;
    if (!chord.startsWith(MOD) && (isWriting || !props.single())) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", pressed, { signal: stop.signal });
  onCleanup(() => stop.abort());
  return null;
}
