// `mayfly serve` with test hooks that no setting reaches: over IPC, a test can make its clock jump, slow down its writes,
// let them hang, and take a heap snapshot. The first argument may name a variant: `early-ack` acknowledges before it writes,
// `slow-writes` delays each write, `lost-files` saves no file with its message, `kept-files` removes none of those that nothing has, `long-history` raises the limit of a room's history,
// `deaf` reads nothing that it missed on a Redis.
import { writeFileSync } from "node:fs";
import type { SavedFile } from "../../chat/lib/ports.ts";
import { loadConfig } from "../../config/config.ts";
import type { Journal, JournalWrite } from "../../engine/journal/journal.ts";
import { DiskFiles } from "../../files/disk-files.ts";
import type { ServeOverrides } from "../../serve.ts";

export type InstrumentedServerCommand =
  /** Moves the clock forward, or back if negative. */
  | { readonly jumpMs: number }
  /** Delays every write by this much from now on. */
  | { readonly slowMs: number }
  /** Makes every write hang, or lets those that hang go on. */
  | { readonly hang: boolean }
  /** Writes a heap snapshot in V8's format into that file, and replies when it is written. */
  | { readonly heapTo: string };

let clockOffsetMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + clockOffsetMs;

process.on("message", (command: InstrumentedServerCommand) => {
  if ("jumpMs" in command) clockOffsetMs += command.jumpMs;
  else if ("slowMs" in command) slowMs = command.slowMs;
  else if ("hang" in command) {
    if (command.hang) hanging = Promise.withResolvers();
    else hanging?.resolve();
  } else {
    Bun.gc(true);
    writeFileSync(command.heapTo, Bun.generateHeapSnapshot("v8"));
    process.send?.("written");
  }
});
// Without the process that started it, nobody would stop it.
process.on("disconnect", () => process.exit());

const WRITE_DELAY_MS = 100;
let slowMs = 0;
let hanging: PromiseWithResolvers<void> | undefined;

/** Returns a journal that delays each write by `slowMs`, and by at least `minMs`, and while writes hang until they go on. */
function slowJournal(journal: Journal, minMs: number): Journal {
  return {
    async commit(batch) {
      const delayMs = Math.max(slowMs, minMs);
      if (delayMs > 0) await Bun.sleep(delayMs);
      await hanging?.promise;
      return journal.commit(batch);
    },
    close: () => journal.close(),
  };
}

/** Returns a journal with a deliberate bug: it reports each write as done at once, and writes later. */
function earlyAckJournal(journal: Journal): Journal {
  let unwritten: JournalWrite[] = [];
  const write = async () => {
    const batch = unwritten;
    unwritten = [];
    await journal.commit(batch).catch(() => unwritten.unshift(...batch));
  };
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    if (unwritten.length > 0) writing = writing.then(write);
  }, WRITE_DELAY_MS);
  return {
    commit: async (batch) => void unwritten.push(...batch),
    async close() {
      clearInterval(timer);
      await writing.then(write);
      await journal.close();
    },
  };
}

/** Returns a journal with a deliberate bug: it saves messages without the keys of their files. */
const fileLosingJournal = (journal: Journal): Journal => ({
  commit: (batch) => journal.commit(batch.filter(([kind]) => kind !== "file")),
  close: () => journal.close(),
});

/** Returns a journal with a deliberate bug: it keeps each key of a file once more, where no room's end erases it. */
const keyKeepingJournal = (journal: Journal): Journal => ({
  commit: (batch) =>
    journal.commit(batch.flatMap((write) => (write[0] === "file" ? [write, again(write[2])] : [write]))),
  close: () => journal.close(),
});
const again = (file: SavedFile): JournalWrite => ["file", "no room", { ...file, id: `${file.id}-again` }];

const VARIANTS: Readonly<Record<string, ServeOverrides>> = {
  "early-ack": { journal: earlyAckJournal },
  "kept-files": { journal: keyKeepingJournal },
  "lost-files": { journal: fileLosingJournal },
  "slow-writes": { journal: (journal) => slowJournal(journal, WRITE_DELAY_MS) },
  "long-history": { historyBytes: 1 << 30 },
  deaf: {},
};

// Imported only now: the server reads `Date.now` once, and must get the replaced one.
const { serve } = await import("../../serve.ts");
const [first = "", ...rest] = process.argv.slice(2);
const variant = VARIANTS[first];
if (first === "kept-files") DiskFiles.prototype.sweep = () => {};
if (first === "deaf") (await import("../../engine/redis/room-sync.ts")).RoomSync.prototype.heal = async () => false;
const loaded = loadConfig(variant === undefined ? [first, ...rest] : rest, process.env);
if (!loaded.ok) throw new Error(loaded.problems.join("; "));
const problem = await serve(loaded.config, variant ?? { journal: (journal) => slowJournal(journal, 0) });
if (problem !== undefined) throw new Error(problem);
