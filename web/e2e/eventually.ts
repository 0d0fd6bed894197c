import { expect } from "bun:test";

const MAX_WAIT_MS = 10_000;
const RETRY_MS = 25;

/** Reads a value again and again until it is as expected, for a limited time; then it fails with the last value. */
export async function eventually(read: () => unknown, expected: unknown, maxWaitMs = MAX_WAIT_MS): Promise<void> {
  const until = performance.now() + maxWaitMs;
  while (performance.now() < until) {
    const seen = await read();
    try {
      expect(seen).toEqual(expected);
      return;
    } catch {
      await Bun.sleep(RETRY_MS);
    }
  }
  expect(await read()).toEqual(expected);
}
