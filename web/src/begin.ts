// The page's first and smallest script: it applies the theme before anything is drawn, and starts loading the texts of
// another language while the rest of the client still loads.
import { browserStore } from "./browser/stores.ts";
import { applyTheme, storedTheme } from "./browser/theme.ts";
import { LANGUAGES, preferredLanguage } from "./i18n/languages.ts";

applyTheme(storedTheme(browserStore), document);
// Whoever needs texts that failed to load here loads them again.
LANGUAGES[preferredLanguage(browserStore, navigator.languages)].loadTexts?.().catch(() => {});
