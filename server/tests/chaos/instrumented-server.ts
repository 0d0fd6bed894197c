// `mayfly serve` with strings for a test bed to pull, which no setting reaches: its clock can be made to jump, and its
// heap be looked into. As `server.ts hasty …` it acknowledges before it has written, to show that this is noticed; as
// `server.ts slow …` each write takes its time; as `server.ts long …` a room's history may be long.
import { writeFileSync } from "node:fs";
import { loadConfig } from "../../config/config.ts";
import type { Journal, Write } from "../../engine/journal/journal.ts";
import type { Changes } from "../../serve.ts";

export type Pull =
  /** The clock is so much further from now on, or less far. */
  | { readonly jumpMs: number }
  /** Every write takes so much longer from now on. */
  | { readonly slowMs: number }
  /** Writes every object and string that can be reached into that file, in V8's format; says when it has. */
  | { readonly heapTo: string };

let aheadMs = 0;
const now = Date.now;
Date.now = () => now() + aheadMs;

process.on("message", (pull: Pull) => {
  if ("jumpMs" in pull) aheadMs += pull.jumpMs;
  else if ("slowMs" in pull) slowMs = pull.slowMs;
  else {
    Bun.gc(true);
    writeFileSync(pull.heapTo, Bun.generateHeapSnapshot("v8"));
    process.send?.("written");
  }
});
// Nobody is left to end it, once who started it is gone.
process.on("disconnect", () => process.exit());

const LATE_MS = 100;
let slowMs = 0;

/** Writes as late as it is told to. */
function slowed(journal: Journal, leastMs: number): Journal {
  return {
    async commit(batch) {
      const lateMs = Math.max(slowMs, leastMs);
      if (lateMs > 0) await Bun.sleep(lateMs);
      return journal.commit(batch);
    },
    close: () => journal.close(),
  };
}

/** Says "written" at once, and writes a while later. */
function hasty(journal: Journal): Journal {
  let unwritten: Write[] = [];
  const write = async () => {
    const batch = unwritten;
    unwritten = [];
    await journal.commit(batch).catch(() => unwritten.unshift(...batch));
  };
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    if (unwritten.length > 0) writing = writing.then(write);
  }, LATE_MS);
  return {
    commit: async (batch) => void unwritten.push(...batch),
    async close() {
      clearInterval(timer);
      await writing.then(write);
      await journal.close();
    },
  };
}

const WAYS: Readonly<Record<string, Changes>> = {
  hasty: { journal: hasty },
  slow: { journal: (journal) => slowed(journal, LATE_MS) },
  long: { historyBytes: 1 << 30 },
};

// After the clock was taken hold of: the server looks for it once.
const { serve } = await import("../../serve.ts");
const [first = "", ...rest] = process.argv.slice(2);
const way = WAYS[first];
const loaded = loadConfig(way === undefined ? [first, ...rest] : rest, process.env);
if (!loaded.ok) throw new Error(loaded.problems.join("; "));
const problem = await serve(loaded.config, way ?? { journal: (journal) => slowed(journal, 0) });
if (problem !== undefined) throw new Error(problem);
