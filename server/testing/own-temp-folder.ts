// Runs before the tests of a process (bunfig.toml): gives it a temporary folder of its own, which is removed after the last one
// with whatever they, and what they started, have left in it.
import { afterAll } from "bun:test";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `bun run test` does the same for each of its processes, also for those that are killed. */
if (process.env.TEST_FOLDER === undefined) {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-tests-"));
  // Some tests do things as another user.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}
