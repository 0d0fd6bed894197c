// How the client is built: Solid under a policy that allows no inline code, and every address relative, so that the
// same files serve under any base path.
import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";

const ASSIGNMENT = "t.innerHTML = html;";
const POLICY = `
const solidPolicy = globalThis.trustedTypes?.createPolicy("solid", { createHTML: (html) => html })
  ?? { createHTML: (html) => html };
`;

/**
 * Solid makes its templates with innerHTML, which `require-trusted-types-for 'script'` forbids for strings. The markup
 * is the compiler's own, so it goes through a policy of ours; nothing else in the bundle may assign innerHTML.
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

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [trustedTemplates(), solid()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    // What a link to a room needs comes in one file: a smaller whole, and no second round trip.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "main", tags: ["$initial"] }] } } },
    target: ["es2023", "chrome111", "firefox113", "safari16.4"],
  },
  server: {
    proxy: {
      "/api": "http://localhost:8080",
      "/ws": { target: "ws://localhost:8080", ws: true },
    },
  },
});
