// What is about to be done to somebody and can be taken back for a moment. Whoever leaves meanwhile has meant it.
import { createSignal, onCleanup } from "solid-js";
import { UNDO_MS } from "../sync/pending-messages.ts";

export type Pending = {
  readonly id: number;
  /** Says what is about to be done. */
  readonly words: () => string;
  readonly run: () => void;
};

export type Undoing = ReturnType<typeof createUndoing>;

/** Belongs to the Solid owner it is made in. */
export function createUndoing(after: (delayMs: number, run: () => void) => () => void) {
  const [pending, setPending] = createSignal<readonly Pending[]>([]);
  const cancels = new Map<number, () => void>();
  let last = 0;

  /** @returns whether it was still to be done */
  function drop(id: number): boolean {
    cancels.get(id)?.();
    setPending((all) => all.filter((one) => one.id !== id));
    return cancels.delete(id);
  }

  function doNow(one: Pending): void {
    if (drop(one.id)) one.run();
  }

  const doAll = () => pending().forEach(doNow);
  onCleanup(doAll);

  return {
    pending,
    undo: (id: number) => void drop(id),
    doAll,

    later(words: () => string, run: () => void): void {
      last += 1;
      const one = { id: last, words, run };
      setPending((all) => [...all, one]);
      cancels.set(
        one.id,
        after(UNDO_MS, () => doNow(one)),
      );
    },
  };
}
