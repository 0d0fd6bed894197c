/** What the browser's history must offer. */
export type HistoryPort = Pick<History, "state" | "pushState" | "go">;

/**
 * Keeps one entry of the history for each open modal, so that Back closes the modal on top and stays on the page. How many
 * modals are open is written into the entries' state. A modal that is closed otherwise takes its entry back, and an entry
 * whose modal is gone, as after a reload, is left at once.
 */
export function createModalHistory(history: HistoryPort, defer: (run: () => void) => void) {
  const closers: (() => void)[] = [];
  /** The history moves later than it is told to; until then nothing else is changed. */
  let isMoving = false;
  let waiting: (() => void)[] = [];
  const entryDepth = (): number => history.state?.modals ?? 0;

  function reconcile(): void {
    if (isMoving) return;
    try {
      for (let depth = entryDepth(); depth < closers.length; ) history.pushState({ modals: ++depth }, "");
    } catch {
      // Browsers may deny it. Escape and the close button still close the modal.
      return;
    }
    if (entryDepth() > closers.length) {
      isMoving = true;
      history.go(closers.length - entryDepth());
    }
  }

  return {
    /**
     * Adds a modal on top of the others.
     * @param close closes it when the reader goes back
     * @returns a function to call once it is closed
     */
    open(close: () => void): () => void {
      closers.push(close);
      defer(reconcile);
      return () => {
        const place = closers.indexOf(close);
        if (place >= 0) closers.splice(place, 1);
        // Later, for what is done next may open another modal or leave the page.
        defer(reconcile);
      };
    },
    /** Follows the history after it has moved, and when the page is loaded. */
    follow(): void {
      const wasMoved = isMoving;
      isMoving = false;
      if (!wasMoved) for (const close of closers.splice(entryDepth()).reverse()) close();
      reconcile();
      if (isMoving) return;
      const runs = waiting;
      waiting = [];
      for (const run of runs) run();
    },
    /** Runs this once the history doesn't move: what is added while it moves is lost. */
    whenStill(run: () => void): void {
      if (isMoving) waiting.push(run);
      else run();
    },
  };
}

export const modalHistory = createModalHistory(
  typeof history === "undefined" ? { state: null, pushState() {}, go() {} } : history,
  setTimeout,
);
