// Notices that the process has no file descriptor left, so that new connections can't be accepted: nothing else would say so.
import { closeSync, openSync } from "node:fs";
import type { Logger } from "./logger.ts";

/** Returns a function to call every second, which logs once when descriptors run out and once when there are some again. */
export function createDescriptorWatch(logger: Pick<Logger, "info" | "warn">): () => void {
  let isOut = false;
  return () => {
    const wasOut = isOut;
    isOut = !canOpen();
    if (isOut && !wasOut) {
      logger.warn("out of file descriptors, new connections wait; raise the limit: LimitNOFILE in systemd, ulimit -n");
    } else if (wasOut && !isOut) logger.info("file descriptors are free again");
  };
}

function canOpen(): boolean {
  try {
    closeSync(openSync("/dev/null", "r"));
    return true;
  } catch (error) {
    return !["EMFILE", "ENFILE"].includes(String((error as { code?: unknown }).code));
  }
}
