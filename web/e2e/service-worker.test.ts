// The client as an installed app: manifest and icons, its page while the server is away, updates, and none of it on plain
// http.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { LAN_HOST, withBrowser } from "./with-browser.ts";

const app = withBrowser("--base-path", "/chat/");

async function newRoom(): Promise<string> {
  const answer = await fetch(`${app.server.url}/chat/api/rooms`, { method: "POST" });
  return ((await answer.json()) as { room: { shownCode: string } }).room.shownCode;
}

const WITH_WORKER = { serviceWorkers: "allow" } as const;

async function waitForServiceWorker(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
}

describe("on localhost", () => {
  test("S6: the page opens without the server and says so, and no message is stored", async () => {
    const network = createBreakableNetwork(app.server.port);
    const ada = await app.visit(`${network.url}/chat/${await newRoom()}`, WITH_WORKER);
    await ada.waitUntilJoined();
    await ada.send("between us");
    await ada.waitForMessage("between us");
    await waitForServiceWorker(ada.page);
    await ada.page.reload();
    await ada.waitUntilJoined();
    const kept = await ada.page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(
      kept.filter((path) => !/^\/chat\/(assets\/[^/]+|favicon\.svg|icon-192\.png|manifest\.webmanifest)?$/.test(path)),
    ).toEqual([]);
    expect(await ada.problems()).toEqual([]);
    network.down();
    await ada.page.reload();
    await ada.page.getByText("Try now").waitFor();
    await ada.composer.fill("written in the dark");
    await ada.composer.press("Enter");
    network.up();
    await ada.retryNow();
    await ada.waitForMessage("written in the dark");
    await eventually(() => ada.messageTexts(), ["between us", "written in the dark"]);
    network.stop();
  });

  test("S2, S6: a newer client is offered when the server has one, and a draft survives the update", async () => {
    const network = createBreakableNetwork(app.server.port);
    const ada = await app.visit(`${network.url}/chat/`);
    let build = "older";
    await ada.page.routeWebSocket(/\/ws\//, (socket) => {
      const up = socket.connectToServer();
      up.onMessage((frame) => socket.send(String(frame).replace(/"build":"[^"]*"/, `"build":"${build}"`)));
    });
    await ada.page.goto(`${network.url}/chat/${await newRoom()}`);
    await ada.waitUntilJoined();
    await ada.composer.fill("half a thou");
    const note = ada.page.locator(".banner", { hasText: "A new version is available." });
    // Another build of the server with the same client offers no update.
    const compared = ada.page.waitForResponse((answer) => new URL(answer.url()).pathname === "/chat/");
    build = "newer";
    network.cut();
    await (await compared).finished();
    await ada.page.waitForTimeout(300);
    expect(await note.count()).toBe(0);
    const page = await (await fetch(`${app.server.url}/chat/`)).text();
    const newer = page.replace(/index-[\w-]+\.js/, "index-newer.js");
    await ada.page.route("**/chat/", (route) => route.fulfill({ body: newer, contentType: "text/html" }));
    build = "newest";
    network.cut();
    await note.waitFor();
    await ada.page
      .getByRole("status")
      .filter({ hasText: "A new version is available." })
      .waitFor({ state: "attached" });
    await ada.page.unrouteAll();
    await note.getByRole("button", { name: "Reload" }).click();
    await note.waitFor({ state: "detached" });
    await ada.waitUntilJoined();
    await eventually(() => ada.composer.inputValue(), "half a thou");
    network.stop();
  });
});

describe("what other apps share", () => {
  const card = (page: Page) => page.locator(".shared-card");

  /** Posts a form to the service worker, as the system does when somebody shares with the client. */
  const share = (page: Page, text: string, ...names: string[]) =>
    page.evaluate(
      async ([text, names]) => {
        const canvas = new OffscreenCanvas(60, 40);
        canvas.getContext("2d")?.fillRect(0, 0, 60, 40);
        const picture = await canvas.convertToBlob();
        const form = document.createElement("form");
        Object.assign(form, { method: "post", enctype: "multipart/form-data", action: "share.target" });
        const field = (name: string) => {
          const input = document.createElement("input");
          input.name = name;
          form.append(input);
          return input;
        };
        field("text").value = text;
        const files = field("files");
        files.type = "file";
        files.multiple = true;
        const data = new DataTransfer();
        for (const name of names) data.items.add(new File([picture], name, { type: "image/png" }));
        files.files = data.files;
        document.body.append(form);
        form.submit();
      },
      [text, names] as const,
    );

  test("F58, F59: is taken by the service worker, and along into the room that is opened next, once", async () => {
    const ada = await app.visit(`${app.server.url}/chat/`, WITH_WORKER);
    const { page } = ada;
    await page.locator("link[rel=manifest]").waitFor({ state: "attached" });
    await waitForServiceWorker(page);
    await page.reload();
    await page.getByRole("button", { name: "New room" }).waitFor();
    await share(page, "Look at this", "garden.png", "gate.png");
    await card(page).getByRole("heading", { name: "Where to?" }).waitFor();
    expect(page.url()).toBe(`${app.server.url}/chat/`);
    await card(page).getByText("gate.png").waitFor();
    await card(page).getByText("Look at this").waitFor();
    await page.getByRole("textbox", { name: "Have a code or a link?" }).fill(await newRoom());
    await page.keyboard.press("Enter");
    await eventually(() => ada.composer.inputValue(), "Look at this");
    await eventually(() => page.locator('.attachment[data-state="done"]').count(), 2);
    expect(await ada.messageTexts()).toEqual([]);
    await ada.composer.press("Enter");
    await ada.waitForMessage("Look at this");
    expect(await page.evaluate(async () => (await caches.keys()).filter((name) => name.includes("shared")))).toEqual(
      [],
    );
    await page.reload();
    await ada.waitUntilJoined();
    expect([await ada.composer.inputValue(), await page.locator(".attachment").count()]).toEqual(["", 0]);
    // Shared by mistake.
    await share(page, "not this");
    await card(page).getByRole("button", { name: "Don’t share" }).click();
    await card(page).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "New room" }).waitFor();
    expect(await card(page).count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  });

  test("S6, F58, F60: the manifest takes what is shared, and the lobby says that it didn't arrive without the service worker", async () => {
    const large = { method: "POST", body: new Uint8Array(3_000_000), redirect: "manual" } as const;
    const answer = await fetch(`${app.server.url}/chat/share.target`, large);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "./#shared"]);
    const ada = await app.visit(`${app.server.url}/chat/`);
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    // The manifest points to its own base path, and its icons exist.
    const address = await ada.page.locator("link[rel=manifest]").evaluate((link: HTMLLinkElement) => link.href);
    const answered = await fetch(address);
    expect(answered.headers.get("content-type")).toBe("application/manifest+json");
    const manifest = (await answered.json()) as {
      start_url: string;
      scope: string;
      icons: { src: string; type: string }[];
      share_target: { action: string };
    };
    expect(new URL(manifest.start_url, address).href).toBe(`${app.server.url}/chat/`);
    expect(new URL(manifest.scope, address).href).toBe(`${app.server.url}/chat/`);
    expect(new URL(manifest.share_target.action, address).href).toBe(`${app.server.url}/chat/share.target`);
    for (const { src, type } of manifest.icons) {
      const icon = await fetch(new URL(src, address));
      expect([icon.status, icon.headers.get("content-type")]).toEqual([200, type]);
    }

    await share(ada.page, "Look at this", "garden.png");
    await card(ada.page).getByRole("alert").filter({ hasText: "What you shared didn’t arrive here." }).waitFor();
    await card(ada.page).getByRole("button", { name: "Close" }).click();
    await card(ada.page).waitFor({ state: "detached" });
    await ada.page.getByRole("button", { name: "New room" }).click();
    await ada.waitUntilJoined();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("on plain http", () => {
  test("S6: there is no service worker, and no error about it", async () => {
    const ada = await app.visit(`http://${LAN_HOST}:${app.server.port}/chat/`, {}, (page) => page.clock.install());
    await ada.createRoom();
    expect(await ada.page.evaluate(() => [isSecureContext, "serviceWorker" in navigator])).toEqual([false, false]);
    await ada.page.clock.runFor(10_000);
    await ada.send("what would have failed has failed by now");
    await ada.waitForMessage("what would have failed");
    expect(await ada.problems()).toEqual([]);
  });
});
