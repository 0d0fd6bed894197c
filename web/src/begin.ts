// The page's first and smallest script: the theme is worn before anything is drawn, and the words of another language
// are on their way while the rest of the client still is.
import { kept } from "./browser/stores.ts";
import { chosenTheme, wear } from "./browser/theme.ts";
import { LANGUAGES, wantedLanguage } from "./i18n/languages.ts";

wear(chosenTheme(kept), document);
// What fails here is asked for again by who needs it.
LANGUAGES[wantedLanguage(kept, navigator.languages)].words?.().catch(() => {});
