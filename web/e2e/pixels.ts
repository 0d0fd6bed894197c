// Leaves out the drawing of pages, which nobody looks at: measured, a quarter of a visit's processor time goes into pixels.
import type { Page } from "playwright-core";

/** Makes every page of this page's browser context transparent: what it lays out, says and answers to stays the same. */
export function hidePixels(page: Page): Promise<unknown> {
  return page.context().addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { opacity: 0 }");
    document.adoptedStyleSheets.push(sheet);
  });
}

/** Has the page drawn until it is loaded anew: for pictures of it, and for axe, which finds no contrast in what can't be seen. */
export function showPixels(page: Page): Promise<void> {
  return page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
}
