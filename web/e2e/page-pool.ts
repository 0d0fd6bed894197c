// Lends pages to the tests of a file, and lends a page again once its test has left it as it was. Measured: in such a page a
// visit costs 0.4 s of a core, in a browser context of its own 1 s.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { hidePixels } from "./pixels.ts";
import { openPage } from "./visitor.ts";

/** What stays as it is when the page opens another address. */
const LASTING = {
  page: ["addInitScript", "emulateMedia", "exposeFunction", "routeWebSocket", "setViewportSize"],
  context: ["addInitScript", "grantPermissions", "newCDPSession", "setOffline"],
  clock: ["fastForward", "install", "pauseAt", "runFor", "setFixedTime", "setSystemTime"],
} as const;

const WATCHED = ["console", "pageerror", "request", "requestfinished", "websocket"] as const;

/** It belongs to the server, so that the storage is the client's, and runs nothing. */
const QUIET_ADDRESS = "/favicon.svg";
const CLEANING_LIMIT_MS = 3_000;

type Lent = { readonly page: Page; readonly kind: string; isChanged: boolean };

/** Calls back when one of these methods is called. */
function watchCalls(object: object, names: readonly string[], called: () => void): void {
  const methods = object as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const method = methods[name]?.bind(object);
    methods[name] = (...args) => {
      called();
      return method?.(...args);
    };
  }
}

const originOf = (address: string) => new URL(address).origin;

/** Takes a page out of its room and empties what its browser has stored. */
async function clean(page: Page): Promise<void> {
  for (const event of WATCHED) page.removeAllListeners(event);
  const others = page.context().pages();
  await Promise.all(others.map((other) => other === page || other.close()));
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await openQuietly(page, page.url());
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** Has a page show something of a server that is not the client. */
async function openQuietly(page: Page, address: string): Promise<void> {
  await page.goto(new URL(QUIET_ADDRESS, address).href, { timeout: CLEANING_LIMIT_MS });
}

export function createPagePool(browser: Browser) {
  const lent: Lent[] = [];
  const idle: Lent[] = [];

  return {
    browser,

    /**
     * Lends a page with an empty storage for an address.
     * @param stored what the client finds in its storage
     */
    async lend(
      address: string,
      options: BrowserContextOptions,
      stored: Readonly<Record<string, string>> = {},
    ): Promise<Page> {
      const kind = originOf(address) + JSON.stringify(options);
      const at = idle.findIndex((candidate) => candidate.kind === kind);
      const [known] = at === -1 ? [] : idle.splice(at, 1);
      const found = known ?? { page: await openPage(browser, options), kind, isChanged: false };
      lent.push(found);
      const { page } = found;
      if (known === undefined) {
        await hidePixels(page);
        const note = () => {
          found.isChanged = true;
        };
        watchCalls(page, LASTING.page, note);
        watchCalls(page.context(), LASTING.context, note);
        watchCalls(page.clock, LASTING.clock, note);
      }
      if (Object.keys(stored).length === 0) return page;
      if (known === undefined) await openQuietly(page, address);
      await page.evaluate((values) => {
        for (const [key, value] of Object.entries(values)) localStorage.setItem(key, value);
      }, stored);
      return page;
    },

    /** Takes all lent pages back except `staying`, and closes those that can't be lent again and those it didn't lend. */
    async takeBack(staying: readonly Page[]): Promise<void> {
      const kept = new Set([...staying, ...idle.map(({ page }) => page)].map((page) => page.context()));
      await Promise.all(
        browser.contexts().map(async (context) => {
          if (kept.has(context)) return;
          const found = lent.find(({ page }) => page.context() === context);
          const canStay = found !== undefined && !found.isChanged && !found.page.isClosed();
          if (canStay && found.kind.startsWith(`${originOf(found.page.url())}{`)) {
            const isClean = await clean(found.page).then(
              () => true,
              () => false,
            );
            if (isClean) return void idle.push(found);
          }
          await context.close();
        }),
      );
      lent.length = 0;
    },
  };
}
