// An object whose fields are signals: who reads one of them hears of that one alone.
import { batch, createSignal } from "solid-js";

/** @param initial has every field there will be */
export function createParts<T extends object>(initial: T): [parts: T, show: (next: T) => void] {
  const parts = {} as T;
  const setters = (Object.keys(initial) as (keyof T)[]).map((key) => {
    const [read, write] = createSignal(initial[key]);
    Object.defineProperty(parts, key, { get: read, enumerable: true });
    return (next: T) => write(() => next[key]);
  });
  return [
    parts,
    (next) =>
      batch(() => {
        for (const set of setters) set(next);
      }),
  ];
}
