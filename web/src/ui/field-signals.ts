import { batch, createSignal } from "solid-js";

/**
 * Creates an object whose fields are signals of their own, and a function that sets them all.
 * @param initial has every field there will be
 */
export function createFieldSignals<T extends object>(initial: T): [fields: T, set: (next: T) => void] {
  const fields = {} as T;
  const setters = (Object.keys(initial) as (keyof T)[]).map((key) => {
    const [read, write] = createSignal(initial[key]);
    Object.defineProperty(fields, key, { get: read, enumerable: true });
    return (next: T) => write(() => next[key]);
  });
  return [
    fields,
    (next) =>
      batch(() => {
        for (const setField of setters) setField(next);
      }),
  ];
}
