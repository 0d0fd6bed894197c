// `bun web/e2e/first-minute.ts` makes the README's moving picture from the real client: Ada opens a room, shares its link,
// and Jonas, who follows it on a phone, answers.
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import UPNG from "upng-js";
import { createBreakableNetwork } from "./breakable-network.ts";
import { launchBrowser } from "./launch-browser.ts";
import { startMayfly } from "./start-mayfly.ts";
import { Visitor } from "./visitor.ts";

const PICTURE = join(import.meta.dir, "../../docs/first-minute.png");
const HOST = "pi.local";
const GAP = 16;
const DESK = { width: 628, height: 560 };
const PHONE = { width: 316, height: 560 };
/** All of them: with a palette, the sky has steps. */
const COLORS = 0;

type Pane = { readonly visitor: Visitor; readonly left: number };

const browser = await launchBrowser([HOST]);
const server = await startMayfly("--limits", "off");
const network = createBreakableNetwork(server.port);
const frames: ArrayBuffer[] = [];
const delays: number[] = [];
const panes: Pane[] = [];

/** Opens an address as somebody of this name, whose page is shown from now on. */
async function open(name: string, avatar: string, address: string, left: number, options: BrowserContextOptions) {
  const { token, member } = await server.post("sessions", { name, avatar });
  const identity = JSON.stringify({ ...member, token, issuedAt: Date.now() });
  const visitor = await Visitor.visit(
    browser,
    address,
    { permissions: ["clipboard-write"], ...options },
    async (page) => {
      await page.addInitScript((stored) => localStorage.setItem("mayfly:/:identity", stored), identity);
    },
  );
  panes.push({ visitor, left });
  return visitor;
}

/** Adds a frame that stays for so many milliseconds: all open pages side by side. */
async function show(ms: number): Promise<void> {
  const width = DESK.width + GAP + PHONE.width;
  const frame = new Uint8Array(width * DESK.height * 4);
  for (const { visitor, left } of panes) {
    const { buffer } = new Uint8Array(await visitor.page.screenshot({ animations: "disabled", caret: "hide" }));
    const picture = UPNG.decode(buffer);
    const pixels = new Uint8Array(UPNG.toRGBA8(picture)[0] as ArrayBuffer);
    for (let row = 0; row < picture.height; row++) {
      const line = pixels.subarray(row * picture.width * 4, (row + 1) * picture.width * 4);
      frame.set(line, (row * width + left) * 4);
    }
  }
  frames.push(frame.buffer);
  delays.push(ms);
}

/** Types a text as a person would, a word at a time, and sends it. */
async function say(visitor: Visitor, text: string): Promise<void> {
  for (const word of text.split(/(?<= )/)) {
    await visitor.composer.pressSequentially(word);
    await show(220);
  }
  await visitor.page.getByRole("button", { name: "Send" }).click();
  for (const { visitor: reader } of panes) await reader.waitForMessage(text.replaceAll("*", ""));
}

const origin = `http://${HOST}:${new URL(network.url).port}`;
const ada = await open("Ada", "dragonfly", `${origin}/`, 0, { viewport: DESK });
await ada.page.getByRole("button", { name: "New room" }).waitFor();
await ada.page.getByText("Ada").first().waitFor();
await show(1600);
const address = await ada.createRoom();
await ada.page.locator(".empty-room svg, .empty-room canvas").first().waitFor();
await show(1800);
await ada.page.locator(".empty-room").getByRole("button", { name: "Copy" }).click();
await ada.page.getByText("Copied").first().waitFor();
await show(1200);
const jonas = await open("Jonas", "otter", address, DESK.width + GAP, {
  viewport: PHONE,
  hasTouch: true,
  isMobile: true,
});
await jonas.waitUntilJoined();
await ada.waitForRoomEvent("Jonas");
await show(1400);
await say(ada, "Dinner at ours tonight?");
await show(900);
await say(jonas, "Yes! I’ll bring **dessert** 🍰");
await show(1000);
await ada.messages.filter({ hasText: "dessert" }).hover();
await ada.page.getByRole("button", { name: "React" }).click();
await ada.page.locator(".message-menu").first().waitFor();
await show(900);
await ada.page.locator(".message-menu").getByRole("button", { name: "❤️" }).click();
await jonas.page.locator(".reaction").first().waitFor();
await show(1400);
await say(ada, "Seven o’clock. This room is gone tomorrow, so don’t be late 😄");
await show(3200);

await Bun.write(PICTURE, UPNG.encode(frames, DESK.width + GAP + PHONE.width, DESK.height, COLORS, delays));
await browser.close();
network.stop();
await server.stop();
