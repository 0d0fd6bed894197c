// The client in each of its languages: the browser's language from the first word on, switching at once, and mirroring
// for right-to-left scripts.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { AVATARS } from "#protocol/avatars";
import { NAME_LANGUAGES } from "../../server/suggested-names/suggest-name.ts";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

const NEW_ROOM = { en: "New room", de: "Neuer Raum", es: "Nueva sala", ar: "غرفة جديدة", ja: "新しいルーム" };

/** Returns every name that may be suggested in a language. */
function namesIn(language: string): string[] {
  const { adjectives = [], compose = String } = NAME_LANGUAGES.get(language) ?? {};
  return adjectives.flatMap((adjective) => AVATARS.map((animal) => compose(adjective, animal)));
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const html = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

const choose = (page: Page, name: string) => page.locator(".language-choice select").selectOption({ label: name });

async function write(page: Page, text: string): Promise<void> {
  await page.locator(".composer-text").fill(text);
  await page.locator(".composer-text").press("Enter");
}

/** Collects all text that a page shows from its first moment on. Returns a function that reads it. */
async function watchText(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    const shown = new Set<string>();
    Object.assign(window, { shown });
    new MutationObserver(() => shown.add(document.body?.textContent ?? "")).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  return () => page.evaluate(() => [...(window as unknown as { shown: Set<string> }).shown].join("\n"));
}

describe("a chosen language", () => {
  test("applies at once, here and in other tabs, and from the first text after a reload", async () => {
    const ada = await app.visit(app.lobby);
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    const second = await ada.openTab(app.lobby);
    await second.getByRole("button", { name: "New room" }).waitFor();
    await choose(ada.page, "Deutsch");
    await ada.page.getByRole("button", { name: "Neuer Raum" }).waitFor();
    await second.getByRole("button", { name: "Neuer Raum" }).waitFor();
    const shown = await watchText(second);
    await second.reload();
    await second.getByRole("button", { name: "Neuer Raum" }).waitFor();
    expect(await shown()).toContain("Neuer Raum");
    expect(await shown()).not.toContain("New room");
    await choose(second, "English");
    await ada.page.getByRole("button", { name: "New room" }).waitFor();
    await eventually(() => html(ada.page), ["en", "ltr"]);
    expect(await ada.problems()).toEqual([]);
  });
});

/** The server's refusals are translated too. */
async function checkRefusals(ada: Visitor): Promise<void> {
  const { page } = ada;
  await app.server.post("rooms", { code: "vergeben" });
  await page.getByRole("textbox", { name: "Eigener Code" }).fill("Vergeben");
  await page.getByRole("button", { name: NEW_ROOM.de }).click();
  await page.getByText("Dieser Code ist schon vergeben.").waitFor();
  expect(await ada.problems()).toEqual([expect.stringContaining("409")]);
  await page.getByRole("textbox", { name: "Eigener Code" }).fill("");
}

/** A right-to-left language mirrors the room, and isolates names in its sentences. */
async function checkMirrored(ada: Visitor): Promise<void> {
  const { width } = ada.page.viewportSize() ?? { width: 0 };
  const middle = async (selector: string) => {
    const box = await ada.page.locator(selector).first().boundingBox();
    return ((box?.x ?? 0) + (box?.width ?? 0) / 2) / width;
  };
  expect(await middle(".room-header-home")).toBeGreaterThan(0.9);
  expect(await middle(".room-header-title")).toBeGreaterThan(0.7);
  expect(await middle(".room-header-more")).toBeLessThan(0.1);
  expect(await middle(".room-people")).toBeLessThan(0.3);
  expect(await middle(".composer-send")).toBeLessThan(await middle(".name-field"));
  const bo = await startApiTalker(app.server, ada.page.url(), "Bo");
  await ada.page.locator(".transcript").getByText("\u2068Bo\u2069").waitFor();
  await bo.say("hello");
  await ada.waitForMessage("hello");
  bo.leave();
}

describe.each([
  ["de-AT", "de"],
  ["es-MX", "es"],
  ["ar-EG", "ar"],
  ["ja-JP", "ja"],
  ["en-GB", "en"],
  ["fi-FI", "en"],
] as const)("a browser of the language %s", (locale, language) => {
  const newRoom = NEW_ROOM[language];

  test(`I9, A1: is spoken to in ${language}, and gets a name in it; nothing overflows the page, however wide it is`, async () => {
    const ada = await app.visit(app.lobby, { locale });
    await ada.page.getByRole("button", { name: newRoom, exact: true }).waitFor();
    await eventually(() => html(ada.page), [language, language === "ar" ? "rtl" : "ltr"]);
    await ada.page.locator(".name-field-avatar img").waitFor();
    expect(namesIn(language)).toContain(await ada.name());
    expect(await ada.problems()).toEqual([]);
    // What has the same words has the same widths.
    if (locale === "fi-FI") return;
    const beside: Record<number, number> = {};
    const look = async () => {
      for (const width of [320, 640, 1280]) {
        await ada.page.setViewportSize({ width, height: 800 });
        beside[width] = await overflow(ada.page);
      }
      expect(beside).toEqual({ 320: 0, 640: 0, 1280: 0 });
    };
    await ada.page.locator(".advanced-options summary").click();
    await ada.page.locator(".life-choice-options label").last().click();
    await look();
    if (language === "de") await checkRefusals(ada);
    await ada.page.getByRole("button", { name: newRoom, exact: true }).click();
    await ada.waitUntilJoined();
    if (language === "ar") await checkMirrored(ada);
    await write(ada.page, "https://example.org/a-long-address/that-goes-on-and-on-and-on-and-on");
    await ada.waitForMessage("goes-on");
    await look();
    await ada.page.goto(`${app.server.url}/zzzz-zzzz`);
    await ada.page.locator(".room-closed h1").waitFor();
    await look();
    expect(await ada.problems()).toEqual([]);
  });
});
