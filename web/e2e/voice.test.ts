// Voice messages, from Chromium's fake microphone, which beeps once a second, to everybody's ears.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import { LAN_HOST, withBrowser } from "./with-browser.ts";

const app = withBrowser();

const voiceButton = (page: Page) => page.getByRole("button", { name: "Record a voice message" });
const stopButton = (page: Page) => page.getByRole("button", { name: "Stop recording" });
const stopped = (page: Page) => page.locator('.attachment[data-state="done"] .sound');
const said = (page: Page) => page.locator(".message:not([data-state]) .sound");
const playing = (page: Page) => page.locator(".sound", { has: page.getByRole("button", { name: "Pause" }) });
const alert = (page: Page, text: string) => page.locator(".composer").getByRole("alert").filter({ hasText: text });

/** Waits until so many seconds are recorded. */
const waitUntilRecorded = (page: Page, seconds: number) =>
  page.locator(".voice-time", { hasText: new RegExp(`^0:0[${seconds}-9]`) }).waitFor();

async function record(page: Page, seconds: number): Promise<void> {
  await voiceButton(page).click();
  await waitUntilRecorded(page, seconds);
  await stopButton(page).click();
  await stopped(page).waitFor();
}

/** Has the page give `window.heldStream` to whoever opens the microphone, after the errors of these names. */
const holdStream = (page: Page, ...errors: string[]) =>
  page.evaluate((names) => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wish) => {
      const name = names.shift();
      if (name !== undefined) throw new DOMException("no", name);
      const stream = await open(wish);
      Object.assign(window, { heldStream: stream });
      return stream;
    };
  }, errors);

/** Tells the page that its microphone was unplugged; the browser doesn't when a page does it. */
const unplug = (page: Page) =>
  page.evaluate(() => {
    const { heldStream } = window as unknown as { heldStream: MediaStream };
    heldStream.getAudioTracks()[0]?.dispatchEvent(new Event("ended"));
  });

const trackState = (page: Page) =>
  page.evaluate(() => (window as unknown as { heldStream: MediaStream }).heldStream.getAudioTracks()[0]?.readyState);

describe("a voice message", () => {
  test("F11, F38, F51, F52, F56, F57: is recorded, heard, sent, and played by others, one after the other", async () => {
    const { ada, address } = await app.hostRoom();
    const bea = await app.joinAs("Bea", address);
    await record(ada.page, 2);
    await ada.page.getByRole("button", { name: "Play" }).click();
    await playing(ada.page).waitFor();
    await ada.page.locator(".attachment .sound-time", { hasText: "0:01" }).waitFor();
    await ada.send("Listen!");
    await bea.waitForMessage("Listen!");
    await record(ada.page, 1);
    await ada.composer.press("Enter");
    await eventually(() => said(bea.page).count(), 2);
    await bea.page
      .locator("[aria-live=polite] p", { hasText: "Ada: sent a voice message" })
      .waitFor({ state: "attached" });
    const code = new URL(address).pathname.slice(1);
    const answer = await fetch(`${app.server.url}/api/rooms/${code}/files`);
    const { files } = (await answer.json()) as { files: { type: string; name: string; seconds: number }[] };
    expect(files.map(({ type, name }) => [type, name])).toEqual([
      ["audio/webm", "voice-message.webm"],
      ["audio/webm", "voice-message.webm"],
    ]);
    expect(files[0]?.seconds).toBeGreaterThanOrEqual(2);
    const [first, second] = [said(bea.page).nth(0), said(bea.page).nth(1)];
    await first.locator(".sound-past").waitFor();
    await first.getByRole("button", { name: "Speed: 1×" }).click();
    await second.getByRole("button", { name: "Speed: 1.5×" }).click();
    await first.getByRole("button", { name: "Play" }).click();
    await first.getByRole("button", { name: "Pause" }).waitFor();
    await second.getByRole("button", { name: "Pause" }).waitFor();
    expect(await playing(bea.page).count()).toBe(1);
    await eventually(() => playing(bea.page).count(), 0);
    await bea.page.reload();
    await first.locator(".sound-past").waitFor();
    await first.getByRole("button", { name: "Speed: 2×" }).waitFor();
    await first.getByRole("slider").focus();
    await bea.page.keyboard.press("ArrowRight");
    await first.locator(".sound-time", { hasText: "0:01" }).waitFor();
    await first.getByRole("button", { name: "Play" }).click();
    await playing(bea.page).waitFor();
    const download = bea.page.waitForEvent("download");
    await first.getByRole("button", { name: "Download voice-message.webm" }).click();
    expect((await download).suggestedFilename()).toBe("voice-message.webm");
    expect(await ada.problems()).toEqual([]);
    expect(await bea.problems()).toEqual([]);
  });

  test("F53, F54, F55: what keeps one from recording is said, and no key or accident loses what there is", async () => {
    const { ada } = await app.hostRoom();
    const { page } = ada;
    const axe = createAxeInspection(page);
    await voiceButton(page).waitFor();
    await holdStream(page, "NotAllowedError", "NotFoundError", "NotReadableError");
    for (const reason of ["doesn’t let this page use the microphone", "There is no microphone", "isn’t available"]) {
      await voiceButton(page).press("Enter");
      await alert(page, reason).waitFor();
      await page.locator(".voice-notice").getByRole("button", { name: "Close" }).click();
      await eventually(() => voiceButton(page).evaluate((button) => button === document.activeElement), true);
    }
    // By the keyboard alone: begin, be asked, go on, and discard.
    await page.keyboard.press("Enter");
    await waitUntilRecorded(page, 1);
    expect(await stopButton(page).evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true })))).toBe(false);
    await axe.check("recording", page.locator(".composer"));
    await page.keyboard.press("Escape");
    await page.getByText("Discard this recording?").waitFor();
    await axe.check("question", page.locator(".composer"));
    await page.keyboard.press("Enter");
    await waitUntilRecorded(page, 2);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await eventually(() => voiceButton(page).evaluate((button) => button === document.activeElement), true);
    expect([await trackState(page), await page.locator(".attachment").count()]).toEqual(["ended", 0]);
    expect(await page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true })))).toBe(true);
    // Held by the mouse until it is let go.
    await voiceButton(page).hover();
    await page.mouse.down();
    await waitUntilRecorded(page, 1);
    await page.mouse.up();
    await stopped(page).waitFor();
    await axe.check("recorded", page.locator(".composer"));
    await page.getByRole("button", { name: "Remove voice-message.webm" }).click();
    await page.locator(".attachment").waitFor({ state: "detached" });
    // Unplugged.
    await voiceButton(page).click();
    await waitUntilRecorded(page, 1);
    await unplug(page);
    await alert(page, "The microphone went away").waitFor();
    await stopped(page).waitFor();
    await page.getByRole("button", { name: "Remove voice-message.webm" }).click();
    // The room ends meanwhile.
    await voiceButton(page).click();
    await waitUntilRecorded(page, 1);
    await ada.openAbout();
    await page.getByRole("button", { name: "End the room…" }).click();
    await page.getByRole("button", { name: "End the room", exact: true }).click();
    await ada.waitForHeading("This room has ended");
    await eventually(() => trackState(page), "ended");
    expect(axe.found).toEqual({});
    expect(await ada.problems()).toEqual([]);
  });

  test("F51, F53: over plain http the https address is named; where little fits, that is said, and it stops by itself", async () => {
    const small = await startMayfly(
      "--max-file",
      "20k",
      "--public-url",
      "https://talk.example",
      "--allowed-origins",
      "*",
    );
    const { room } = await small.post("rooms");
    const ada = await app.visit(`http://${LAN_HOST}:${small.port}/${room.shownCode}`);
    await voiceButton(ada.page).click();
    await alert(ada.page, "Browsers only allow the microphone on https pages.").waitFor();
    await ada.page.getByRole("link", { name: `https://talk.example/${room.shownCode}` }).waitFor();
    const bea = await app.visit(`${small.url}/${room.shownCode}`);
    await voiceButton(bea.page).click();
    await bea.page
      .getByRole("status")
      .filter({ hasText: "There is space for 0:03 only." })
      .waitFor({ state: "attached" });
    await alert(bea.page, "That was as long as it can be.").waitFor();
    await stopped(bea.page).waitFor();
    await bea.page.route(/\/files$/, (route) =>
      route.fulfill({ json: { files: [], bytes: 0, maxBytes: 0, maxFileBytes: 0 } }),
    );
    await bea.page.locator(".voice-notice").getByRole("button", { name: "Close" }).click();
    await voiceButton(bea.page).click();
    await alert(bea.page, "This server takes no files").waitFor();
    expect(await ada.problems()).toEqual([]);
    expect(await bea.problems()).toEqual([]);
    await small.stop();
  });
});
