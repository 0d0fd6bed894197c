// `bun run screenshots` photographs every state of the compiled client into dist/screenshots: light and dark, on a desktop
// and on a phone. Names on the command line choose states.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { createApiMembers } from "./api-members.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { launchBrowser } from "./launch-browser.ts";
import { CHATTER, TALK } from "./picture-scene.ts";
import { createServerClock } from "./server-clock.ts";
import { startMayfly } from "./start-mayfly.ts";
import { Visitor } from "./visitor.ts";

const FOLDER = join(import.meta.dir, "../../dist/screenshots");
const LAN = "pi.local";
const HOUR_MS = 3_600_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const LOOKS: Record<string, BrowserContextOptions> = {
  "light-wide": { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  "dark-wide": { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  "light-phone": { colorScheme: "light", ...PHONE },
  "dark-phone": { colorScheme: "dark", ...PHONE },
};

const browser = await launchBrowser([LAN]);
const server = await startMayfly("--limits", "off");
const network = createBreakableNetwork(server.port);
const members = createApiMembers(server);
const origin = `http://${LAN}:${new URL(network.url).port}`;

/** What each page takes for the server's clock, on which the life of a room counts. */
const serverClocks = new WeakMap<Page, Awaited<ReturnType<typeof createServerClock>>>();

/** Opens an address as Ada, who has a token, an avatar and a name. */
async function ada(path: string, look: BrowserContextOptions): Promise<Visitor> {
  const token = await members.tokenOf("Ada");
  const { sub: id } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const person = { token, id, name: "Ada", avatar: "dragonfly", issuedAt: Date.now() };
  return Visitor.visit(browser, `${origin}/${path}`, look, async (page) => {
    await page.addInitScript((identity) => localStorage.setItem("mayfly:/:identity", identity), JSON.stringify(person));
    await page.clock.install();
    serverClocks.set(page, await createServerClock(page));
  });
}

/** Sends a message with the button: on a phone, Enter begins a new line. */
async function say({ page }: Visitor, text: string): Promise<void> {
  await page.locator(".composer-text").fill(text);
  await page.locator(".composer-send").click();
}

/** Creates Ada's room, `hours` old, with all members in it. Yuki is away, and `write` makes Jonas type. */
async function openLivelyRoom(look: BrowserContextOptions, hours = 9, options: object = {}) {
  const headers = { authorization: `Bearer ${await members.tokenOf("Ada")}` };
  const body = JSON.stringify({ title: "Saturday’s boat trip", ...options });
  const { room } = await (await fetch(`${server.url}/api/rooms`, { method: "POST", headers, body })).json();
  const sendFrame = await members.enter(room.code, ["Mira", "Jonas", "Tomás", "Leila", "Yuki"]);
  sendFrame({ type: "away", on: true }, "Yuki");
  await members.say(room.code, TALK);
  const visitor = await ada(room.shownCode, look);
  await visitor.waitForMessage("are you bringing bread");
  await say(visitor, "Two loaves, and *far* too many tomatoes");
  await visitor.waitForMessage("tomatoes");
  await serverClocks.get(visitor.page)?.advance(hours * HOUR_MS);
  await visitor.page.locator(".room-header-time-left", { hasText: "24 h" }).waitFor({ state: "detached" });
  await visitor.page.waitForTimeout(1200);
  const write = () => sendFrame({ type: "typing" }, "Jonas");
  return { visitor, page: visitor.page, room, write };
}

type State = (look: BrowserContextOptions) => Promise<Page>;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

const STATES: Record<string, State> = {
  async lobby(look) {
    for (const title of ["Tea and board games", "Neighbours of Pier 7"]) {
      const { room } = await server.post("rooms", { title, visibility: "public", ttlMinutes: 600 });
      await members.enter(room.code, title.startsWith("Tea") ? ["Mira", "Jonas", "Yuki"] : ["Leila"]);
    }
    const { page } = await ada("", look);
    await page.getByText("Tea and board games").first().waitFor();
    return page;
  },
  async empty(look) {
    const { room } = await server.post("rooms");
    const visitor = await ada(room.shownCode, look);
    await visitor.waitUntilJoined();
    return visitor.page;
  },
  async talk(look) {
    const { page, write } = await openLivelyRoom(look);
    write();
    await page.getByText("Jonas is typing").first().waitFor();
    return page;
  },
  async history(look) {
    const { page, room } = await openLivelyRoom(look, 14);
    const more = Array.from({ length: 30 }, (_, at) => ({
      by: ["Mira", "Jonas", "Leila"][at % 3] ?? "",
      text: CHATTER[at % CHATTER.length] ?? "",
    }));
    await members.say(room.code, more);
    await page.waitForTimeout(500);
    await page.getByRole("log").hover();
    await page.mouse.wheel(0, -900);
    await page.waitForTimeout(300);
    await members.say(
      room.code,
      TALK.slice(1, 4).map(({ by, text }) => ({ by, text })),
    );
    return page;
  },
  async crowd(look) {
    const { page, room } = await openLivelyRoom(look, 5);
    const names = ["Noor", "Ines", "Kofi", "Freya", "Mateo", "Aiko", "Lars", "Zoë", "Ravi", "Elif"];
    const crowd = Array.from({ length: 194 }, (_, at) => `${names[at % 10]} ${String.fromCharCode(65 + at / 10)}.`);
    await members.enter(room.code, crowd);
    await page.getByText("200 here").first().waitFor();
    if (look.isMobile) await press(page, "200 here");
    return page;
  },
  async emoji(look) {
    const { page } = await openLivelyRoom(look);
    await press(page, "Emoji");
    await page.getByRole("searchbox").waitFor();
    return page;
  },
  async share(look) {
    const { page } = await openLivelyRoom(look, 1);
    await press(page, "Invite");
    await page.getByRole("dialog").getByRole("img", { name: "QR code" }).waitFor();
    return page;
  },
  async about(look) {
    const { page } = await openLivelyRoom(look, 2);
    await press(page, "About this room");
    await page.getByRole("group", { name: "Notify me" }).getByText("mentions").click();
    return page;
  },
  async settings(look) {
    const { page, visitor } = await openLivelyRoom(look, 2);
    await visitor.openSettings();
    await page.getByLabel("Who can join").waitFor();
    return page;
  },
  async door(look) {
    const { room } = await server.post("rooms", { title: "Secret garden", entry: "password", password: "sesame" });
    const { page } = await ada(room.shownCode, look);
    await page.getByLabel("Room password").fill("simsalabim");
    await press(page, "Enter");
    await page.getByText("Wrong password.").waitFor();
    return page;
  },
  async waiting(look) {
    const { room } = await server.post("rooms", { title: "Choir", entry: "knock" });
    const { page } = await ada(room.shownCode, look);
    await page.getByText("Choir").first().waitFor();
    await page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
    return page;
  },
  async knocks(look) {
    const { page, room, visitor } = await openLivelyRoom(look);
    await visitor.openSettings();
    await page.getByLabel("Who can join").selectOption("knock");
    await page.getByText("Saved.").waitFor();
    await visitor.closeDialogs();
    for (const name of ["Wolf", "Zoë"]) await members.knock(room.code, name);
    await page.locator("[data-knock]").nth(1).waitFor();
    return page;
  },
  async member(look) {
    const { page } = await openLivelyRoom(look);
    await page.locator(".room-header-people").click();
    await page.getByRole("dialog").getByRole("button", { name: "Jonas" }).click();
    await page.getByRole("button", { name: "Make admin" }).waitFor();
    return page;
  },
  async ending(look) {
    const { page } = await openLivelyRoom(look, 23.99);
    await page.locator(".banner").waitFor();
    return page;
  },
  async offline(look) {
    const { page, visitor } = await openLivelyRoom(look, 18);
    network.down();
    await say(visitor, "Does anybody have a towel to spare?");
    await page.locator(".connection-banner[data-status=offline]").waitFor();
    await page.waitForTimeout(500);
    return page;
  },
  async ended(look) {
    const { page } = await openLivelyRoom(look, 23.99);
    await press(page, "Continue in a new room");
    await page.getByRole("link", { name: "Join it" }).waitFor();
    await press(page, "About this room");
    await press(page, "End the room…");
    await press(page, "End the room");
    await page.getByRole("heading", { name: "This room has ended" }).waitFor();
    return page;
  },
  async unknown(look) {
    const { page } = await ada("zzzz-zzzz", look);
    await page.getByRole("heading", { name: "This room doesn’t exist" }).waitFor();
    return page;
  },
  async arabic(look) {
    const { page } = await openLivelyRoom({ ...look, locale: "ar" }, 12);
    return page;
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STATES));
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(" ")}; there are ${Object.keys(STATES).join(" ")}`);
await mkdir(FOLDER, { recursive: true });
try {
  for (const [name, state] of Object.entries(STATES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [lookName, look] of Object.entries(LOOKS)) {
      const page = await state(look);
      // Animations finish before the picture is taken.
      await page.evaluate(() => {
        const ending = document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
        return Promise.allSettled(ending.map(({ finished }) => finished));
      });
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(FOLDER, `${name}-${lookName}.png`) });
      await page.context().close();
      members.leave();
      network.up();
      process.stdout.write(`${name}-${lookName}.png\n`);
    }
  }
} finally {
  network.stop();
  await browser.close();
  await server.stop();
}
