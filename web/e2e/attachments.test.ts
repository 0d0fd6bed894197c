// Pictures and files, from the composer to everybody's transcript.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { createFilm } from "./create-film.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mayfly-files-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a file that the browser reads by itself: handing over its bytes costs seconds. Returns its path. */
async function writeLarge(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await Bun.write(path, bytes);
  return path;
}

const attachButton = (page: Page) => page.getByRole("button", { name: "Attach files" });
const staged = (page: Page) => page.getByRole("list", { name: "Attached files" }).getByRole("listitem");
const pictures = (page: Page) => page.locator(".message:not([data-state]) .message-picture img");
const picker = (page: Page) => page.locator('input[type="file"][multiple]');

/** Draws a picture of this size in the page, and pastes or drops it; `text` files have no picture. */
const give = (page: Page, how: "paste" | "drop", name: string, width = 40, height = 20) =>
  page.evaluate(
    async ([how, name, width, height]) => {
      const data = new DataTransfer();
      if (name.endsWith(".png")) {
        const canvas = new OffscreenCanvas(width, height);
        const drawing = canvas.getContext("2d");
        if (drawing === null) throw new Error("no canvas");
        drawing.fillStyle = "teal";
        drawing.fillRect(0, 0, width, height);
        data.items.add(new File([await canvas.convertToBlob()], name, { type: "image/png" }));
      } else data.items.add(new File(["some words\n"], name, { type: "text/plain" }));
      const options = { bubbles: true, cancelable: true };
      const event =
        how === "paste"
          ? new ClipboardEvent(how, { ...options, clipboardData: data })
          : new DragEvent(how, { ...options, dataTransfer: data });
      (document.activeElement ?? document.body).dispatchEvent(event);
    },
    [how, name, width, height] as const,
  );

async function waitUntilReady(page: Page, count: number): Promise<void> {
  await eventually(() => page.locator('.attachment[data-state="done"]').count(), count);
}

/** Waits until pictures are drawn, not only in the page. */
const waitUntilDrawn = (page: Page, count: number) =>
  eventually(
    () => pictures(page).evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length),
    count,
  );

/** A sound of this length in 16 bits, two channels: large enough that no browser reads all of it ahead. */
function createSound(seconds: number): Buffer {
  const bytes = seconds * 44_100 * 4;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(44_100, 24);
  header.writeUInt32LE(44_100 * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

/** Whether the page would ask before it is left. */
const asksBeforeLeaving = (page: Page) =>
  page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));

const ready = async (visitor: Visitor) => attachButton(visitor.page).waitFor();

describe("files", () => {
  test("F31, F34, F36, F37: pasted, dropped and picked, go out with a caption as one message, and stay after a reload", async () => {
    const { ada, address } = await app.hostRoom();
    const bea = await app.joinAs("Bea", address);
    await ready(ada);
    await give(ada.page, "paste", "tall.png", 60, 120);
    await staged(ada.page).nth(0).waitFor();
    await give(ada.page, "drop", "notes.txt");
    await staged(ada.page).nth(1).waitFor();
    await picker(ada.page).setInputFiles({ name: "<b>.bin", mimeType: "", buffer: Buffer.alloc(3000, 7) });
    await waitUntilReady(ada.page, 3);
    await ada.page.getByRole("button", { name: "Move notes.txt up" }).click();
    expect(await staged(ada.page).locator(".attachment-name").allInnerTexts()).toEqual([
      "notes.txt",
      "tall.png",
      "<b>.bin",
    ]);
    await ada.page.getByRole("button", { name: "Remove <b>.bin" }).click();
    await eventually(() => staged(ada.page).count(), 2);
    await ada.send("Our garden");
    await bea.waitForMessage("Our garden");
    await waitUntilDrawn(bea.page, 1);
    expect(await bea.page.locator(".message").count()).toBe(1);
    const box = await pictures(bea.page).first().boundingBox();
    expect(Math.round(box?.width ?? 0)).toBe(60);
    expect(Math.round(box?.height ?? 0)).toBe(120);
    expect(await pictures(bea.page).first().getAttribute("alt")).toBe("tall.png");
    const download = bea.page.waitForEvent("download");
    await bea.page.locator(".file-card", { hasText: "notes.txt" }).click();
    expect(await Bun.file(await (await download).path()).text()).toBe("some words\n");
    await bea.page.reload();
    await waitUntilDrawn(bea.page, 1);
    expect(await ada.problems()).toEqual([]);
    expect(await bea.problems()).toEqual([]);
  });

  test("F38, F41: a picture alone is quoted in words, opens in the viewer, and goes with its message", async () => {
    const { ada, address } = await app.hostRoom();
    const bea = await app.joinAs("Bea", address);
    await ready(ada);
    for (const name of ["one.png", "two.png"]) {
      await give(ada.page, "paste", name, 300, 200);
      await waitUntilReady(ada.page, 1);
      await ada.composer.press("Enter");
      await ada.page.locator(".message:not([data-state])").getByRole("img", { name }).waitFor();
    }
    await waitUntilDrawn(bea.page, 2);
    await bea.page
      .locator("[aria-live=polite] p", { hasText: "Ada: sent a picture" })
      .first()
      .waitFor({ state: "attached" });
    await bea.page.getByRole("button", { name: "two.png" }).focus();
    await bea.page.keyboard.press("Enter");
    const viewer = bea.page.getByRole("dialog", { name: "Picture viewer" });
    await viewer.getByText("2 of 2").waitFor();
    await bea.page.keyboard.press("ArrowLeft");
    await viewer.getByRole("img", { name: "one.png" }).waitFor();
    await bea.page.keyboard.press("+");
    await eventually(
      () => viewer.getByRole("img").evaluate((image) => (image as HTMLElement).style.transform),
      "translate(0px, 0px) scale(1.5)",
    );
    const download = bea.page.waitForEvent("download");
    await viewer.getByRole("button", { name: "Download one.png" }).click();
    expect((await download).suggestedFilename()).toBe("one.png");
    await bea.page.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });
    expect(await bea.page.evaluate(() => document.activeElement?.querySelector("img")?.alt)).toBe("two.png");
    await bea.page.locator(".message").first().hover();
    await bea.page.getByRole("button", { name: "Reply" }).click();
    await bea.page.locator(".reply-bar", { hasText: "sent a picture" }).waitFor();
    const url = await pictures(bea.page).first().getAttribute("src");
    await ada.page.locator(".message").first().hover();
    await ada.page.getByRole("button", { name: "More" }).click();
    // There is no text to copy or edit.
    expect(await ada.page.getByRole("button", { name: /^(Copy text|Edit)$/ }).count()).toBe(0);
    await ada.page.getByRole("button", { name: "Delete" }).click();
    await eventually(() => pictures(bea.page).count(), 1);
    expect((await fetch(url ?? "")).status).toBe(404);
    expect(await ada.problems()).toEqual([]);
    expect(await bea.problems()).toEqual([]);
  });

  test("F33: what is too large or too many is said before anything is sent", async () => {
    const ada = await app.join(await app.createRoom());
    await ready(ada);
    let uploads = 0;
    ada.page.on("request", (request) => {
      if (request.url().includes("/uploads")) uploads++;
    });
    await ada.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "film.mp4", { type: "video/mp4" }));
      document.body.dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }),
      );
    });
    await ada.page
      .getByRole("alert")
      .filter({ hasText: "film.mp4: Too large: a file can have 25 MB at most." })
      .waitFor();
    expect(uploads).toBe(0);
    const many = Array.from({ length: 12 }, (_, i) => ({
      name: `${i}.txt`,
      mimeType: "text/plain",
      buffer: Buffer.from("x"),
    }));
    await picker(ada.page).setInputFiles(many);
    await ada.page.getByRole("alert").filter({ hasText: "A message can have 10 files at most." }).waitFor();
    await waitUntilReady(ada.page, 10);
    expect(await ada.problems()).toEqual([]);
  });

  test("F32: a broken connection pauses an upload and doesn't begin it anew; Send waits for it", async () => {
    const { ada, address } = await app.hostRoom();
    const bea = await startApiTalker(app.server, address, "Bea");
    await ready(ada);
    let isCut = true;
    const offsets: string[] = [];
    await ada.page.route("**/uploads/*", (route) => route.abort());
    ada.page.on("request", (request) => {
      const offset = request.headers()["upload-offset"];
      if (!isCut && offset !== undefined) offsets.push(offset);
    });
    await picker(ada.page).setInputFiles(await writeLarge("big.bin", Buffer.alloc(12_000_000, 1)));
    await ada.page.locator('.attachment[data-state="waiting"]').waitFor();
    await ada.send("with a big one");
    await ada.page.getByText("Your message is sent when all files are uploaded.").waitFor();
    expect(await asksBeforeLeaving(ada.page)).toBe(true);
    isCut = false;
    await ada.page.unrouteAll();
    await ada.page.evaluate(() => dispatchEvent(new Event("online")));
    await ada.page.locator(".message:not([data-state]) .file-card", { hasText: "big.bin" }).waitFor();
    const told = {
      message: "with a big one",
      files: [expect.objectContaining({ name: "big.bin", bytes: 12_000_000 })],
    };
    await eventually(() => bea.heard("chat"), [expect.objectContaining(told)]);
    expect(offsets).toEqual(["0", "5000000", "10000000"]);
    expect(await staged(ada.page).count()).toBe(0);
    expect(await asksBeforeLeaving(ada.page)).toBe(false);
    bea.leave();
  });

  test("F35, F37: files of a closed room come with a ticket, also after a reload, and play on when it expires", async () => {
    const { ada, address } = await app.hostRoom();
    await ready(ada);
    const bea = await app.joinAs("Bea", address);
    await ada.openSettings();
    await ada.page.getByLabel("Who can join").selectOption("knock");
    await ada.waitForRoomEvent("requires new people to ask to join");
    await ada.closeDialogs();
    await give(ada.page, "paste", "secret.png");
    await waitUntilReady(ada.page, 1);
    await ada.composer.press("Enter");
    await waitUntilDrawn(bea.page, 1);
    const source = (await pictures(bea.page).first().getAttribute("src")) ?? "";
    expect(new URL(source).searchParams.has("ticket")).toBe(true);
    expect((await fetch(source.split("?")[0] ?? "")).ok).toBe(false);
    await bea.page.reload();
    await waitUntilDrawn(bea.page, 1);

    await picker(ada.page).setInputFiles([
      await writeLarge("film.webm", Buffer.from(await createFilm(ada.page))),
      await writeLarge("song.wav", createSound(60)),
    ]);
    await waitUntilReady(ada.page, 2);
    await ada.composer.press("Enter");
    const film = bea.page.locator("video.message-video");
    await film.evaluate((media: HTMLMediaElement) => {
      // Without a click, browsers play only what can't be heard.
      media.muted = true;
      return media.play();
    });
    await eventually(() => film.evaluate((media: HTMLMediaElement) => media.currentTime > 0), true);
    const song = bea.page.getByRole("group", { name: "song.wav" });
    const asked = bea.page.waitForRequest((request) => request.resourceType() === "media");
    await song.getByRole("button", { name: "Play" }).click();
    const first = (await asked).url();
    await song.locator(".sound-time", { hasText: "0:01" }).waitFor();
    // Of sound and films, only one plays.
    expect(await film.evaluate((media: HTMLMediaElement) => media.paused)).toBe(true);
    expect(await bea.problems()).toEqual([]);
    await bea.page.route(first, (route) => route.fulfill({ status: 403 }));
    await song.getByRole("slider").fill("50");
    await song.locator(".sound-time", { hasText: /0:5[1-9]/ }).waitFor();
    await song.getByRole("button", { name: "Pause" }).waitFor();
  });

  test("F31: on a phone the button offers the camera", async () => {
    const ada = await app.join(await app.createRoom(), PHONE);
    await ready(ada);
    await attachButton(ada.page).tap();
    const chooser = ada.page.waitForEvent("filechooser");
    await ada.page.getByRole("button", { name: "Take a photo" }).tap();
    expect(await (await chooser).element().getAttribute("capture")).toBe("environment");
    await (await chooser).setFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
    await waitUntilReady(ada.page, 1);
    expect(await ada.problems()).toEqual([]);
  });

  test("F42, F43: the room's files are listed, filtered and saved as one zip, by the keyboard alone, and axe finds nothing", async () => {
    const { ada } = await app.hostRoom();
    await ready(ada);
    const axe = createAxeInspection(ada.page);
    for (const name of ["one.png", "same.txt", "same.txt"]) await give(ada.page, "paste", name, 90, 60);
    await waitUntilReady(ada.page, 3);
    await axe.check("attached", staged(ada.page).first());
    await ada.send("All three");
    await waitUntilDrawn(ada.page, 1);
    await axe.check("in a message", pictures(ada.page).first());
    await ada.page.getByRole("button", { name: "About this room" }).press("Enter");
    await ada.page.getByRole("button", { name: "Show all files" }).press("Enter");
    const dialog = ada.page.getByRole("dialog", { name: "Files" });
    await dialog.getByText("of 64 MB used").waitFor();
    await eventually(() => dialog.getByRole("listitem").count(), 3);
    await axe.check("files, as a grid", dialog);
    await dialog.getByRole("button", { name: "List" }).press("Enter");
    await axe.check("files, as a list", dialog, { colorsOnly: true });
    await dialog.getByRole("button", { name: "Pictures" }).press("Enter");
    await eventually(() => dialog.getByRole("listitem").count(), 1);
    await dialog.getByRole("button", { name: "All", exact: true }).press("Enter");
    // Chromium would ask where to save it, in a window of its own.
    await ada.page.evaluate(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
    const download = ada.page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download all" }).press("Enter");
    const zip = Buffer.from(await Bun.file(await (await download).path()).arrayBuffer());
    for (const name of ["one.png", "same.txt", "same (2).txt", "some words"]) expect(zip.includes(name)).toBe(true);
    await dialog.getByRole("button", { name: "Grid" }).press("Enter");
    await dialog.getByRole("button", { name: "one.png" }).press("Enter");
    await axe.check("viewer", ada.page.getByRole("dialog", { name: "Picture viewer" }));
    expect(axe.found).toEqual({});
    expect(await ada.problems()).toEqual([]);
  });
});
