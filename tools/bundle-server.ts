// Bundles the server for the tests that start it many times: each start then costs a third of the processor time, for
// hundreds of modules need not be found and transpiled anew.
import { rm } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
/** As deep as the server's own modules, which find dist/web from where they are. */
const FOLDER = join(ROOT, "dist/bundled/server");
const WORKER = "engine/sqlite/journal.worker.ts";

/** Returns the folder that server/testing/source-command.ts takes the server from. */
export async function bundleServer(): Promise<string> {
  await rm(FOLDER, { recursive: true, force: true });
  const entrypoints = ["main.ts", "tests/chaos/instrumented-server.ts", WORKER];
  await Bun.build({
    entrypoints: entrypoints.map((path) => join(ROOT, "server", path)),
    outdir: FOLDER,
    target: "bun",
    // What is imported later is in files of its own, as it is from source.
    splitting: true,
    naming: { entry: "[name].[ext]" },
  });
  // The name that the server starts it by.
  await Bun.write(join(FOLDER, "journal.worker.ts"), `import "./journal.worker.js";\n`);
  return FOLDER;
}
