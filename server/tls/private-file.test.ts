import { expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";

const KEY = "a key";

test("N12, N21: whoever has a file open that an earlier run left over doesn't see the key, nor does one that it leads to", () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-private-"));
  const [path, elsewhere] = [join(folder, "account.pem"), join(folder, "elsewhere")];
  writeFileSync(`${path}.new`, "", { mode: 0o644 });
  const seen = openSync(`${path}.new`, "r");
  writePrivateFile(path, KEY);
  expect([readFileSync(seen, "utf8"), readFileSync(path, "utf8")]).toEqual(["", KEY]);
  closeSync(seen);
  expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  writeFileSync(elsewhere, "");
  symlinkSync(elsewhere, `${path}.new`);
  writePrivateFile(path, KEY);
  expect([readFileSync(elsewhere, "utf8"), readFileSync(path, "utf8")]).toEqual(["", KEY]);
  rmSync(folder, { recursive: true });
});
