// How many processes of tests run beside each other. Tests spend a third to three quarters of their time waiting, each another
// share of it, so that no fixed number keeps the processors busy without crowding them.
import { availableParallelism, cpus } from "node:os";

/** Where this share of the processors' time passes unused, there is room for one more process. */
const ROOM_SHARE = 0.1;
/** How long they are watched before another process is started, which also lets the one before it begin its work. */
const WATCH_MS = 2000;

export type ProcessorTimes = { readonly idle: number; readonly total: number };

/** Returns the time that all processors have had until now, in ms; 0 where what is unused can't be told. */
function readProcessorTimes(): ProcessorTimes {
  const times = cpus().map(({ times }) => times);
  // In a container that may use a part of them only, what the others leave unused is no room.
  if (times.length > availableParallelism()) return { idle: 0, total: 0 };
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return { idle: sumOf(times.map(({ idle }) => idle)), total: sumOf(times.flatMap((time) => Object.values(time))) };
}

/** One process more than processors runs at any time, and up to four a processor while there is room. */
export function createProcessLimit(processors = availableParallelism(), read = readProcessorTimes, clock = Date.now) {
  const least = processors + 1;
  const most = 4 * processors;
  let since = { ...read(), at: clock() };
  return {
    /** Returns whether that many processes may run now. The caller starts one if so. */
    allows(count: number): boolean {
      const now = { ...read(), at: clock() };
      const watchedMs = now.at - since.at;
      const isLong = watchedMs >= WATCH_MS;
      const hasRoom = isLong && now.idle - since.idle > ROOM_SHARE * (now.total - since.total);
      const isAllowed = count <= least || (count <= most && hasRoom);
      // What was seen before a process began says nothing of the time after it.
      if (isAllowed || isLong) since = now;
      return isAllowed;
    },
  };
}
