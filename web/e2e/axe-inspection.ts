// Runs axe on the states of a page, in light and dark, wide and narrow.
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { showPixels } from "./pixels.ts";

const AXE = join(import.meta.dir, "../../node_modules/axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** Each width and each theme in which a page is checked. What depends on both at once is rare: no color depends on the width. */
export const LOOKS = [
  { colorScheme: "dark", viewport: { width: 360, height: 800 } },
  { colorScheme: "light", viewport: { width: 1280, height: 800 } },
] as const;

type Look = { readonly [Part in keyof (typeof LOOKS)[number]]: (typeof LOOKS)[number][Part] };
type Options = { readonly looks?: readonly Look[]; readonly colorsOnly?: boolean };

/** Returns what axe finds: a rule and its elements on each line. */
async function findViolations(page: Page, colorsOnly: boolean): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await Bun.file(AXE).text());
  return page.evaluate(
    async (runOnly) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
    colorsOnly ? COLOR_RULES : TAGS,
  );
}

/** Finishes running animations: text that is still fading in has too little contrast. */
function finishAnimations(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  });
}

/** Checks the states of a page, one after the other. */
export function createAxeInspection(page: Page) {
  const found: Record<string, string[]> = {};
  return {
    /** Holds the violations that were found, by state and look. */
    found,

    /**
     * Checks one state in every look.
     * @param sign an element that is visible in this state
     * @param options.colorsOnly nothing but colors differs from a state that was checked
     */
    async check(state: string, sign: Locator, { looks = LOOKS, colorsOnly = false }: Options = {}): Promise<void> {
      for (const { colorScheme, viewport } of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await sign.waitFor();
        await showPixels(page);
        await finishAnimations(page);
        const list = await findViolations(page, colorsOnly);
        if (list.length > 0) found[`${state}, ${colorScheme}, ${viewport.width} px`] = list;
      }
    },
  };
}
