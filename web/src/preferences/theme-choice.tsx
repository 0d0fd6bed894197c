import { createSignal, For } from "solid-js";
import { browserStore } from "../browser/stores.ts";
import { chooseTheme, storedTheme, THEMES, type Theme } from "../browser/theme.ts";
import { t } from "../i18n/t.ts";

const ICON_PATHS: Record<Theme, string> = {
  system: "M3 4.5h14v9.5h-14zM7.5 17.5h5M10 14v3.5",
  light:
    "M10 6.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7M10 2v1.5M10 16.5v1.5M2 10h1.5M16.5 10h1.5M4.4 4.4l1 1M14.6 14.6l1 1M15.6 4.4l-1 1M5.4 14.6l-1 1",
  dark: "M16.5 12.2A7 7 0 1 1 7.8 3.5a5.6 5.6 0 0 0 8.7 8.7z",
};

/** Lets the reader choose a light or dark theme, or the device's. */
export function ThemeChoice() {
  const [theme, setTheme] = createSignal(storedTheme(browserStore));
  const choose = (next: Theme) => {
    setTheme(next);
    chooseTheme(next, browserStore, document);
  };
  return (
    <fieldset class="theme-choice">
      <legend class="visually-hidden">{t().theme}</legend>
      <For each={THEMES}>
        {(option) => (
          <label title={t().themes[option]}>
            <input
              type="radio"
              name="theme"
              value={option}
              aria-label={t().themes[option]}
              checked={theme() === option}
              onChange={() => choose(option)}
            />
            <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
              <path d={ICON_PATHS[option]} />
            </svg>
          </label>
        )}
      </For>
    </fieldset>
  );
}
