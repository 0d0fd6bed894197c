// Notices that the process has no file descriptor left, so that new connections can't be accepted: nothing else would say so.
import { fs } from "./config/lazy-node-modules.ts";
import type { Logger } from "./logger.ts";

/** For so many calls, a lack that comes back isn't logged again: it may come and go every second. */
const QUIET_CALLS = 600;

/** Returns a function to call every second, which logs once when descriptors run out and once when there are some again. */
export function createDescriptorWatch(logger: Pick<Logger, "info" | "warn">, hasFree = canOpen): () => void {
  let isToldOut = false;
  let quietCalls = 0;
  return () => {
    if (quietCalls > 0) quietCalls--;
    const isFree = hasFree();
    if (isFree && isToldOut) {
      isToldOut = false;
      logger.info("file descriptors are free again");
    } else if (!isFree && !isToldOut && quietCalls === 0) {
      isToldOut = true;
      quietCalls = QUIET_CALLS;
      logger.warn("out of file descriptors, new connections wait; raise the limit: LimitNOFILE in systemd, ulimit -n");
    }
  };
}

function canOpen(): boolean {
  try {
    const { closeSync, openSync } = fs();
    closeSync(openSync("/dev/null", "r"));
    return true;
  } catch (error) {
    return !["EMFILE", "ENFILE"].includes(String((error as { code?: unknown }).code));
  }
}
