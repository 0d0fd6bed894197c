// `mayfly serve` with strings for a test bed to pull, which no setting reaches: its clock can be made to jump, and its
// heap be looked into. As `server.ts hasty …` it acknowledges before it has written, to show that this is noticed.
import { writeFileSync } from "node:fs";
import { loadConfig } from "../../config.ts";
import type { Journal } from "../../engine/journal.ts";

export type Pull =
  /** The clock is so much further from now on, or less far. */
  | { readonly jumpMs: number }
  /** Writes every object and string that can be reached into that file, in V8's format; says when it has. */
  | { readonly heapTo: string };

let aheadMs = 0;
const now = Date.now;
Date.now = () => now() + aheadMs;

process.on("message", (pull: Pull) => {
  if ("jumpMs" in pull) aheadMs += pull.jumpMs;
  else {
    Bun.gc(true);
    writeFileSync(pull.heapTo, Bun.generateHeapSnapshot("v8"));
    process.send?.("written");
  }
});
// It lives as long as the server does, not as long as who started it listens.
process.channel?.unref?.();

const LATE_MS = 100;

/** Says "written" at once, and writes a while later. */
function hasty(journal: Journal): Journal {
  return {
    async commit(batch) {
      setTimeout(() => journal.commit(batch), LATE_MS);
    },
    close: () => journal.close(),
  };
}

// After the clock was taken hold of: the server looks for it once.
const { serve } = await import("../../serve.ts");
const [first = "", ...rest] = process.argv.slice(2);
const loaded = loadConfig(first === "hasty" ? rest : [first, ...rest], process.env);
if (!loaded.ok) throw new Error(loaded.problems.join("; "));
const problem = await serve(loaded.config, first === "hasty" ? { journal: hasty } : {});
if (problem !== undefined) throw new Error(problem);
