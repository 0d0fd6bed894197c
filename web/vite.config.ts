// Builds the client: Solid under a policy that allows no inline code, with relative addresses only, so that the same files
// work under any base path.
import { minify } from "terser";
import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";
import { packedEmoji } from "./build/emoji-plugin.ts";
import { serviceWorker } from "./build/service-worker-plugin.ts";

const ASSIGNMENT = "t.innerHTML = html;";
const POLICY = `
const solidPolicy = globalThis.trustedTypes?.createPolicy("solid", { createHTML: (html) => html })
  ?? { createHTML: (html) => html };
`;

/**
 * Routes Solid's templates through a Trusted Types policy, because `require-trusted-types-for 'script'` forbids assigning
 * strings to innerHTML. Their markup is the compiler's own. Nothing else in the bundle may write markup.
 */
function trustedTemplates(): Plugin {
  let rewritten = 0;
  return {
    name: "trusted-templates",
    apply: "build",
    enforce: "pre",
    buildStart() {
      rewritten = 0;
    },
    transform(code, id) {
      if (!/\/solid-js\/web\/dist\/(web|dev)\.js$/.test(id)) return undefined;
      const parts = code.split(ASSIGNMENT);
      if (parts.length !== 2) this.error(`Expected "${ASSIGNMENT}" once in ${id}, found ${parts.length - 1}.`);
      rewritten += 1;
      return { code: parts.join("t.innerHTML = solidPolicy.createHTML(html);") + POLICY, map: null };
    },
    generateBundle(_options, bundle) {
      if (rewritten !== 1) this.error(`Solid's template() was rewritten ${rewritten} times instead of once.`);
      const code = Object.values(bundle).map((file) => (file.type === "chunk" ? file.code : ""));
      const uses = code.join("\n").match(/\.(inner|outer)HTML\b|insertAdjacentHTML/g) ?? [];
      if (uses.length !== 1) this.error(`The bundle writes markup in ${uses.length} places; only template() may.`);
    },
  };
}

/** The modules of the page's first script, begin.ts. They import only each other, so that it stays small. */
const BEGIN_MODULES = /\/src\/(begin|browser\/(stores|theme|storage)|i18n\/(languages|plural))\.ts$/;

/** Matches modules of web/src and server by their paths, without endings. */
const modules = (...paths: string[]) => new RegExp(`/(web/src|server)/(${paths.join("|")})\\.tsx?$`);

// What is loaded together is one file, with all it needs: that takes fewer requests and compresses better.
/** What both the lobby and every room load. */
const SHARED_MODULES = modules(
  "api/authorised-request",
  "browser/(parse-url|shared-keys)",
  "protocol/roles",
  "i18n/re(fusal-texts|lative-day-text)",
  "room-lists/recent-rooms",
  "room-options/create-room",
  "ui/(close-button|copy-button|icon-button|modal|popover|problem-line|refuse-files)",
);
/** What the lobby shows and rooms have in their dialogs. */
const CHOICE_MODULES = modules(
  "account/(account-line|accounts-mode)",
  "preferences/preferences",
  "room-options/slow-mode-options",
);
/** What the lobby loads. */
const LOBBY_MODULES = modules("lobby/join-room", "pages/lobby");
/** What every room loads when it is shown. */
const ROOM_MODULES = modules(
  "banners/(room-banners|undo-banner)",
  "composer/(command|composer-extras|insert-text|room-hotkeys)",
  "files/attach-button",
  "message/markdown",
  "pages/room-(services|sync)",
  "people/roster",
  "transcript/(kept-rows|live-announcer|transcript-pointer|unsent-messages)",
);
/** What an empty room needs to be shared, and a board alone needs in part. */
const SHARE_MODULES = modules("share/(link-access|local-address-hint|qr-code|share-button)");
/** What every room loads after that, once the browser is idle (transcript/prefetch-message-parts.ts). */
const MESSAGE_MODULES = modules(
  "message/(message-popover|message-tools|quote|reactions|send-status)",
  "transcript/(jump-to-latest|presence-line|transcript-keys)",
);

/** Names the first script in the page, before the client that imports it, so that both are fetched at once. */
function beginFirst(): Plugin {
  return {
    name: "begin-first",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, chunk }) {
        const first = chunk?.imports.find((file) => bundle?.[file]?.name === "begin");
        if (first === undefined) throw new Error("The client doesn't import begin.ts.");
        const attrs = { type: "module", async: true, blocking: "render", src: `./${first}` };
        return [{ tag: "script", attrs, injectTo: "head" }];
      },
    },
  };
}

/** Minifies once before the bundler does: what both leave of the first load is 2 % less than what one leaves. */
function minifyTwice(): Plugin {
  return {
    name: "minify-twice",
    apply: "build",
    async renderChunk(code) {
      // Reading a property is what subscribes in Solid, so no read may be dropped.
      const { code: minified } = await minify(code, { module: true, compress: { passes: 3, pure_getters: false } });
      return { code: minified ?? this.error("terser returned no code"), map: null };
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [trustedTemplates(), packedEmoji(), beginFirst(), solid(), minifyTwice(), serviceWorker()],
  // A module, because the policy of scripts allows nothing that would load one otherwise.
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    // What showing a room needs is one file besides begin.ts: it compresses better, and takes no second round trip.
    rolldownOptions: {
      // Minifying twice is slow, and meant.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: "begin", test: BEGIN_MODULES, priority: 6 },
            { name: "main", tags: ["$initial"], priority: 5 },
            { name: "shared", test: SHARED_MODULES, priority: 4 },
            { name: "choices", test: CHOICE_MODULES, priority: 3 },
            { name: "lobby-parts", test: LOBBY_MODULES, priority: 2 },
            { name: "room-parts", test: ROOM_MODULES, priority: 1 },
            { name: "message-parts", test: MESSAGE_MODULES },
            { name: "share-parts", test: SHARE_MODULES },
          ],
        },
      },
    },
    // What these lack, and what the client does about it, is listed in docs/architecture.md.
    target: ["chrome111", "firefox121", "safari16.4"],
  },
  server: {
    proxy: {
      "/api": "http://localhost:8080",
      "/ws": { target: "ws://localhost:8080", ws: true },
    },
  },
});
