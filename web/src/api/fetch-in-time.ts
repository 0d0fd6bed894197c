/** What sends something is answered soon, or not at all. */
export const SEND_LIMIT_MS = 10_000;
/** A long answer may take its time on a slow line. */
export const READ_LIMIT_MS = 30_000;

type Fetch = (input: URL | RequestInfo, init?: RequestInit) => Promise<Response>;

/** Creates a fetch that fails when the answer has not come in time, its body included, whatever the network does. */
export function createFetchInTime(fetch: Fetch, after: (delayMs: number, run: () => void) => unknown): Fetch {
  return (input, init = {}) => {
    const stop = new AbortController();
    const { signal } = stop;
    after(init.body ? SEND_LIMIT_MS : READ_LIMIT_MS, () => stop.abort());
    const isLate = new Promise<never>((_resolve, reject) => {
      signal.onabort = reject;
    });
    return Promise.race([fetch(input, { ...init, signal }), isLate]);
  };
}

export const fetchInTime = createFetchInTime(
  (input, init) => fetch(input, init),
  (delayMs, run) => setTimeout(run, delayMs),
);
