/** By this time an opening page has done its most urgent work. */
const IDLE_TIMEOUT_MS = 3000;

/** Fetches the code that single messages need, once the browser is idle: then it is there at once, and offline too. */
export function prefetchMessageParts(): void {
  const fetchAll = () =>
    void Promise.allSettled([
      import("../message/message-tools.tsx"),
      import("../message/message-popover.tsx"),
      import("../message/quote.tsx"),
      import("../message/reactions.tsx"),
      import("../message/send-status.tsx"),
      import("./jump-to-latest.tsx"),
      import("./transcript-keys.ts"),
      import("./presence-line.tsx"),
    ]);
  // Safari has no requestIdleCallback.
  if ("requestIdleCallback" in window) requestIdleCallback(fetchAll, { timeout: IDLE_TIMEOUT_MS });
  else setTimeout(fetchAll, IDLE_TIMEOUT_MS);
}
