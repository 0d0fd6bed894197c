// A network that keeps quiet: it takes what it is given and passes nothing on, or passes on all but sockets.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createBreakableNetwork } from "./breakable-network.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");
let network: ReturnType<typeof createBreakableNetwork>;

beforeEach(() => {
  network = createBreakableNetwork(app.server.port);
});
afterEach(() => network.stop());

const installClock = (page: Page) => page.clock.install();

async function visitThroughNetwork() {
  const { room } = await app.server.post("rooms");
  return app.visit(`${network.url}/${room.shownCode}`, {}, installClock);
}

/** Lets the page's time pass until this is there. @returns how long that took, in seconds of the page */
async function passUntil(page: Page, selector: string, maxSeconds: number): Promise<number> {
  for (let seconds = 1; seconds <= maxSeconds; seconds++) {
    await page.clock.runFor(1000);
    if ((await page.locator(selector).count()) > 0) return seconds;
  }
  throw new Error(`${selector} isn't there after ${maxSeconds} s.`);
}

describe("a network that passes nothing on", () => {
  test("W18: the page says so within 90 s, and is back when it passes again", async () => {
    const ada = await visitThroughNetwork();
    await ada.waitUntilJoined();
    await ada.send("heard");
    await ada.waitForMessage("heard");
    network.swallow();
    await passUntil(ada.page, ".connection-banner", 90);
    network.passAgain();
    await ada.retryNow();
    await ada.page.locator(".connection-banner").waitFor({ state: "detached" });
    await ada.send("heard again");
    await ada.waitForMessage("heard again");
  }, 60_000);

  test("W19: a first request that is swallowed is made again, and the page is in within 20 s", async () => {
    network.swallowNext("POST /api/sessions");
    const ada = await visitThroughNetwork();
    await ada.composer.waitFor();
    await passUntil(ada.page, ".composer .name-field-name", 20);
    await ada.send("here");
    await ada.waitForMessage("here");
  }, 60_000);
});

test("W19: a part of the page whose code could not be fetched is there once it can be", async () => {
  const { room } = await app.server.post("rooms");
  let isRefusing = true;
  const ada = await app.visit(`${network.url}/${room.shownCode}`, {}, async (page) => {
    await page.route(/room-(banners|services)-.*\.js$/, (route) => (isRefusing ? route.abort() : route.continue()));
  });
  await ada.waitUntilJoined();
  await ada.page.waitForEvent("requestfailed", (request) => request.url().includes("room-banners"));
  isRefusing = false;
  await ada.page.locator(".banners [role=status]").first().waitFor({ state: "attached" });
}, 60_000);

test("W21: where only sockets fail, the page says what is likely, and no more once they get through", async () => {
  network.stripUpgrade();
  const ada = await visitThroughNetwork();
  await ada.composer.waitFor();
  await passUntil(ada.page, ".connection-banner:has-text('WebSockets')", 60);
  await ada.page.getByRole("status").filter({ hasText: "WebSockets" }).waitFor({ state: "attached" });
  network.passAgain();
  await ada.retryNow();
  await ada.waitUntilJoined();
  await ada.page.locator(".connection-banner").waitFor({ state: "detached" });
}, 60_000);

describe("a device whose clock is set", () => {
  for (const hours of [2, -2]) {
    test(`W20: by ${hours} h, changes neither the time left nor the connection`, async () => {
      const ada = await visitThroughNetwork();
      await ada.waitUntilJoined();
      const timeLeft = ada.page.locator(".room-header-time-left", { hasText: "24 h" });
      await timeLeft.waitFor();
      await ada.page.clock.setSystemTime(Date.now() + hours * 3_600_000);
      for (let seconds = 0; seconds < 5; seconds++) {
        await ada.page.clock.runFor(1000);
        expect(await timeLeft.count()).toBe(1);
      }
      await ada.page.clock.runFor(20_000);
      await ada.send("still here");
      await ada.waitForMessage("still here");
      expect(await timeLeft.count()).toBe(1);
      expect(await ada.page.locator(".connection-banner").count()).toBe(0);
    });
  }
});
