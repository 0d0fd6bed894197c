// A sentence with elements in it, wherever the language puts them.
import type { JSX } from "solid-js";

const SLOTS = ["\ue000", "\ue001"] as const;

/** @param words makes the sentence around stand-ins, which the elements take the place of, in the order given */
export function phrase(words: (...slots: [string, string]) => string, ...elements: JSX.Element[]): JSX.Element {
  const parts = words(...SLOTS).split(/([\ue000\ue001])/);
  return parts.map((part) => {
    const slot = (SLOTS as readonly string[]).indexOf(part);
    return slot < 0 ? part : elements[slot];
  });
}
