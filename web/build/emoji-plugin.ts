// Vite's part of the emoji: `virtual:emoji` has a loader for each language, and a language's emoji are a file of their
// own that nothing loads before it is asked for.
import type { Plugin } from "vite";
import { EMOJI_LANGUAGES, packLanguage } from "./emoji-pack.ts";

const LOADERS = "virtual:emoji";
// A zero byte says to other plugins that the module has no file.
const RESOLVED = "\0emoji";

export function packedEmoji(): Plugin {
  return {
    name: "packed-emoji",
    resolveId(id) {
      const asked = id.split("/");
      return asked[0] === LOADERS ? [RESOLVED, ...asked.slice(1)].join("/") : undefined;
    },
    load(id) {
      if (id === RESOLVED) {
        const loaders = EMOJI_LANGUAGES.map((language) => `${language}: () => import("${LOADERS}/${language}")`);
        return `export default { ${loaders.join(", ")} };`;
      }
      const language = EMOJI_LANGUAGES.find((each) => id === `${RESOLVED}/${each}`);
      return language && `export default ${JSON.stringify(packLanguage(language))};`;
    },
  };
}
