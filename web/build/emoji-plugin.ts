import type { Plugin } from "vite";
import { EMOJI_LANGUAGES, packLanguage } from "./emoji-pack.ts";

const LOADERS = "virtual:emoji";
// By convention a zero byte tells other plugins that the module has no file.
const RESOLVED = "\0emoji";

/** Provides `virtual:emoji`, an object with a loader for each language's packed emoji. Each language becomes a file. */
export function packedEmoji(): Plugin {
  return {
    name: "packed-emoji",
    resolveId(id) {
      const [name, ...rest] = id.split("/");
      return name === LOADERS ? [RESOLVED, ...rest].join("/") : undefined;
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
