// `bun web/e2e/readme-pictures.ts` makes the README's two pictures from the screenshots in dist/screenshots.
import { join } from "node:path";
import { launchBrowser } from "./launch-browser.ts";

const FROM = join(import.meta.dir, "../../dist/screenshots");
const TO = join(import.meta.dir, "../../docs");
const PHONES = ["talk-dark-phone", "share-light-phone", "ending-dark-phone"];
const WIDTH = 960;
const HEIGHT = 675;

await Bun.write(join(TO, "room.png"), Bun.file(join(FROM, "talk-light-wide.png")));

const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
const pictures = PHONES.map(async (name) => {
  const data = Buffer.from(await Bun.file(join(FROM, `${name}.png`)).arrayBuffer()).toString("base64");
  return `<img height="${HEIGHT}" style="border-radius: 20px" src="data:image/png;base64,${data}">`;
});
await page.setContent(
  `<body style="margin: 0; display: flex; justify-content: space-between">${(await Promise.all(pictures)).join("")}`,
);
await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
await page.screenshot({ path: join(TO, "phone.png"), omitBackground: true });
await browser.close();
