import { describe, expect, test } from "bun:test";
import { type BundledFile, filesToCache } from "./service-worker-plugin.ts";

const script = (fileName: string, facadeModuleId: string | null): BundledFile => ({
  type: "chunk",
  fileName,
  facadeModuleId,
});

describe("files that the service worker caches before they are used", () => {
  test("include the scripts that open the page, though the main one contains the English texts", () => {
    const main = { ...script("assets/index-1.js", "/web/index.html"), moduleIds: ["/web/src/i18n/en.ts"] };
    const shared = script("assets/begin-1.js", null);
    expect(filesToCache([main, shared])).toEqual(["assets/begin-1.js", "assets/index-1.js"]);
  });

  test("include scripts that are loaded later, and style sheets", () => {
    const lobby = script("assets/lobby-1.js", "/web/src/pages/lobby.tsx");
    const moreEnglish = script("assets/en-lazy-1.js", "/web/src/i18n/en-lazy.ts");
    const style: BundledFile = { type: "asset", fileName: "assets/index-1.css" };
    expect(filesToCache([lobby, moreEnglish, style])).toEqual([
      "assets/en-lazy-1.js",
      "assets/index-1.css",
      "assets/lobby-1.js",
    ]);
  });

  test("E47: include the scripts of workers, which are assets to the bundler", () => {
    const worker: BundledFile = { type: "asset", fileName: "assets/worker-1.js" };
    expect(filesToCache([worker])).toEqual(["assets/worker-1.js"]);
  });

  test("include no other language, no emoji data and no pictures", () => {
    const german = script("assets/de-1.js", "/web/src/i18n/de.ts");
    const emoji = script("assets/de-2.js", "\0emoji/de");
    const picture: BundledFile = { type: "asset", fileName: "assets/owl-1.svg" };
    expect(filesToCache([german, emoji, picture])).toEqual([]);
  });
});
