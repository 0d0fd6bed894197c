import type { Histogram } from "../../chat/lib/histogram.ts";
import type { Journal } from "./journal.ts";

/** Returns the same journal, which notes how long each batch takes, whether it succeeds or not. */
export function timedJournal(journal: Journal, durations: Histogram): Journal {
  return {
    commit: async (batch) => {
      const begunAt = performance.now();
      try {
        await journal.commit(batch);
      } finally {
        durations.observe((performance.now() - begunAt) / 1000);
      }
    },
    close: () => journal.close(),
  };
}
