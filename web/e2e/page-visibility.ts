import type { Page } from "playwright-core";

/** Hides a page or shows it, as another tab in front of it would: in a browser without a screen all pages are in front. */
export async function setPageVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    Object.defineProperty(document, "hidden", { value: value === "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}
