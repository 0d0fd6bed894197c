import type { KeyValueStore } from "./storage.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "theme";

export function storedTheme(browserStore: KeyValueStore): Theme {
  const value = browserStore.get(STORAGE_KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

/** Sets the page's `data-theme`, which tokens.css turns into its color-scheme, and the colour of the browser's own bars. */
export function applyTheme(theme: Theme, page: Document): void {
  if (theme === "system") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  for (const meta of page.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const itsTheme = meta.dataset.theme;
    if (theme === "system") meta.media = `(prefers-color-scheme: ${itsTheme})`;
    else meta.media = itsTheme === theme ? "all" : "not all";
  }
}

/** Stores the choice and applies it. */
export function chooseTheme(theme: Theme, browserStore: KeyValueStore, page: Document): void {
  if (theme === "system") browserStore.remove(STORAGE_KEY);
  else browserStore.set(STORAGE_KEY, theme);
  applyTheme(theme, page);
}

/** Applies the theme chosen in another tab. */
export function watchTheme(browserStore: KeyValueStore, page: Document): void {
  browserStore.watch((key) => key === STORAGE_KEY && applyTheme(storedTheme(browserStore), page));
}
