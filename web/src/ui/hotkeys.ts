import { onCleanup } from "solid-js";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "repeat">;

/** The storage key of "off", which is stored for people who don't want single keys to do anything. */
export const SINGLE_KEYS = "single-keys";

/** The keys that answer a knock. */
export const LET_IN = "+";
export const DECLINE = "-";

const MOD = "Mod+";

/** Returns the pressed key, after `Mod+` with Ctrl or Command; undefined with Alt, while composing, and for repeats. */
export function chordOf({ key, ctrlKey, metaKey, altKey, isComposing, repeat }: KeyPress): string | undefined {
  if (altKey || isComposing || repeat) return undefined;
  return ctrlKey || metaKey ? MOD + key : key;
}

/** Elements that take keys as text, or as first letters of choices. */
const TYPING_TARGETS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=menu]";

/**
 * Runs actions by keys, wherever the focus is, except while a dialog is open; keys without Ctrl or Command don't work in
 * text fields either. Renders nothing.
 * @param props.single whether single keys are on: speech input presses keys without meaning to (WCAG 2.1.4)
 */
export function Hotkeys(props: { single: () => boolean; actions: Readonly<Record<string, () => void>> }): null {
  const stop = new AbortController();
  const onKeyDown = (event: KeyboardEvent) => {
    const chord = chordOf(event) ?? "";
    const action = props.actions[chord];
    if (action === undefined || event.defaultPrevented || document.querySelector("dialog:modal") !== null) return;
    const isWriting = event.target instanceof Element && event.target.closest(TYPING_TARGETS) !== null;
    if (!chord.startsWith(MOD) && (isWriting || !props.single())) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", onKeyDown, { signal: stop.signal });
  onCleanup(() => stop.abort());
  return null;
}
