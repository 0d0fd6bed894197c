// The client as an app: its manifest and icons, its page without the server, a newer one, and nothing of it on plain http.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const LAN = "mayfly.test";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser([LAN]), startMayfly("--base-path", "/chat/")]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function newRoom(): Promise<string> {
  const answer = await fetch(`${server.url}/chat/api/rooms`, { method: "POST" });
  return ((await answer.json()) as { room: { shownCode: string } }).room.shownCode;
}

/** Waits until the service worker is at work. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
}

describe("on localhost", () => {
  test("S6: it has a manifest that leads to its own base path, with icons that are there", async () => {
    const ada = await Visitor.arrive(browser, `${server.url}/chat/`);
    const address = await ada.page.locator("link[rel=manifest]").evaluate((link: HTMLLinkElement) => link.href);
    const answered = await fetch(address);
    expect(answered.headers.get("content-type")).toBe("application/manifest+json");
    const manifest = (await answered.json()) as {
      start_url: string;
      scope: string;
      icons: { src: string; type: string }[];
    };
    expect(new URL(manifest.start_url, address).href).toBe(`${server.url}/chat/`);
    expect(new URL(manifest.scope, address).href).toBe(`${server.url}/chat/`);
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(new URL(src, address));
      expect([icon.status, icon.headers.get("content-type")]).toEqual([200, type]);
    }
  });

  test("S6: its page opens without the server, says so, and nothing that was said is kept", async () => {
    const network = createNetwork(server.port);
    const ada = await Visitor.arrive(browser, `${network.url}/chat/${await newRoom()}`);
    await ada.isHere();
    await ada.say("between us");
    await ada.hears("between us");
    await installed(ada.page);
    await ada.page.reload();
    await ada.isHere();
    const kept = await ada.page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(
      kept.filter((path) => !/^\/chat\/(assets\/[^/]+|favicon\.svg|icon-192\.png|manifest\.webmanifest)?$/.test(path)),
    ).toEqual([]);
    expect(await ada.complaints()).toEqual([]);
    network.down();
    await ada.page.reload();
    await ada.page.getByText("Try now").waitFor();
    await ada.composer.fill("written in the dark");
    await ada.composer.press("Enter");
    network.up();
    await ada.tryNow();
    await ada.hears("written in the dark");
    await eventually(() => ada.said(), ["between us", "written in the dark"]);
    network.stop();
  });

  test("S2, S6: a newer client is offered when the server has one, and taken with what was being written", async () => {
    const network = createNetwork(server.port);
    const ada = await Visitor.arrive(browser, `${network.url}/chat/`);
    let build = "older";
    await ada.page.routeWebSocket(/\/ws\//, (socket) => {
      const up = socket.connectToServer();
      up.onMessage((frame) => socket.send(String(frame).replace(/"build":"[^"]*"/, `"build":"${build}"`)));
    });
    await ada.page.goto(`${network.url}/chat/${await newRoom()}`);
    await ada.isHere();
    await ada.composer.fill("half a thou");
    const note = ada.page.locator(".note", { hasText: "A new version is here." });
    // Another build of the server with the same client is nothing new to anybody.
    const compared = ada.page.waitForResponse((answer) => new URL(answer.url()).pathname === "/chat/");
    build = "newer";
    network.cut();
    await (await compared).finished();
    await ada.page.waitForTimeout(300);
    expect(await note.count()).toBe(0);
    const page = await (await fetch(`${server.url}/chat/`)).text();
    const newer = page.replace(/index-[\w-]+\.js/, "index-newer.js");
    await ada.page.route("**/chat/", (route) => route.fulfill({ body: newer, contentType: "text/html" }));
    build = "newest";
    network.cut();
    await note.waitFor();
    await ada.page.getByRole("status").filter({ hasText: "A new version is here." }).waitFor({ state: "attached" });
    await ada.page.unrouteAll();
    await note.getByRole("button", { name: "Reload" }).click();
    await note.waitFor({ state: "detached" });
    await ada.isHere();
    await eventually(() => ada.composer.inputValue(), "half a thou");
    network.stop();
  });
});

describe("on plain http", () => {
  test("S6: there is no service worker, and nobody is bothered with it", async () => {
    const ada = await Visitor.arrive(browser, `http://${LAN}:${server.port}/chat/`, {}, (page) => page.clock.install());
    await ada.makeRoom();
    expect(await ada.page.evaluate(() => [isSecureContext, "serviceWorker" in navigator])).toEqual([false, false]);
    await ada.page.clock.runFor(10_000);
    await ada.page.waitForTimeout(300);
    expect(await ada.complaints()).toEqual([]);
  });
});
