import type { Page } from "playwright-core";

/** Changes a page's language as another tab of the same person does. */
export async function changeLanguage(page: Page, language: string): Promise<void> {
  await page.evaluate((newValue) => {
    const key = "mayfly:/:language";
    localStorage.setItem(key, newValue);
    dispatchEvent(new StorageEvent("storage", { key, newValue, storageArea: localStorage }));
  }, language);
  await page.locator(`html[lang="${language}"]`).waitFor({ state: "attached" });
}
