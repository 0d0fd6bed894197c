import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

test("what a test leaves in the temporary folder is gone with its process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-leaving-"));
  const leaves = `import { test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
test("leaves a folder", () => console.log("left:" + mkdtempSync(tmpdir() + "/left-")));`;
  writeFileSync(join(folder, "leaving.test.ts"), leaves);
  const preload = join(import.meta.dir, "own-temp-folder.ts");
  const child = Bun.spawn([process.execPath, "test", "--preload", preload, "./leaving.test.ts"], {
    cwd: folder,
    stdout: "pipe",
    stderr: "ignore",
    env: { ...process.env, TEST_FOLDER: undefined },
  });
  const [, left = ""] = /left:(.*)/.exec(await new Response(child.stdout).text()) ?? [];
  expect(await child.exited).toBe(0);
  expect([left.includes("mayfly-tests-"), existsSync(left)]).toEqual([true, false]);
  rmSync(folder, { recursive: true });
});
