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
  test("L1: lives as long as chosen, from a minute to thirty days", async () => {
    const ada = await app.visit(app.lobby);
    await chooseLife(ada.page, "31", "days");
    await newRoom(ada.page).click();
    await ada.page.locator(".problem", { hasText: "From 1 minute to 30 days." }).waitFor();
    await chooseLife(ada.page, "90", "minutes");
    await newRoom(ada.page).click();
    await ada.waitUntilJoined();
    await ada.page.locator(".room-header-time-left", { hasText: /1 h (30|29) min/ }).waitFor();
    expect(await ada.problems()).toEqual([]);
  });

  test("L1, R4: an option that this server does not allow is explained beside its field", async () => {
    const strict = await startMayfly("--max-life", "2h", "--default-life", "1h", "--custom-codes", "off");
    const ada = await app.visit(`${strict.url}/`);
    await newRoom(ada.page).click();
    await ada.page.locator(".life-choice .problem", { hasText: "last 2 hours at most" }).waitFor();
    await ada.page.getByRole("radio", { name: "1 hour" }).check();
    await ada.page.getByText("More options").click();
    const code = ada.page.getByRole("textbox", { name: "Custom code" });
    await code.fill("tea-time");
    await newRoom(ada.page).click();
    await ada.page.locator(".advanced-options .problem", { hasText: "doesn’t allow custom codes" }).waitFor();
    await eventually(() => code.evaluate((field) => field === document.activeElement), true);
    await eventually(() => code.getAttribute("aria-invalid"), "true");
    await strict.stop();
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

  test("S22: what is wrong with a new room is said at its field, which gets the focus", async () => {
    const ada = await app.visit(app.lobby);
    const { page } = ada;
    const stateOf = (field: Element) => [
      field.ariaInvalid,
      field === document.activeElement,
      ...(field.getAttribute("aria-describedby") ?? "")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? ""),
    ];
    await page.getByRole("radio", { name: "Custom…" }).check();
    const life = page.getByRole("spinbutton", { name: "How long" });
    await life.fill("99");
    await newRoom(page).click();
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
  });
});

describe("joining", () => {
  test("R3: a pasted link replaces whatever the field holds", async () => {
    const { url } = await app.server.post("rooms");
    const ada = await app.visit(app.lobby);
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
    expect(await ada.problems()).toEqual([]);
  });

  test("W9: an unknown code can be corrected on the page that reports it", async () => {
    const { url, room } = await app.server.post("rooms");
    const ada = await app.visit(`${url}zzz`);
    const field = ada.page.getByRole("textbox", { name: "Have a code or a link?" });
    await eventually(() => field.inputValue(), `${room.shownCode}zzz`);
    await field.fill(room.shownCode);
    await ada.page.getByRole("button", { name: "Join", exact: true }).click();
    await ada.waitUntilJoined();
  });

  test("a QR code is read by the camera, if the browser can detect it and the page is secure", async () => {
    const { url } = await app.server.post("rooms");
    const reader = () => {
      class BarcodeDetector {
        static getSupportedFormats = async () => ["qr_code"];
        detect = async () => [{ rawValue: (window as unknown as { held?: string }).held ?? "tel:1" }];
      }
      Object.assign(window, { BarcodeDetector });
      const getUserMedia = async () => document.createElement("canvas").captureStream();
      if (navigator.mediaDevices !== undefined) Object.assign(navigator.mediaDevices, { getUserMedia });
    };
    const context = await app.browser.newContext();
    await context.addInitScript(reader);
    const page = await context.newPage();
    await page.goto(app.lanLobby);
    await newRoom(page).waitFor();
    expect(await page.getByRole("button", { name: "Scan a QR code" }).count()).toBe(0);
    await page.goto(app.lobby);
    await page.getByRole("button", { name: "Scan a QR code" }).click();
    await page.getByText("isn’t the QR code of a room").waitFor();
    await page.evaluate((held) => Object.assign(window, { held }), url);
    await page.waitForURL(url);
  });
});

test("S25: where the camera is refused, the scanner says how to allow it, and starts once it is allowed", async () => {
  const context = await app.browser.newContext();
  await context.addInitScript(() => {
    class BarcodeDetector {
      static getSupportedFormats = async () => ["qr_code"];
      detect = async () => [];
    }
    let tries = 0;
    const getUserMedia = async () => {
      tries += 1;
      if (tries === 1) throw new DOMException("denied", "NotAllowedError");
      if (tries === 2) throw new DOMException("none", "NotFoundError");
      return document.createElement("canvas").captureStream();
    };
    Object.assign(window, { BarcodeDetector });
    Object.assign(navigator.mediaDevices, { getUserMedia });
  });
  const page = await context.newPage();
  await page.goto(app.lobby);
  await page.getByRole("button", { name: "Scan a QR code" }).click();
  await page.getByText("The browser doesn’t let this page use the camera. Allow it").waitFor();
  expect(await page.locator("video").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("The camera isn’t available.").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Point the camera at").waitFor();
  await page.locator("video").waitFor();
});

describe("one's own identity", () => {
  test("I1, I3: is shown and changed in the lobby, and taken along into a room", async () => {
    const ada = await app.visit(app.lobby);
    await ada.rename("Ada Lovelace");
    await ada.page.locator(".identity-card", { hasText: "Ada Lovelace" }).waitFor();
    await ada.createRoom();
    await eventually(() => ada.name(), "Ada Lovelace");
    expect(await ada.problems()).toEqual([]);
  });
});

describe("the first look", () => {
  test("S12: a sentence says what this is, nothing is listed that isn't there, and the links lead somewhere", async () => {
    const quiet = await startMayfly();
    const ada = await app.visit(`${quiet.url}/`);
    const listed = ada.page.waitForResponse((response) => response.url().includes("/api/rooms?"));
    await ada.page.reload();
    await listed;
    await ada.page
      .getByText("Open a chat room, share the link, no account needed. When its time is up, everything is erased.")
      .waitFor();
    expect(await ada.page.getByText("Public rooms").count()).toBe(0);
    for (const name of ["API", "Licences"]) {
      const address = await ada.page.getByRole("link", { name }).evaluate((link: HTMLAnchorElement) => link.href);
      expect([name, (await fetch(address)).status]).toEqual([name, 200]);
    }
    expect(await ada.problems()).toEqual([]);
    await quiet.stop();
  });
});

describe("lists of rooms", () => {
  test("R8: public rooms appear and disappear without moving the focus", async () => {
    await app.server.post("rooms", { title: "Choir", visibility: "public" });
    const ada = await app.visit(app.lobby, {}, (page) => page.clock.install());
    const choir = ada.page.getByRole("link", { name: "Choir" });
    await choir.focus();
    await eventually(() => choir.textContent(), expect.stringContaining("0 here · 24 h left"));
    await app.server.post("rooms", { title: "Chess", visibility: "public" });
    await ada.page.clock.fastForward(20_000);
    await ada.page.getByRole("link", { name: "Chess" }).waitFor();
    await eventually(() => choir.evaluate((link) => link === document.activeElement), true);
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

describe("on any screen", () => {
  const SCREENS = { "320 px": [320, 568], "twice as large": [640, 360], "4K": [3840, 2160] } as const;

  test.each(Object.entries(SCREENS))("%s: the whole lobby can be seen and reached", async (_, [width, height]) => {
    const ada = await app.visit(app.lobby, { viewport: { width, height } });
    await ada.page.getByText("More options").click();
    const beside = () => ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await beside()).toBeLessThanOrEqual(0);
    for (const control of await ada.page.locator("button:visible, summary, select:visible").all()) {
      await control.scrollIntoViewIfNeeded();
      const box = await control.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
    await ada.createRoom();
    expect(await beside()).toBeLessThanOrEqual(0);
    await ada.send("hello");
    await ada.waitForMessage("hello");
    const composer = await ada.composer.boundingBox();
    expect((composer?.y ?? 9999) + (composer?.height ?? 0)).toBeLessThanOrEqual(height);
  });
});

test("R8: public rooms can be searched by title and sorted by the time they have left", async () => {
  for (let at = 1; at <= 7; at++) {
    await app.server.post("rooms", { title: `Lantern ${at}`, visibility: "public", ttlMinutes: at * 100 });
  }
  const ada = await app.visit(app.lobby);
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
