import { expect } from "bun:test";

const MAX_WAIT_MS = 10_000;
const FIRST_RETRY_MS = 20;
/** Each try costs a browser some time of the processor, so those of a long wait are rarer. */
const LAST_RETRY_MS = 100;

/** Reads a value again and again until it is as expected, for a limited time; then it fails with the last value. */
export async function eventually(read: () => unknown, expected: unknown, maxWaitMs = MAX_WAIT_MS): Promise<void> {
  const until = performance.now() + maxWaitMs;
  let retryMs = FIRST_RETRY_MS;
  while (performance.now() < until) {
    const seen = await read();
    try {
      expect(seen).toEqual(expected);
      return;
    } catch {
      await Bun.sleep(retryMs);
      retryMs = Math.min(retryMs * 1.5, LAST_RETRY_MS);
    }
  }
  expect(await read()).toEqual(expected);
}
