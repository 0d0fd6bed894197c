// Accessibility of the pages outside the client's own ways: the API's documentation and unknown paths. axe finds nothing.
import { expect, test } from "bun:test";
import { createAxeInspection, LOOKS } from "./axe-inspection.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

/** The widths with the themes that the usual looks leave out: what can differ there is colours. */
const [DARK, LIGHT] = LOOKS;
const OTHER_LOOKS = [
  { ...DARK, colorScheme: LIGHT.colorScheme },
  { ...LIGHT, colorScheme: DARK.colorScheme },
];

test("S24, A8: axe finds nothing in the API's documentation, and no example has to be scrolled", async () => {
  // Its policy forbids scripts, also axe's.
  const visitor = await app.visit(`${app.server.url}/docs`, { bypassCSP: true });
  const { page } = visitor;
  const { found, check } = createAxeInspection(page);
  const heading = page.getByRole("heading", { name: "Mayfly API" });
  await page.locator("details").evaluateAll((all: HTMLDetailsElement[]) => {
    for (const details of all) details.open = true;
  });
  // So long a page takes axe many seconds: what depends on no colour is checked once, and colours once in each theme.
  await check("the documentation", heading, { looks: [DARK] });
  await check("the documentation", heading, { looks: [LIGHT], colorsOnly: true });
  expect(found).toEqual({});
  // That is enough as long as no colour depends on the width.
  const narrow = await page.evaluate(() =>
    [...document.styleSheets]
      .flatMap(({ cssRules }) => [...cssRules])
      .filter((rule) => rule instanceof CSSMediaRule && /width/.test(rule.conditionText))
      .map(({ cssText }) => cssText),
  );
  expect(narrow).toHaveLength(1);
  expect(narrow[0]).not.toMatch(/color|background|opacity|var\(/);
  for (const { viewport } of LOOKS) {
    await page.setViewportSize(viewport);
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("pre")]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.textContent?.slice(0, 50)),
    );
    expect(wide).toEqual([]);
  }
  const levels = await page
    .locator("h1, h2, h3, h4")
    .evaluateAll((headings) => headings.map((heading) => Number(heading.tagName[1])));
  expect(levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
  expect(await visitor.problems()).toEqual([]);
}, 240_000);

test("S24, S3: axe finds nothing on the page of an unknown path", async () => {
  const visitor = await app.visit(`${app.server.url}/no/such/page`);
  const { found, check } = createAxeInspection(visitor.page);
  const heading = visitor.page.getByRole("heading", { name: "There is nothing here" });
  await check("an unknown path", heading);
  await check("an unknown path", heading, { looks: OTHER_LOOKS, colorsOnly: true });
  expect(found).toEqual({});
  // The browser tells of the status of the page itself.
  expect(await visitor.problems()).toEqual([expect.stringContaining("404")]);
});
