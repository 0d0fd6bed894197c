// Inviting others: the share sheet with link, code and QR code, and the owner's link apart from it.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { encode } from "uqr";
import { eventually } from "./eventually.ts";
import { LAN_HOST, withBrowser } from "./with-browser.ts";

const app = withBrowser();

async function openShareSheet(page: Page) {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await sheet.waitFor();
  return sheet;
}

/** Returns the modules of the QR code as a camera sees them, by the colour of each one's middle. */
async function readQrModules(page: Page): Promise<boolean[][]> {
  const picture = (await page.getByRole("dialog").getByRole("img", { name: "QR code" }).screenshot()).toString(
    "base64",
  );
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const { width, height } = image;
    const pen = new OffscreenCanvas(width, height).getContext("2d");
    pen?.drawImage(image, 0, 0);
    const pixels = pen?.getImageData(0, 0, width, height).data ?? [];
    const side = Number(document.querySelector(".qr")?.getAttribute("viewBox")?.split(" ")[2]);
    const middle = (place: number, length: number) => Math.floor(((place + 0.5) / side) * length);
    const isDark = (x: number, y: number) => (pixels[4 * (middle(y, height) * width + middle(x, width))] ?? 255) < 128;
    return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => isDark(x, y)));
  }, picture);
}

describe("the share sheet", () => {
  test.each(["light", "dark"] as const)(
    "draws the room's link as a QR code, dark on light, in the %p theme too",
    async (colorScheme) => {
      const ada = await app.visit(app.lanLobby, { colorScheme, deviceScaleFactor: 2 });
      const address = await ada.createRoom();
      await openShareSheet(ada.page);
      await eventually(() => readQrModules(ada.page), encode(address, { ecc: "M", border: 4 }).data);
      expect(await ada.problems()).toEqual([]);
    },
  );

  test("shows the code as large as it fits, and says where to type it", async () => {
    const ada = await app.visit(app.lanLobby);
    const address = await ada.createRoom();
    const sheet = await openShareSheet(ada.page);
    await sheet.getByText(`open ${LAN_HOST}:${app.server.port} and type`).waitFor();
    const code = sheet.getByText(new URL(address).pathname.slice(1), { exact: true });
    expect(await code.evaluate((line) => Number.parseFloat(getComputedStyle(line).fontSize))).toBeGreaterThan(48);
    for (const width of [1280, 360, 320]) {
      await ada.page.setViewportSize({ width, height: 740 });
      expect(await code.evaluate((line) => line.scrollWidth - line.clientWidth)).toBeLessThanOrEqual(0);
      expect(await code.evaluate((line) => line.getClientRects()[0]?.height ?? 0)).toBeLessThan(110);
    }
    await ada.page.keyboard.press("Escape");
    await eventually(() => ada.page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Invite");
    expect(await ada.problems()).toEqual([]);
  });

  test("hands the link to the device's own sheet where there is one", async () => {
    const ada = await app.visit(app.lobby);
    await ada.page.addInitScript(() => {
      const shared: ShareData[] = [];
      Object.assign(window, { shared });
      navigator.share = async (what) => void shared.push(what ?? {});
    });
    await ada.page.reload();
    const address = await ada.createRoom();
    await openShareSheet(ada.page);
    await ada.page.getByRole("dialog").getByText("This address only works on this computer").waitFor();
    await ada.page.getByRole("dialog").getByRole("button", { name: "Share…" }).click();
    await eventually(
      () => ada.page.evaluate(() => (window as unknown as { shared: ShareData[] }).shared),
      [{ title: new URL(address).pathname.slice(1), url: address }],
    );
    expect(await ada.problems()).toEqual([]);
  });
});

describe("one-time links", () => {
  test("G21: are folded away in an open room, and in sight and first where the room's link lets in nobody new", async () => {
    const { ada } = await app.hostRoom();
    const sheet = await openShareSheet(ada.page);
    const form = sheet.getByRole("button", { name: "Create link" });
    await sheet.getByText("One-time links").waitFor();
    expect(await form.isVisible()).toBe(false);
    await sheet.getByText("One-time links").click();
    await sheet.getByText("Until then, the link above is enough.").waitFor();
    await ada.closeDialogs();
    await ada.openSettings();
    await ada.page.getByLabel("Who can join").selectOption("locked");
    await ada.waitForRoomEvent("Ada locked the room");
    await ada.closeDialogs();
    await openShareSheet(ada.page);
    await sheet.getByText("Let people in even if the room is closed.").waitFor();
    await sheet.getByText("Who can join: nobody new").waitFor();
    const [links, roomLink] = await Promise.all([form.boundingBox(), sheet.locator(".share-sheet-code").boundingBox()]);
    expect(links?.y).toBeLessThan(roomLink?.y ?? 0);
    expect(await ada.problems()).toEqual([]);
  });
});

describe("the owner's link", () => {
  test("R1: is in nothing that is shared, and shown only after a click", async () => {
    const ada = await app.visit(app.lobby);
    const address = await ada.createRoom();
    const sheet = await openShareSheet(ada.page);
    expect(await sheet.innerHTML()).not.toContain("key=");
    await ada.page.keyboard.press("Escape");
    await ada.openSettings();
    await ada.page.getByText("Keep it private").waitFor();
    expect(await ada.page.content()).not.toContain("key=");
    await ada.page.getByRole("button", { name: "Show", exact: true }).click();
    const link = (await ada.page.locator(".owner-link").textContent())?.trim() ?? "";
    expect(link).toStartWith(`${address}#key=`);
    const bo = await app.visit(link);
    await bo.waitUntilJoined();
    await bo.openSettings();
    await bo.page.getByRole("button", { name: "+ 1 hour" }).waitFor();
    expect(await ada.problems()).toEqual([]);
  });
});
