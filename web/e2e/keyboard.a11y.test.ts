// Accessibility of the lobby and of addresses without a room, in left-to-right and right-to-left pages: axe finds nothing,
// and a keyboard alone reaches everything in the lobby.
import { beforeAll, describe, expect, test } from "bun:test";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

beforeAll(() => app.createRoom({ title: "Choir", visibility: "public" }));

test.each(["en", "ar"])(
  "S1: the lobby and pages without a room, in %s",
  async (locale) => {
    const own = await app.server.post("rooms", { title: "Where I was" });
    const ada = await app.visit(own.url, { locale });
    const { page } = ada;
    const { found, check } = createAxeInspection(page);
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.endsWith(":lately")));
    await page.goto(app.lobby);
    await check("the lobby", page.locator(".room-list").nth(1));
    await page.locator(".advanced-options summary").click();
    await page.locator(".life-choice input").last().check();
    await page.locator(".life-choice-custom input").fill("99");
    await page.locator(".life-choice-custom select").selectOption("day");
    await page.locator(".new-room-submit").click();
    await check("a life that is too long", page.locator(".life-choice .problem"));
    await page.locator(".life-choice-custom input").fill("2");
    await page.locator("#room-code").fill("a/b");
    await page.locator("#join-code").fill("what?");
    await page.locator("#join-code").press("Enter");
    await page.locator(".new-room-submit").click();
    await check("codes that are none", page.locator("#code-problem"));
    for (const life of ["0.75", "0.5", "0.25", "0"]) {
      await page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
      await check(`the sky at ${life}`, page.locator("#code-problem"), { colorsOnly: true });
    }
    await page.locator(".name-field-name").click();
    await check("a name being changed", page.locator(".name-editor-input"));
    await page.keyboard.press("Escape");
    await page.locator(".name-field-avatar").click();
    await check("a picture being chosen", page.locator(".avatar-picker-popover"));
    await page.goto(`${app.server.url}/zzzz-zzzz`);
    await check("no such room", page.locator(".room-closed .join-room"));
    await page.goto(`${app.server.url}/ab`);
    await check("nothing there", page.locator(".room-closed"));
    await fetch(`${app.server.url}/api/rooms/${own.room.code}`, {
      method: "DELETE",
      headers: { "x-owner-key": own.ownerKey },
    });
    await page.goto(own.url);
    await check("ended", page.locator(".room-closed[data-reason=ended]"));
    expect(found).toEqual({});
    expect(await ada.problems()).toEqual([]);
  },
  120_000,
);

describe("a keyboard", () => {
  test("reaches the room's life, language, theme, the lists of rooms and the join field", async () => {
    const ada = await app.visit(app.lobby);
    const { page } = ada;
    await page.getByRole("link", { name: "Choir" }).waitFor();
    await page.locator(".name-field-name").waitFor();
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        return element?.getAttribute("aria-label") ?? element?.closest("label")?.textContent ?? element?.textContent;
      });
    const stops: string[] = [];
    for (let times = 0; times < 15; times++) {
      await page.keyboard.press("Tab");
      stops.push((await focused()) ?? "");
    }
    const expected = ["24 hours", "New room", "More options", "your picture", "your name", "Join", "Choir", "device"];
    const order = expected.map((name) => stops.findIndex((stop) => stop.includes(name)));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await page.getByRole("radio", { name: "24 hours" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("spinbutton", { name: "How long" }).waitFor();
    await eventually(() => page.getByRole("radio", { name: "Custom…" }).isChecked(), true);
    await page.getByRole("radio", { name: "Same as device" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.locator(".language-choice select").focus();
    await page.keyboard.type("Espa");
    await page.getByRole("button", { name: "Nueva sala" }).waitFor();
    expect(await ada.problems()).toEqual([]);
  });
});
