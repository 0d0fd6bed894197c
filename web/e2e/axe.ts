// What axe finds on a page, in the light and in the dark, wide and narrow.
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";

const AXE = join(import.meta.dir, "../../node_modules/axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Every way a page is looked at; the last is how it is used. */
export const LOOKS = [360, 1280].flatMap((width) =>
  (["dark", "light"] as const).map((colorScheme) => ({ colorScheme, viewport: { width, height: 800 } })),
);

/** Rule and elements, one line each. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await Bun.file(AXE).text());
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }, TAGS);
}

/** Ends what is still coming in: until then it has a contrast of its own. */
function settle(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  });
}

/** Looks at the states of a page, one after the other. */
export function createInspection(page: Page) {
  const found: Record<string, string[]> = {};
  return {
    /** What was found, by state and look. */
    found,

    /** @param sign is seen in this state, in every look */
    async check(state: string, sign: Locator, looks = LOOKS): Promise<void> {
      for (const { colorScheme, viewport } of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await sign.waitFor();
        await settle(page);
        const list = await violations(page);
        if (list.length > 0) found[`${state}, ${colorScheme}, ${viewport.width} px`] = list;
      }
    },
  };
}
