// Firefox, by WebDriver BiDi.
import { existsSync } from "node:fs";
import puppeteer, { type Page } from "puppeteer-core";
import { findOrInstall } from "../install-packages.ts";
import type { Engine, EnginePage, Modifier } from "./engine.ts";

const INSTALLED = [
  process.env.FIREFOX_PATH ?? "",
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

const findFirefox = () => INSTALLED.find((path) => path !== "" && existsSync(path));

/** Returns the path of Firefox, which it installs where it may; undefined where there is none. */
export const provideFirefox = () => findOrInstall(findFirefox, "firefox-esr");

/** A mouse, which a machine without a screen needn't have: what it can do are the bits for pointing finely and hovering. */
const HAS_MOUSE = { "ui.primaryPointerCapabilities": 6, "ui.allPointerCapabilities": 6 };

/** Ten pictures a second are enough where nobody looks: measured, all its tests then take a sixth less processor time. */
const FEW_PICTURES = { "layout.frame_rate": 10 };

/** Starts Firefox. Its profile is new, and deleted when it is closed. */
export async function launchFirefox(executablePath: string): Promise<Engine> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: { ...HAS_MOUSE, ...FEW_PICTURES },
  });
  return {
    async newPage() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width: 1280, height: 800 });
      return enginePage(page);
    },
    async closePages() {
      const contexts = browser.browserContexts().filter((context) => context !== browser.defaultBrowserContext());
      await Promise.all(contexts.map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}

function enginePage(page: Page): EnginePage {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  const whileHeld = async (modifier: Modifier | undefined, press: () => Promise<void>) => {
    if (modifier !== undefined) await page.keyboard.down(modifier);
    await press();
    if (modifier !== undefined) await page.keyboard.up(modifier);
  };
  return {
    async open(address) {
      await page.goto(address);
    },
    async reload() {
      await page.reload();
    },
    evaluate: async <A extends unknown[], R>(run: (...args: A) => R, ...args: A) =>
      (await page.evaluate(run as (...args: unknown[]) => unknown, ...args)) as R,
    hover: ({ x, y }) => page.mouse.move(x, y),
    click: ({ x, y }) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    press: (key, modifier) => whileHeld(modifier, () => page.keyboard.press(key)),
    resize: (width, height) => page.setViewport({ width, height }),
    screenshot: () => page.screenshot(),
    problems: async () => problems.splice(0),
  };
}
