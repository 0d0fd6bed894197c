import type { JSX } from "solid-js";

const SLOTS = ["\ue000", "\ue001"] as const;

/**
 * Returns a sentence with elements in it, wherever the language puts them.
 * @param sentence returns the sentence around two placeholders, which the elements replace in the order given
 */
export function phrase(sentence: (...slots: [string, string]) => string, ...elements: JSX.Element[]): JSX.Element {
  const parts = sentence(...SLOTS).split(/([\ue000\ue001])/);
  return parts.map((part) => {
    const slot = (SLOTS as readonly string[]).indexOf(part);
    return slot < 0 ? part : elements[slot];
  });
}
