// A page shows what happened a little later than it did, and on a slow machine much later.
import { expect } from "bun:test";

const PATIENCE_MS = 10_000;
const PAUSE_MS = 25;

/** Reads until it is as expected; fails with what it was at last. */
export async function eventually(read: () => unknown, expected: unknown): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const seen = await read();
    try {
      expect(seen).toEqual(expected);
      return;
    } catch {
      await Bun.sleep(PAUSE_MS);
    }
  }
  expect(await read()).toEqual(expected);
}
