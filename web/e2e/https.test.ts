// Https by the server's own CA, in a browser that trusts it as a person's does, and the way there from a page over http.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { makeCa, makeLeaves } from "../../server/tls/make-certificates.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { homeThatTrusts } from "./home-that-trusts.ts";
import { launchBrowser } from "./launch-browser.ts";
import { startMayfly } from "./start-mayfly.ts";
import { closeVisits, Visitor } from "./visitor.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-https-"));
const LOCAL_NAME = "mayfly.home.arpa";
const PUBLIC_NAME = "mayfly-test.example.org";

let server: Awaited<ReturnType<typeof startMayfly>>;
let httpsPort: number;
let browser: Browser;
/** A site of the same CA, for a name that it may not speak for. */
let foreign: { server: Bun.Server<unknown>; ca: string };
beforeAll(async () => {
  const data = join(folder, "mayfly.db");
  server = await startMayfly("--data", data, "--tls", "self", "--https-port", "0", "--tls-names", LOCAL_NAME);
  httpsPort = (await (await fetch(`${server.url}/api/https`)).json()).port;
  const own = await (await fetch(`${server.url}/ca/mayfly-ca.crt`)).text();
  const ca = await makeCa(Date.now(), "test");
  const { key, forNames: cert } = await makeLeaves(ca, { names: [PUBLIC_NAME], addresses: [] }, Date.now());
  const fetchPage = () => new Response("here", { headers: { "content-type": "text/html" } });
  foreign = {
    server: Bun.serve({ port: 0, hostname: "127.0.0.1", tls: { cert, key }, fetch: fetchPage }),
    ca: ca.cert,
  };
  browser = await launchBrowser([LOCAL_NAME, PUBLIC_NAME], { home: await homeThatTrusts(folder, own, ca.cert) });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await foreign?.server.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

describe("https by the server's own CA", () => {
  test("N10, N11: Chromium opens its names and addresses without a warning, and refuses a public name", async () => {
    const page = await browser.newPage();
    for (const host of ["localhost", "127.0.0.1", LOCAL_NAME]) {
      const answer = await page.goto(`https://${host}:${httpsPort}/healthz`);
      expect([host, answer?.status()]).toEqual([host, 200]);
    }
    const refused = await page.goto(`https://${PUBLIC_NAME}:${foreign.server.port}/`).catch((error) => `${error}`);
    expect(refused).toContain("ERR_CERT_INVALID");
    await closeVisits(browser);
  });

  test("N13, S24: axe finds nothing in the page of the CA, and nothing is wider than a phone, in any direction of writing", async () => {
    for (const locale of ["en", "ar"]) {
      // Its policy forbids scripts, also axe's.
      const visitor = await Visitor.visit(browser, `${server.url}/ca`, { bypassCSP: true, locale });
      const { page } = visitor;
      const { found, check } = createAxeInspection(page);
      await page.locator("details").evaluateAll((all: HTMLDetailsElement[]) => {
        for (const details of all) details.open = true;
      });
      await check("the CA", page.getByRole("heading", { level: 1 }));
      expect(found).toEqual({});
      await page.setViewportSize({ width: 320, height: 700 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(await visitor.problems()).toEqual([]);
    }
    await closeVisits(browser);
  });

  test("N14, N17, N18: from a page over http a link leads to the room over https, where all that waits for it is there", async () => {
    const { url } = await server.post("rooms", {});
    const room = new URL(url).pathname;
    const ann = await Visitor.visit(browser, `http://${LOCAL_NAME}:${server.port}${room}#invite=secret`);
    await ann.waitUntilJoined();
    expect(await ann.page.evaluate(() => isSecureContext)).toBe(false);
    await ann.openAbout();
    const link = ann.page.getByRole("link", { name: "Open this room over https" });
    const address = `https://${LOCAL_NAME}:${httpsPort}${room}`;
    expect(await link.getAttribute("href")).toBe(address);
    expect(await ann.page.getByRole("link", { name: "How to trust it" }).getAttribute("href")).toBe(
      `http://${LOCAL_NAME}:${server.port}/ca`,
    );

    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Record a voice message" }).click();
    await ann.page.locator(".voice-notice").getByRole("link", { name: address }).waitFor();
    await ann.page.keyboard.press("Escape");

    const ben = await Visitor.visit(browser, address, { serviceWorkers: "allow" });
    await ben.waitUntilJoined();
    const has = await ben.page.evaluate(async () => ({
      isSecureContext,
      clipboard: "clipboard" in navigator,
      microphone: "mediaDevices" in navigator,
      notifications: typeof Notification,
      serviceWorker: (await navigator.serviceWorker.ready).active?.state,
    }));
    expect(has).toMatchObject({ isSecureContext: true, clipboard: true, microphone: true, notifications: "function" });
    expect(["activating", "activated"]).toContain(`${has.serviceWorker}`);
    await ben.page.getByRole("button", { name: "About this room" }).click();
    await ben.page.getByText("with a notification").waitFor();
    expect(await ben.page.getByRole("link", { name: "Open this room over https" }).count()).toBe(0);
    await ben.page.keyboard.press("Escape");

    await ann.send("from http");
    await ben.waitForMessage("from http");
    await ben.send("from https");
    await ann.waitForMessage("from https");

    await ann.page.goto(`http://${LOCAL_NAME}:${server.port}/doctor`);
    const test = ann.page.getByRole("link", { name: "Run this test over https" });
    await test.waitFor();
    expect(await test.getAttribute("href")).toBe(`https://${LOCAL_NAME}:${httpsPort}/doctor`);
    expect([...(await ann.problems()), ...(await ben.problems())]).toEqual([]);
    await closeVisits(browser);
  });
});
