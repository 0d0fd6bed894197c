// `bun tools/bundle-server.ts`: bundles the server for the tests that start it many times: each start then costs a third of the
// processor time, for hundreds of modules need not be found and transpiled anew.
import { rm } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
/**
 * The folder that server/testing/source-command.ts takes the server from. It is as deep as the server's own modules, which find
 * dist/web from where they are.
 */
export const BUNDLE_FOLDER = join(ROOT, "dist/bundled/server");
const WORKER = "engine/sqlite/journal.worker.ts";

async function bundleServer(): Promise<void> {
  await rm(BUNDLE_FOLDER, { recursive: true, force: true });
  const entrypoints = ["main.ts", "tests/chaos/instrumented-server.ts", WORKER];
  await Bun.build({
    entrypoints: entrypoints.map((path) => join(ROOT, "server", path)),
    outdir: BUNDLE_FOLDER,
    target: "bun",
    // What is imported later is in files of its own, as it is from source.
    splitting: true,
    naming: { entry: "[name].[ext]" },
  });
  // The name that the server starts it by.
  await Bun.write(join(BUNDLE_FOLDER, "journal.worker.ts"), `import "./journal.worker.js";\n`);
}

if (import.meta.main) await bundleServer();
