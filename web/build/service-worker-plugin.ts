// Emits sw.js beside the page, with the list of the client's files in it: any change to the client changes the worker.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { AppShellFiles } from "../src/service-worker/app-shell-cache.ts";

/** Files beside the page that are served as they are. */
const BESIDE_PAGE = ["favicon.svg", "icon-192.png", "manifest.webmanifest"];
/** Not cached before they are used: languages, of which a reader needs one, and the large emoji data. */
const CACHED_WHEN_USED = /\/src\/i18n\/[a-z]{2}\.ts$|^\0emoji\//;

export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const files = Object.values(bundle).filter((file) =>
        file.type === "chunk"
          ? !file.moduleIds.some((id) => CACHED_WHEN_USED.test(id))
          : file.fileName.endsWith(".css"),
      );
      const names = files.map(({ fileName }) => fileName).sort();
      const page = bundle["index.html"];
      if (page?.type !== "asset") return this.error("There is no page for the service worker to keep.");
      const version = createHash("sha256").update(names.join()).update(page.source).digest("hex").slice(0, 16);
      const shell: AppShellFiles = { version, files: [...names, ...BESIDE_PAGE] };
      this.emitFile({ type: "asset", fileName: "sw.js", source: await worker(shell) });
    },
  };
}

async function worker(shell: AppShellFiles): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dirname, "../src/service-worker/worker.ts")],
    format: "iife",
    minify: true,
    target: "browser",
    define: { SHELL: JSON.stringify(shell) },
  });
  return (await outputs[0]?.text()) ?? "";
}
