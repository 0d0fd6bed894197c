// `bun tools/bundle-server.ts`: compiles the server for the tests that start it many times. Measured, a start costs 0.05 s of a
// core then, from source 0.12 s: hundreds of modules need not be found, transpiled and parsed anew.
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { BunPlugin } from "bun";

const ROOT = join(import.meta.dir, "..");
/** The folder that server/testing/source-command.ts takes the server from. */
export const BUNDLE_FOLDER = join(ROOT, "dist/bundled");
const WORKER = "engine/sqlite/journal.worker.ts";

/** Has the server find the client's files where the build puts them, as it does from source. */
const clientInFolder: BunPlugin = {
  name: "client-in-folder",
  setup(build) {
    build.onLoad({ filter: /server[/\\]http[/\\]static[/\\]client-files\.ts$/ }, () => ({
      contents: `export const clientSource = ${JSON.stringify(join(ROOT, "dist/web"))};\n`,
      loader: "js",
    }));
  },
};

/** @param path of a module below server/ that starts a server */
async function compileServer(path: string): Promise<void> {
  await Bun.build({
    entrypoints: [path, WORKER].map((each) => join(ROOT, "server", each)),
    // As in tools/build.ts.
    compile: { outfile: join(BUNDLE_FOLDER, basename(path, ".ts")), autoloadDotenv: false, autoloadBunfig: false },
    minify: { whitespace: true, syntax: true },
    bytecode: true,
    format: "esm",
    splitting: true,
    define: { IS_COMPILED: "true" },
    plugins: [clientInFolder],
  });
}

async function bundleServer(): Promise<void> {
  await rm(BUNDLE_FOLDER, { recursive: true, force: true });
  await mkdir(BUNDLE_FOLDER, { recursive: true });
  await compileServer("main.ts");
  await compileServer("tests/chaos/instrumented-server.ts");
}

if (import.meta.main) await bundleServer();
