// Files of an encrypted room, in a browser: sent sealed, seen by who comes later, saved under their names; nothing of them is
// readable on the server's disk.
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-encrypted-files-"));
const app = withBrowser("--limits", "off", "--data", join(folder, "rooms.db"));

const NAME = "canary-of-the-sea.png";
const TEXT = "canary words in a file";
const SCRIPT = "<script>parent.document.title = document.title = 'it ran'</script>";

const picker = (page: Page) => page.locator('input[type="file"]').first();

/** Draws a picture that a browser made, so that it can be shown. */
async function drawPicture(page: Page): Promise<Buffer> {
  const data = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1600, 1200];
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const noise = context.createImageData(1600, 1200);
    for (let at = 0; at < noise.data.length; at++) noise.data[at] = at % 4 === 3 ? 255 : (at * 7919) % 251;
    context.putImageData(noise, 0, 0);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(data.split(",")[1] ?? "", "base64");
}

async function createEncryptedRoom(lobby: string): Promise<{ ada: Visitor; link: string }> {
  const ada = await app.visit(lobby);
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("End-to-end encrypted").check();
  await ada.createRoom();
  return { ada, link: (await ada.page.locator(".empty-room-link").textContent()) ?? "" };
}

const filesIn = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    return statSync(inner).isDirectory() ? filesIn(inner) : [inner];
  });

const isShown = ({ page }: Visitor) =>
  eventually(
    () =>
      page
        .locator(".message-picture img")
        .evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth > 0)),
    [true],
  );

async function save(page: Page, name: string): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTitle(`Download`).filter({ hasText: name }).click(),
  ]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** Silence, for a minute: enough to be read in parts. */
function wav(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF");
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8);
  for (const [at, value] of [
    [16, 16],
    [24, 44_100],
    [28, 88_200],
    [40, bytes],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write("data", 36);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

test("E74: long sound plays while it is decrypted, by way of the service worker", async () => {
  const ada = await app.visit(app.lobby, { serviceWorkers: "allow" });
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("End-to-end encrypted").check();
  await ada.createRoom();
  const sound = { name: "silence.wav", mimeType: "audio/wav", buffer: wav(5_292_000) };
  await picker(ada.page).setInputFiles([sound]);
  await ada.page.locator('.attachment[data-state="done"]').waitFor();
  await ada.send("Listen");
  await ada.waitForMessage("Listen");
  await ada.page.evaluate(() =>
    navigator.serviceWorker.ready
      .then(
        () =>
          navigator.serviceWorker.controller ??
          new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve)),
      )
      .then(() => true),
  );
  const asked = ada.page.waitForRequest(/decrypted\//);
  await ada.page.getByRole("button", { name: "Play" }).click();
  await asked;
  await eventually(() => ada.page.getByRole("slider", { name: "Position" }).getAttribute("max").then(Number), 60);
  await ada.page.getByRole("button", { name: "Pause" }).click();
  expect(await ada.problems()).toEqual([]);
});

test("E70 to E77: a picture and a page are sent over http, seen and saved by who comes later, and readable to nobody else", async () => {
  const { ada, link } = await createEncryptedRoom(app.lanLobby);
  const picture = await drawPicture(ada.page);
  await picker(ada.page).setInputFiles([
    { name: NAME, mimeType: "image/png", buffer: picture },
    { name: "page.html", mimeType: "text/html", buffer: Buffer.from(TEXT + SCRIPT) },
  ]);
  await eventually(() => ada.page.locator('.attachment[data-state="done"]').count(), 2);
  await ada.send("Look at these");
  await ada.waitForMessage("Look at these");
  await isShown(ada);

  const bo = await app.visit(link);
  await bo.waitUntilJoined();
  await bo.waitForMessage("Look at these");
  await isShown(bo);
  expect(await bo.page.locator(".message-picture img").getAttribute("src")).toStartWith("blob:");
  expect(await bo.page.locator(".message-picture").getAttribute("title")).toBe(NAME);
  expect(await bo.page.locator(".file-card").count()).toBe(1);
  const saved = await save(bo.page, "page.html");
  expect([saved.name, saved.content.toString()]).toEqual(["page.html", TEXT + SCRIPT]);

  await bo.page.locator(".message-picture").click();
  await bo.page.locator(".picture-viewer img[data-loaded]").waitFor();
  expect(await bo.page.locator(".picture-viewer img").evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(
    1600,
  );
  await bo.closeDialogs();

  const written = filesIn(folder).map((path) => readFileSync(path));
  expect(written.length).toBeGreaterThan(2);
  for (const needle of [NAME, TEXT, "image/png", "page.html", picture.subarray(0, 24), picture.subarray(-600)])
    expect(written.some((content) => content.includes(needle))).toBe(false);
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});
