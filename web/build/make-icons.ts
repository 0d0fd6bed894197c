// `bun web/build/make-icons.ts` draws the app's icons from favicon.svg: run it after changing that file. The icons are
// committed, so that the build needs no browser.
import { join } from "node:path";
import { launchBrowser } from "../e2e/launch-browser.ts";

const FOLDER = join(import.meta.dir, "../public");
const ICONS = [
  { name: "icon-192.png", side: 192, isMaskable: false },
  { name: "icon-512.png", side: 512, isMaskable: false },
  { name: "icon-maskable.png", side: 512, isMaskable: true },
];

const logo = await Bun.file(join(FOLDER, "favicon.svg")).text();
// A mask may cut away everything outside a circle of 80 % of the size (W3C app manifest): the background reaches the edges,
// and the logo stays within the circle.
const maskable = logo
  .replace(/rx="\d+"/, "")
  .replace('viewBox="0 0 48 48"', 'viewBox="-6 -6 60 60"')
  .replace('<rect width="48" height="48"', '<rect x="-6" y="-6" width="60" height="60"');

const browser = await launchBrowser();
for (const { name, side, isMaskable } of ICONS) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const drawing = (isMaskable ? maskable : logo).replace("<svg ", `<svg width="${side}" height="${side}" `);
  await page.setContent(`<body style="margin:0;display:grid">${drawing}`);
  await page.screenshot({ path: join(FOLDER, name), omitBackground: true });
  await page.close();
}
await browser.close();
