// Emits sw.js beside the page, with the list of the client's files in it: any change to the client changes the worker.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { AppShellFiles } from "../src/service-worker/app-shell-cache.ts";

/** The files beside the page, which are served as they are. */
const BESIDE_PAGE = ["favicon.svg", "icon-192.png", "manifest.webmanifest"];
/** Matches files that are cached only when they are used: languages, of which a reader needs one, and the emoji data. */
const CACHED_WHEN_USED = /\/src\/i18n\/[a-z]{2}\.ts$|^\0emoji\//;

/** The fields that this plugin reads from a file of the bundle. */
export type BundledFile =
  | { readonly type: "asset"; readonly fileName: string }
  | { readonly type: "chunk"; readonly fileName: string; readonly facadeModuleId: string | null };

/**
 * Returns the names of the scripts and style sheets that the service worker caches before they are used; the scripts of
 * workers are assets to the bundler. A script is judged
 * by the module it was split off for, not by all it contains: the main script contains English, and no page opens without it.
 */
export function filesToCache(files: readonly BundledFile[]): string[] {
  const cached = files.filter((file) =>
    file.type === "chunk" ? !CACHED_WHEN_USED.test(file.facadeModuleId ?? "") : /\.(css|js)$/.test(file.fileName),
  );
  return cached.map(({ fileName }) => fileName).sort();
}

export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const names = filesToCache(Object.values(bundle));
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk" || !file.isEntry) continue;
        const missing = [file.fileName, ...file.imports].filter((name) => !names.includes(name));
        if (missing.length > 0)
          this.error(`The page would not open without the server: ${missing} would not be cached.`);
      }
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
