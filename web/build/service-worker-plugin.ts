// Vite's part of the service worker: sw.js beside the page, with the list of the client's files in it. Any change to the
// client changes the list, and so the worker.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { ShellFiles } from "../src/service-worker/shell.ts";

/** Files beside the page that are served as they are. */
const BESIDE_PAGE = ["favicon.svg", "icon-192.png", "manifest.webmanifest"];
/** What one reader in five needs, and what weighs a lot, is kept when it is first used. */
const WHEN_USED = /\/src\/words\/[a-z]{2}\.ts$|^\0emoji\//;

export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const files = Object.values(bundle).filter((file) =>
        file.type === "chunk" ? !file.moduleIds.some((id) => WHEN_USED.test(id)) : file.fileName.endsWith(".css"),
      );
      const names = files.map(({ fileName }) => fileName).sort();
      const page = bundle["index.html"];
      if (page?.type !== "asset") return this.error("There is no page for the service worker to keep.");
      const version = createHash("sha256").update(names.join()).update(page.source).digest("hex").slice(0, 16);
      const shell: ShellFiles = { version, files: [...names, ...BESIDE_PAGE] };
      this.emitFile({ type: "asset", fileName: "sw.js", source: await worker(shell) });
    },
  };
}

async function worker(shell: ShellFiles): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dirname, "../src/service-worker/worker.ts")],
    format: "iife",
    minify: true,
    target: "browser",
    define: { SHELL: JSON.stringify(shell) },
  });
  return (await outputs[0]?.text()) ?? "";
}
