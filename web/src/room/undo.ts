import { createSignal, onCleanup } from "solid-js";
import { UNDO_MS } from "../sync/pending-messages.ts";

export type UndoableAction = {
  readonly id: number;
  /** Returns the sentence that says what is about to be done. */
  readonly text: () => string;
  readonly run: () => void;
};

export type Undo = ReturnType<typeof createUndo>;

/**
 * Delays actions on members so that they can be undone for a moment. Leaving the room runs those that still wait. Belongs
 * to the Solid owner it is created in.
 */
export function createUndo(after: (delayMs: number, run: () => void) => () => void) {
  const [pending, setPending] = createSignal<readonly UndoableAction[]>([]);
  const cancels = new Map<number, () => void>();
  let lastId = 0;

  /** Returns whether the action had still to be run. */
  function remove(id: number): boolean {
    cancels.get(id)?.();
    setPending((actions) => actions.filter((action) => action.id !== id));
    return cancels.delete(id);
  }

  function runNow(action: UndoableAction): void {
    if (remove(action.id)) action.run();
  }

  const runAll = () => pending().forEach(runNow);
  onCleanup(runAll);

  return {
    pending,
    undo: (id: number) => void remove(id),
    runAll,

    schedule(text: () => string, run: () => void): void {
      lastId += 1;
      const action = { id: lastId, text, run };
      setPending((actions) => [...actions, action]);
      cancels.set(
        action.id,
        after(UNDO_MS, () => runNow(action)),
      );
    },
  };
}
