// Inviting others: the share sheet with link, code and QR code, and the owner's link apart from it.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { encode } from "uqr";
import { eventually } from "./eventually.ts";
import { showPixels } from "./pixels.ts";
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
  await showPixels(page);
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
  test("draws the room's link as a QR code, dark on light in every theme, and its code as large as it fits", async () => {
    const ada = await app.visit(app.lanLobby, { deviceScaleFactor: 2 });
    const address = await ada.createRoom();
    const sheet = await openShareSheet(ada.page);
    const modules = encode(address, { ecc: "M", border: 4 }).data;
    for (const colorScheme of ["light", "dark"] as const) {
      await ada.page.emulateMedia({ colorScheme });
      await eventually(() => readQrModules(ada.page), modules);
    }
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
    const ada = await app.visit(app.lobby, {}, async (page) => {
      await page.addInitScript(() => {
        const shared: ShareData[] = [];
        Object.assign(window, { shared });
        navigator.share = async (what) => void shared.push(what ?? {});
      });
    });
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

test("R1, G21: the owner's link is shown only after a click, and one-time links come first where the room's own lets in nobody new", async () => {
  const ada = await app.visit(app.lobby);
  const { page } = ada;
  const address = await ada.createRoom();
  const sheet = await openShareSheet(page);
  expect(await sheet.innerHTML()).not.toContain("key=");
  // In an open room, one-time links are folded away.
  const form = sheet.getByRole("button", { name: "Create link" });
  await sheet.getByText("One-time links").waitFor();
  expect(await form.isVisible()).toBe(false);
  await sheet.getByText("One-time links").click();
  await sheet.getByText("Until then, the link above is enough.").waitFor();
  await ada.closeDialogs();

  await ada.openSettings();
  await page.getByText("Keep it private").waitFor();
  expect(await page.content()).not.toContain("key=");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const link = (await page.locator(".owner-link").textContent())?.trim() ?? "";
  expect(link).toStartWith(`${address}#key=`);
  const bo = await app.join(link);
  await bo.openSettings();
  await bo.page.getByRole("button", { name: "+ 1 hour" }).waitFor();

  await page.getByLabel("Who can join").selectOption("locked");
  await ada.waitForRoomEvent("locked the room");
  await ada.closeDialogs();
  await openShareSheet(page);
  await sheet.getByText("Let people in even if the room is closed.").waitFor();
  await sheet.getByText("Who can join: nobody new").waitFor();
  const [links, roomLink] = await Promise.all([form.boundingBox(), sheet.locator(".share-sheet-code").boundingBox()]);
  expect(links?.y).toBeLessThan(roomLink?.y ?? 0);
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});
