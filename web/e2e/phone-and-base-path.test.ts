// The client on a phone, under a base path, over plain http, by keyboard, and in an operator's colours.
import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser();

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("on a phone", () => {
  test("people chat by touch, with everything in reach and nothing beyond the screen", async () => {
    const ada = await app.visit(app.lobby, PHONE);
    expect(await overflow(ada.page)).toBe(0);
    await ada.page.getByText("More options").tap();
    await ada.page.getByRole("textbox", { name: "Title" }).fill("A rather long title for so narrow a screen as this");
    await ada.page.getByRole("button", { name: "New room" }).tap();
    await ada.waitUntilJoined();
    await ada.composer.tap();
    await ada.composer.fill(`${"long".repeat(60)} word`);
    await ada.page.getByRole("button", { name: "Send" }).tap();
    await ada.waitForMessage("word");
    await ada.page.getByRole("button", { name: "1 here" }).tap();
    await ada.page.getByRole("dialog").getByText("you", { exact: true }).waitFor();
    await ada.page.getByRole("button", { name: "Close", exact: true }).tap();
    const send = await ada.page.getByRole("button", { name: "Send" }).boundingBox();
    expect((send?.y ?? 999) + (send?.height ?? 0)).toBeLessThanOrEqual(740);
    for (const width of [360, 320]) {
      await ada.page.setViewportSize({ width, height: 740 });
      expect(await overflow(ada.page)).toBe(0);
      for (const target of await ada.page.getByRole("button").all()) {
        const box = await target.boundingBox();
        expect(Math.min(box?.width ?? 24, box?.height ?? 24)).toBeGreaterThanOrEqual(24);
      }
    }
    expect(await ada.problems()).toEqual([]);
  });
});

describe("a slow connection", () => {
  test("S2: the page of a room loads at most 43 kB of code and style, and nothing twice", async () => {
    const context = await app.browser.newContext();
    const page = await context.newPage();
    const loaded: Request[] = [];
    page.on("requestfinished", (request) => {
      if (/\.(js|css)$/.test(request.url())) loaded.push(request);
    });
    const { url } = await app.server.post("rooms");
    const html = await (await fetch(url)).text();
    await page.goto(url);
    await page.locator(".name-field-name").waitFor();
    const pathOf = (request: Request) => new URL(request.url()).pathname;
    // Other files are fetched in advance, after the page is ready.
    const named = loaded.filter((request) => html.includes(pathOf(request).slice(1)));
    const sizes = await Promise.all(named.map((request) => request.sizes()));
    const total = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
    expect(total).toBeGreaterThan(10_000);
    expect(total).toBeLessThanOrEqual(43_000);
    expect(new Set(loaded.map(pathOf)).size).toBe(loaded.length);
  });
});

describe("a base path", () => {
  test("S5: contains everything", async () => {
    const below = await startMayfly("--base-path", "/chat/");
    const ada = await app.visit(`${below.url}/chat/`);
    const asked: string[] = [];
    ada.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const address = await ada.createRoom();
    expect(new URL(address).pathname).toMatch(/^\/chat\/[0-9a-z]{4}-[0-9a-z]{4}$/);
    await ada.send("here too");
    await ada.waitForMessage("here too");
    await ada.page.reload();
    await ada.waitForMessage("here too");
    await ada.page.getByRole("link", { name: "Mayfly: all rooms" }).click();
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    expect(ada.page.url()).toBe(`${below.url}/chat/`);
    expect(asked.filter((path) => !path.startsWith("/chat/"))).toEqual([]);
    expect(await ada.problems()).toEqual([]);
    await below.stop();
  });
});

describe("plain http on a local network", () => {
  test("W11: everything works without features of secure contexts, copying included", async () => {
    const ada = await app.visit(app.lanLobby);
    expect(await ada.page.evaluate(() => isSecureContext)).toBe(false);
    await ada.createRoom();
    await ada.send("no secrets");
    await ada.waitForMessage("no secrets");
    await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
    await ada.page.getByRole("button", { name: "Copy link" }).click();
    await ada.page.getByText("Copied ✓").waitFor();
    await ada.page.keyboard.press("Escape");
    await ada.composer.press("ControlOrMeta+v");
    await eventually(() => ada.composer.inputValue(), ada.page.url());
    expect(await ada.problems()).toEqual([]);
  });
});

describe("a keyboard", () => {
  test("is enough to use everything", async () => {
    const ada = await app.visit(app.lobby);
    const { keyboard } = ada.page;
    const focused = () =>
      ada.page.evaluate(() => {
        const { activeElement } = document;
        if (activeElement === null || activeElement === document.body) return "";
        return activeElement.getAttribute("aria-label") ?? activeElement.textContent;
      });
    const tabTo = async (name: string | RegExp, key = "Tab") => {
      for (let times = 0; times < 30; times++) {
        if ((await focused())?.match(name)) return;
        await keyboard.press(key);
      }
      throw new Error(`Tab never leads to ${name}.`);
    };
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    await tabTo("New room");
    await keyboard.press("Shift+Tab");
    await keyboard.press("ArrowRight");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await ada.waitUntilJoined();
    await ada.page.locator(".room-header-time-left", { hasText: "7 d" }).waitFor();
    await keyboard.type("typed at once");
    await keyboard.press("Enter");
    await ada.waitForMessage("typed at once");
    await tabTo("your name");
    await keyboard.press("Enter");
    await ada.page.getByRole("textbox", { name: "Your name" }).waitFor();
    await keyboard.type("Ada");
    await keyboard.press("Enter");
    await ada.page.locator(".name-field-name", { hasText: "Ada" }).waitFor();
    await eventually(focused, expect.stringContaining("Ada, change your name"));
    await tabTo("About this room", "Shift+Tab");
    await keyboard.press("Enter");
    await ada.page.getByRole("dialog").waitFor();
    await tabTo("End the room…");
    await keyboard.press("Enter");
    await ada.page.getByRole("button", { name: "Keep it" }).waitFor();
    await eventually(() => focused(), "Keep it");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await ada.page.getByRole("heading", { name: "This room has ended" }).waitFor();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("an operator's theme", () => {
  test("S4: changes the colours", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mayfly-"));
    await Bun.write(join(folder, "theme.css"), ":root { --paper: rgb(1, 2, 3); }");
    const themed = await startMayfly("--public-dir", folder);
    const ada = await app.visit(`${themed.url}/`);
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    const paper = await ada.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(paper).toBe("rgb(1, 2, 3)");
    expect(await ada.problems()).toEqual([]);
    await themed.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
