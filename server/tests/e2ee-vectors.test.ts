// What this folder writes is what docs/e2ee-vectors.json has, and what a second implementation in Python reads from it.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import vectors from "../../docs/e2ee-vectors.json";
import { makeVectors } from "../testing/encrypted-vectors.ts";

const DOCS = join(import.meta.dir, "../../docs");

const PACKAGES = join(import.meta.dir, "../../node_modules/.cache/pynacl");
const env = { ...process.env, PYTHONPATH: PACKAGES };
const hasPyNaCl = (python: string) =>
  Bun.spawnSync([python, "-c", "import nacl.bindings, nacl.signing"], { env }).exitCode === 0;

/** Returns a Python that has PyNaCl: Debian's python3-nacl, or PyPI's, which is put beside the other packages. */
function findPython(): string | undefined {
  const pythons = ["python3", "/usr/bin/python3"].filter((python) => Bun.which(python) !== null);
  const ready = pythons.find(hasPyNaCl);
  if (ready !== undefined || pythons[0] === undefined) return ready;
  const options = ["--quiet", "--retries=1", "--timeout=10", "--only-binary=:all:", `--target=${PACKAGES}`];
  const install = [pythons[0], "-m", "pip", "install", ...options, "PyNaCl==1.6.2"];
  Bun.spawnSync(install, { timeout: 60_000, stdout: "ignore", stderr: "ignore" });
  return hasPyNaCl(pythons[0]) ? pythons[0] : undefined;
}

test("E20: the vectors are what this code makes", async () => {
  expect(await makeVectors()).toEqual(vectors);
});

const python = findPython();
const heading = `a second implementation${python === undefined ? " (skipped: no Python with PyNaCl here, and none to be had)" : ""}`;
describe.skipIf(python === undefined)(heading, () => {
  const run = (script: string, input = "") => {
    const { stdout, stderr } = Bun.spawnSync([python ?? "", "-B", join(DOCS, script)], {
      env,
      stdin: Buffer.from(input),
    });
    return `${stdout}${stderr}`;
  };

  test("E20: Python and PyNaCl agree on every value of the vectors", () => {
    expect(run("e2ee-vectors.py")).toMatch(/^\d{2,} values agree\n$/);
  });

  test("E20: the example of 40 lines opens an event", () => {
    const { room, join: request, events } = vectors;
    const [event] = events;
    const given = { ...room, keyEpoch: request.keyEpoch, event };
    expect(JSON.parse(run("e2ee-example.py", JSON.stringify(given)))).toMatchObject({
      body: event?.body,
      digest: event?.digest ?? "",
      seenHead: event?.seenHead ?? "",
    });
    const wrong = { ...given, code: "another" };
    expect(run("e2ee-example.py", JSON.stringify(wrong))).toContain("CryptoError");
  });
});
