// One proxy, at two of the places that `bun run proxies` tries.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../launch-browser.ts";
import { describePlacement, type Placement } from "./placement.ts";
import { smoke } from "./smoke.ts";
import { findAnyProxy, startBehindProxy } from "./start-proxy.ts";

const proxy = await findAnyProxy();

describe.skipIf(proxy === undefined)(`behind a proxy${proxy === undefined ? ", which isn't installed" : ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const placements: readonly Omit<Placement, "proxy">[] = [
    { scheme: "http", prefix: "stripped", trust: "loopback" },
    { scheme: "https", prefix: "kept, by header", trust: "loopback" },
  ];
  for (const place of placements) {
    const placement: Placement = { proxy: proxy ?? "nginx", ...place };
    test(`N50: ${describePlacement(placement)}`, async () => {
      const proxied = await startBehindProxy(placement);
      await smoke(browser, proxied.lobby);
      await proxied.stop();
      expect(proxied.server.logged.filter((line) => !line.includes(" info "))).toEqual([]);
    });
  }
});
