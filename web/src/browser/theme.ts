// Light, dark, or as the device has it: an attribute of the page, which tokens.css reads as its color-scheme.
import type { Kept } from "./storage.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "theme";

export function chosenTheme(kept: Kept): Theme {
  const value = kept.get(KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

/** Dresses the page, and the browser's own bars around it. */
export function wear(theme: Theme, page: Document): void {
  if (theme === "system") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  for (const bar of page.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const own = bar.dataset.theme;
    if (theme === "system") bar.media = `(prefers-color-scheme: ${own})`;
    else bar.media = own === theme ? "all" : "not all";
  }
}

/** Remembers the choice, and wears it. */
export function chooseTheme(theme: Theme, kept: Kept, page: Document): void {
  if (theme === "system") kept.remove(KEY);
  else kept.set(KEY, theme);
  wear(theme, page);
}

/** Other tabs of this person dress alike. */
export function followTheme(kept: Kept, page: Document): void {
  kept.watch((key) => key === KEY && wear(chosenTheme(kept), page));
}
