// The lobby: creating rooms of any life and code, joining others' rooms, and going back to recent ones.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

const newRoom = (page: Page) => page.getByRole("button", { name: "New room" });

async function chooseLife(page: Page, count: string, unit: string): Promise<void> {
  await page.getByRole("radio", { name: "Custom…" }).check();
  await page.getByRole("spinbutton", { name: "How long" }).fill(count);
  await page.getByRole("combobox", { name: "Unit" }).selectOption({ label: unit });
}

describe("a new room", () => {
  test("L1, S22: lives as long as chosen, from a minute to thirty days, and what is wrong is said at its field, which gets the focus", async () => {
    const ada = await app.visit(app.lobby);
    const { page } = ada;
    const stateOf = (field: Element) => [
      field.ariaInvalid,
      field === document.activeElement,
      ...(field.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? ""),
    ];
    await chooseLife(page, "31", "days");
    await newRoom(page).click();
    await page.locator(".problem", { hasText: "From 1 minute to 30 days." }).waitFor();
    const life = page.getByRole("spinbutton", { name: "How long" });
    const range = "From 1 minute to 30 days.";
    await eventually(() => life.evaluate(stateOf), ["true", true, range, range]);
    await life.fill("2");
    await page.getByText("More options").click();
    const title = page.getByRole("textbox", { name: "Title" });
    await title.fill("bad\u202etitle");
    await page.getByText("More options").click();
    await newRoom(page).click();
    await eventually(() => title.evaluate(stateOf), ["true", true, "It has control or invisible characters."]);
    expect(await page.locator(".new-room .problem").count()).toBe(1);
    await title.fill("");
    await chooseLife(page, "90", "minutes");
    await newRoom(page).click();
    await ada.waitUntilJoined();
    await page.locator(".room-header-time-left", { hasText: /1 h (30|29) min/ }).waitFor();
    // The browser tells of the title that was refused.
    expect(await ada.problems()).toEqual([expect.stringContaining("400")]);
  });

  test("R3, R4, R9: takes a custom code, a title, a member limit and its visibility", async () => {
    const ada = await app.visit(app.lobby);
    await ada.page.getByText("More options").click();
    const code = ada.page.getByRole("textbox", { name: "Custom code" });
    await code.fill("a/b");
    await newRoom(ada.page).click();
    await ada.page.getByText("Use 3 to 32 characters").waitFor();
    await code.fill("Boat Trip 9");
    await ada.page.getByRole("textbox", { name: "Title" }).fill("On the lake");
    await ada.page.getByRole("spinbutton", { name: "Maximum people" }).fill("1");
    await ada.page.getByRole("checkbox", { name: "Show in the public list" }).check();
    await newRoom(ada.page).click();
    await ada.waitUntilJoined();
    expect(ada.page.url()).toBe(`${app.server.url}/boat-trip-9`);
    const bo = await app.visit(app.lobby);
    await bo.page.getByRole("link", { name: "On the lake" }).click();
    await bo.page.getByRole("heading", { name: "This room is full" }).waitFor();
    await bo.page.goto(app.lobby);
    await bo.page.getByText("More options").click();
    await bo.page.getByRole("textbox", { name: "Custom code" }).fill("boat-trip-9");
    await newRoom(bo.page).click();
    await bo.page.locator(".advanced-options .problem", { hasText: "That code is taken." }).waitFor();
  });
});

test("S12, L1, R4: a sentence says what this is, nothing is listed that isn't there, and options that aren't allowed are explained", async () => {
  const strict = await startMayfly("--max-life", "2h", "--default-life", "1h", "--custom-codes", "off");
  const listed = Promise.withResolvers<void>();
  const ada = await app.visit(`${strict.url}/`, {}, async (page) => {
    page.on("requestfinished", (request) => request.url().includes("/api/rooms?") && listed.resolve());
  });
  const { page } = ada;
  await listed.promise;
  await page
    .getByText("Open a chat room, share the link, no account needed. When its time is up, everything is erased.")
    .waitFor();
  expect(await page.getByText("Public rooms").count()).toBe(0);
  for (const name of ["API", "Licences"]) {
    const address = await page.getByRole("link", { name }).evaluate((link: HTMLAnchorElement) => link.href);
    expect([name, (await fetch(address)).status]).toEqual([name, 200]);
  }
  expect(await ada.problems()).toEqual([]);

  await newRoom(page).click();
  await page.locator(".life-choice .problem", { hasText: "last 2 hours at most" }).waitFor();
  await page.getByRole("radio", { name: "1 hour" }).check();
  await page.getByText("More options").click();
  const code = page.getByRole("textbox", { name: "Custom code" });
  await code.fill("tea-time");
  await newRoom(page).click();
  await page.locator(".advanced-options .problem", { hasText: "doesn’t allow custom codes" }).waitFor();
  await eventually(() => code.evaluate((field) => field === document.activeElement), true);
  await eventually(() => code.getAttribute("aria-invalid"), "true");
  await strict.stop();
});

describe("joining", () => {
  test("R3, I1, I3, W9: a pasted link replaces whatever the field holds, one's name is taken along, and an unknown code can be corrected", async () => {
    const { url, room } = await app.server.post("rooms");
    const ada = await app.visit(app.lobby);
    await ada.rename("Ada Lovelace");
    await ada.page.locator(".identity-card", { hasText: "Ada Lovelace" }).waitFor();
    const field = ada.page.getByRole("textbox", { name: "Have a code or a link?" });
    await field.fill("k7pq-");
    await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(2, 2));
    await field.evaluate((input, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, ` Come in: ${url} `);
    await field.press("Enter");
    await ada.waitUntilJoined();
    expect(ada.page.url()).toBe(url);
    await eventually(() => ada.name(), "Ada Lovelace");
    expect(await ada.problems()).toEqual([]);

    await ada.page.goto(`${url}zzz`);
    await eventually(() => field.inputValue(), `${room.shownCode}zzz`);
    await field.fill(room.shownCode);
    await ada.page.getByRole("button", { name: "Join", exact: true }).click();
    await ada.waitUntilJoined();
  });

  test("S25: a QR code is read by the camera if the page is secure, and where it is refused, the scanner says how to allow it", async () => {
    const { url } = await app.server.post("rooms");
    const ada = await app.visit(app.lanLobby, {}, async (page) => {
      await page.addInitScript(() => {
        class BarcodeDetector {
          static getSupportedFormats = async () => ["qr_code"];
          detect = async () => {
            const { held } = window as unknown as { held?: string };
            return held === undefined ? [] : [{ rawValue: held }];
          };
        }
        let tries = 0;
        const getUserMedia = async () => {
          tries += 1;
          if (tries === 1) throw new DOMException("denied", "NotAllowedError");
          if (tries === 2) throw new DOMException("none", "NotFoundError");
          return document.createElement("canvas").captureStream();
        };
        Object.assign(window, { BarcodeDetector });
        if (navigator.mediaDevices !== undefined) Object.assign(navigator.mediaDevices, { getUserMedia });
      });
    });
    const { page } = ada;
    await newRoom(page).waitFor();
    expect(await page.getByRole("button", { name: "Scan a QR code" }).count()).toBe(0);
    await page.goto(app.lobby);
    await page.getByRole("button", { name: "Scan a QR code" }).click();
    await page.getByText("The browser doesn’t let this page use the camera. Allow it").waitFor();
    expect(await page.locator("video").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("The camera isn’t available.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Point the camera at").waitFor();
    await page.locator("video").waitFor();
    const show = (held: string) => page.evaluate((text) => Object.assign(window, { held: text }), held);
    await show("tel:1");
    await page.getByText("isn’t the QR code of a room").waitFor();
    await show(url);
    await page.waitForURL(url);
  });
});

describe("lists of rooms", () => {
  test("R8: public rooms appear and disappear without moving the focus, and can be searched by title and sorted", async () => {
    await app.server.post("rooms", { title: "Choir", visibility: "public" });
    const ada = await app.visit(app.lobby, {}, (page) => page.clock.install());
    const choir = ada.page.getByRole("link", { name: "Choir" });
    await choir.focus();
    await eventually(() => choir.textContent(), expect.stringContaining("0 here · 24 h left"));
    await app.server.post("rooms", { title: "Chess", visibility: "public" });
    await ada.page.clock.fastForward(20_000);
    await ada.page.getByRole("link", { name: "Chess" }).waitFor();
    await eventually(() => choir.evaluate((link) => link === document.activeElement), true);

    for (let at = 1; at <= 7; at++) {
      await app.server.post("rooms", { title: `Lantern ${at}`, visibility: "public", ttlMinutes: at * 100 });
    }
    await ada.page.clock.fastForward(20_000);
    const list = ada.page.locator(".room-list", { hasText: "Public rooms" });
    const search = list.getByRole("searchbox", { name: "Find a room" });
    await search.fill("lantern 3");
    await eventually(() => list.locator(".room-list-title").allTextContents(), ["Lantern 3"]);
    await search.fill("nothing of the kind");
    await list.getByText("No room by that name.").waitFor();
    await search.fill("lantern");
    await list.getByLabel("Sort by").selectOption("time");
    const sorted = [7, 6, 5, 4, 3, 2, 1].map((at) => `Lantern ${at}`);
    await eventually(() => list.locator(".room-list-title").allTextContents(), sorted);
    expect(await ada.problems()).toEqual([]);
  });

  test("R6: recent rooms are a click away, until they end or are forgotten", async () => {
    const rooms = await Promise.all(["First", "Second", "Third"].map((title) => app.server.post("rooms", { title })));
    const ada = await app.visit(app.lobby);
    for (const { url } of rooms) {
      await ada.page.goto(url);
      await ada.waitUntilJoined();
    }
    await fetch(`${app.server.url}/api/rooms/${rooms[0].room.code}`, {
      method: "DELETE",
      headers: { "x-owner-key": rooms[0].ownerKey },
    });
    await ada.page.goto(app.lobby);
    const recent = ada.page.locator("section", { hasText: "Recent rooms" });
    await recent.getByRole("link", { name: "First" }).waitFor({ state: "detached" });
    await eventually(
      () => recent.getByRole("link").allInnerTexts(),
      [expect.stringContaining("Third"), expect.stringContaining("Second")],
    );
    await recent.getByRole("button", { name: "Forget Third" }).click();
    await recent.getByRole("link", { name: "Second" }).click();
    await ada.waitUntilJoined();
    await ada.page.goBack();
    await eventually(() => recent.getByRole("link").count(), 1);
    expect(await ada.problems()).toEqual([]);
  });
});

test("on screens of 320 px, twice as large and 4K, all of the lobby and of a room can be seen and reached", async () => {
  const ada = await app.visit(app.lobby);
  const { page } = ada;
  const beside = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const screens = [
    { width: 320, height: 568 },
    { width: 640, height: 360 },
    { width: 3840, height: 2160 },
  ];
  await page.getByText("More options").click();
  for (const screen of screens) {
    await page.setViewportSize(screen);
    expect(await beside()).toBeLessThanOrEqual(0);
    for (const control of await page.locator("button:visible, summary, select:visible").all()) {
      await control.scrollIntoViewIfNeeded();
      const box = await control.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
  }
  await ada.createRoom();
  await ada.send("hello");
  await ada.waitForMessage("hello");
  for (const screen of screens.toReversed()) {
    await page.setViewportSize(screen);
    expect(await beside()).toBeLessThanOrEqual(0);
    await eventually(async () => {
      const composer = await ada.composer.boundingBox();
      return (composer?.y ?? 9999) + (composer?.height ?? 0) <= screen.height;
    }, true);
  }
});
