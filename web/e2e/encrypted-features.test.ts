// What works in other rooms works in an end-to-end encrypted one: one walk through it by two people.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFilm } from "./create-film.ts";
import { eventually } from "./eventually.ts";
import { setPageVisibility } from "./page-visibility.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-encrypted-features-"));
const app = withBrowser("--limits", "off", "--data", join(folder, "rooms.db"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Shown = { title: string; body: string }[];

/** Records the notifications of a page. Runs in it before anything else. */
function recordNotifications(): void {
  const shown: Shown = [];
  class FakeNotification {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title: string, { body }: { body: string }) {
      shown.push({ title, body });
    }
    close() {}
  }
  Object.assign(window, { Notification: FakeNotification, shown });
}

async function pin({ page }: Visitor, text: string): Promise<void> {
  await page.locator(".transcript-row .message", { hasText: text }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Pin to board" }).press("Enter");
  await page.locator(".message-menu").waitFor({ state: "detached" });
}

async function openCardOfBo({ page }: Visitor) {
  await page.locator(".room-people .roster button", { hasText: "Bo" }).click();
  return page.getByRole("dialog", { name: "Bo", exact: true });
}

test("E79, E80: films, voice, the zip, the board, notifications, vanishing, mutes, slow mode and accounts", async () => {
  const ada = await app.visit(app.lobby);
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("End-to-end encrypted").check();
  await ada.createRoom();
  const link = (await ada.page.locator(".empty-room-link").textContent()) ?? "";
  const bo = await app.visit(link, {}, async (page) => {
    await page.addInitScript(recordNotifications);
  });
  await bo.waitUntilJoined();
  await ada.rename("Ada");
  await bo.rename("Bo");

  await ada.send("The code is **4711**");
  await bo.waitForMessage("The code is 4711");
  await pin(ada, "4711");
  const strip = bo.page.getByRole("region", { name: "Board" });
  await strip.getByText("The code is 4711").waitFor();

  await ada.page.getByRole("button", { name: "Record a voice message" }).click();
  await ada.page.locator(".voice-time", { hasText: /^0:01/ }).waitFor();
  await ada.page.getByRole("button", { name: "Stop recording" }).click();
  await ada.page.locator('.attachment[data-state="done"] .sound').waitFor();
  await ada.composer.press("Enter");
  const sound = bo.page.locator(".message:not([data-state]) .sound");
  await sound.locator(".sound-past").waitFor();
  await sound.getByRole("button", { name: "Play" }).click();
  await sound.getByRole("button", { name: "Pause" }).waitFor();

  const film = { name: "film.webm", mimeType: "video/webm", buffer: Buffer.from(await createFilm(ada.page)) };
  await ada.page.locator('input[type="file"][multiple]').setInputFiles([film]);
  await ada.page.locator('.attachment[data-state="done"]').waitFor();
  await ada.send("A film");
  await bo.waitForMessage("A film");
  const player = bo.page.locator("video.message-video");
  await player.evaluate((media: HTMLMediaElement) => {
    media.muted = true;
    return media.play();
  });
  await eventually(() => player.evaluate((media: HTMLMediaElement) => media.currentTime > 0), true);

  await bo.page.evaluate(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
  await bo.openAbout();
  await bo.page.getByRole("button", { name: "Show all files" }).click();
  const [download] = await Promise.all([
    bo.page.waitForEvent("download"),
    bo.page.getByRole("button", { name: "Download all" }).click(),
  ]);
  const zip = readFileSync(await download.path());
  for (const part of ["film.webm", "voice-message.webm", film.buffer]) expect(zip.includes(part)).toBe(true);
  await bo.closeDialogs();

  await bo.openAbout();
  await bo.page.getByRole("group", { name: "Notify me" }).getByText("all messages", { exact: true }).click();
  await bo.page.getByRole("checkbox", { name: "notification" }).check();
  await bo.closeDialogs();
  await setPageVisibility(bo.page, "hidden");
  await ada.send("Nobody’s business");
  await bo.page.waitForFunction(() => (window as unknown as { shown: Shown }).shown.length > 0);
  expect(await bo.page.evaluate(() => (window as unknown as { shown: Shown }).shown)).toEqual([
    { title: new URL(link).pathname.slice(1), body: "Something new" },
  ]);
  await setPageVisibility(bo.page, "visible");

  await ada.page.getByRole("button", { name: "Disappearing messages" }).click();
  const lives = ada.page.getByRole("dialog", { name: "Disappearing messages" });
  await lives.getByText("once everyone here has seen them", { exact: true }).click();
  await ada.send("Read and gone");
  await bo.waitForMessage("Read and gone");
  await eventually(() => bo.messages.filter({ hasText: "Read and gone" }).count(), 0);
  await ada.page.locator(".life-line").getByRole("button", { name: "Turn off" }).click();

  await bo.composer.fill("Let me say");
  await (await openCardOfBo(ada)).getByRole("button", { name: "10 min" }).click();
  await bo.page.locator(".composer-status", { hasText: "Ada muted you until" }).waitFor();
  await ada.page.getByRole("button", { name: "Unmute" }).click();
  await bo.waitForRoomEvent("Ada unmuted Bo");
  await ada.closeDialogs();

  await ada.openSettings();
  await ada.page.getByLabel("Slow mode").selectOption("10");
  await bo.waitForRoomEvent("one message every 10 seconds");
  await ada.closeDialogs();
  await bo.send("Slowly");
  await bo.page.getByText(/you can send again in \d+ s\./).waitFor();
  await ada.waitForMessage("Slowly");

  await ada.openAbout();
  await ada.page.getByRole("button", { name: "Sign in or create account" }).click();
  const form = ada.page.getByRole("dialog").last();
  await form.getByRole("button", { name: "New here?" }).click();
  await ada.page.getByLabel("Username").fill("countess");
  await ada.page.getByLabel("Password", { exact: true }).fill("a river of small lights");
  await form.getByRole("button", { name: "Create account" }).click();
  await ada.page.locator(".account-line", { hasText: "Signed in as countess" }).waitFor();
  await ada.closeDialogs();
  await ada.send("With an account");
  await bo.waitForMessage("With an account");
  expect(await bo.page.locator(".room-people .roster li").allInnerTexts()).toEqual([
    expect.stringContaining("Bo"),
    expect.stringContaining("Ada"),
  ]);
  await bo.page.reload();
  await strip.getByText("The code is 4711").waitFor();
  await bo.waitForMessage("With an account");
  for (const { page } of [ada, bo]) expect(await page.locator("body").textContent()).not.toContain("🔒");
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
}, 120_000);
