// The page's first and smallest script: it applies the theme before anything is drawn, and starts loading the texts of
// another language while the rest of the client still loads.
import { browserStore } from "./browser/stores.ts";
import { applyTheme, storedTheme } from "./browser/theme.ts";
import { LANGUAGES, preferredLanguage } from "./i18n/languages.ts";

applyTheme(storedTheme(browserStore), document);
// If this fails, main.tsx loads the texts again.
LANGUAGES[preferredLanguage(browserStore, navigator.languages)].loadTexts?.().catch(() => {});
