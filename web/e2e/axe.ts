// What axe finds on a page: rule and elements, one line each.
import { join } from "node:path";
import type { Page } from "playwright-core";

const AXE = join(import.meta.dir, "../../node_modules/axe-core/axe.min.js");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await Bun.file(AXE).text());
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }, TAGS);
}

/** Every way a page is looked at. */
export const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) => [
  { colorScheme, viewport: { width: 1280, height: 800 } },
  { colorScheme, viewport: { width: 360, height: 740 } },
]);
