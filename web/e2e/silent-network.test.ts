// A network that keeps quiet: it takes what it is given and passes nothing on, at all, over one socket or one way, or it
// passes on all but sockets.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Page, WebSocket } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { createBreakableNetwork, type Way } from "./breakable-network.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");
let network: ReturnType<typeof createBreakableNetwork>;

beforeEach(() => {
  network = createBreakableNetwork(app.server.port);
});
afterEach(() => network.stop());

const installClock = (page: Page) => page.clock.install();

async function visitThroughNetwork() {
  const { room } = await app.server.post("rooms");
  return app.visit(`${network.url}/${room.shownCode}`, {}, installClock);
}

/** Joins a room through the network. @returns the sockets, too, that the page has opened so far */
async function joinThroughNetwork(code: string) {
  const sockets: WebSocket[] = [];
  const ada = await app.visit(`${network.url}/${code}`, {}, async (page) => {
    page.on("websocket", (socket) => void sockets.push(socket));
    await installClock(page);
  });
  await ada.waitUntilJoined();
  return { ada, sockets };
}

/** Lets the page's time pass until this is there, or so. */
async function passUntil(page: Page, wanted: string | (() => boolean), maxSeconds: number): Promise<void> {
  const isThere = async () => (typeof wanted === "string" ? (await page.locator(wanted).count()) > 0 : wanted());
  for (let seconds = 1; seconds <= maxSeconds; seconds++) {
    await page.clock.runFor(1000);
    if (await isThere()) return;
  }
  throw new Error(`${wanted} isn't there after ${maxSeconds} s.`);
}

const WAYS: readonly (readonly Way[])[] = [["to the server"], ["to the client"], ["to the server", "to the client"]];

describe("a socket that passes nothing on, where everything else works", () => {
  for (const ways of WAYS) {
    test(`W18: ${ways.join(" and ")} is replaced within 90 s, in a silent room`, async () => {
      const { room } = await app.server.post("rooms");
      const { ada, sockets } = await joinThroughNetwork(room.code);
      network.swallowSockets(...ways);
      await passUntil(ada.page, () => sockets.length > 1, 90);
      const other = await startApiTalker(app.server, room.code);
      await other.say("can you hear me?");
      await ada.waitForMessage("can you hear me?");
      await ada.send("yes");
      await ada.waitForMessage("yes");
    }, 60_000);
  }

  for (const ways of WAYS) {
    test(`H2, W18: ${ways.join(" and ")} loses no message, and doubles none`, async () => {
      const { room } = await app.server.post("rooms");
      const { ada, sockets } = await joinThroughNetwork(room.code);
      network.swallowSockets(...ways);
      await ada.send("into the void");
      await passUntil(ada.page, () => sockets.length > 1, 20);
      await ada.waitForMessage("into the void");
      await ada.send("and on");
      await ada.waitForMessage("and on");
      expect(await ada.messageTexts()).toEqual(["into the void", "and on"]);
    }, 60_000);
  }

  test("W18, W26: a socket that is only silent stays, as the server answers the page's ping", async () => {
    const { room } = await app.server.post("rooms");
    const { ada, sockets } = await joinThroughNetwork(room.code);
    const isFrame = (type: string) => (frame: { payload: string | Buffer }) =>
      JSON.parse(String(frame.payload)).type === type;
    let isPinged = false;
    const answered = Promise.withResolvers<void>();
    sockets[0]?.on("framesent", (frame) => {
      isPinged ||= isFrame("ping")(frame);
    });
    sockets[0]?.on("framereceived", (frame) => {
      if (isFrame("pong")(frame)) answered.resolve();
    });
    await passUntil(ada.page, () => isPinged, 80);
    await answered.promise;
    for (let seconds = 0; seconds < 30; seconds++) await ada.page.clock.runFor(1000);
    expect(sockets).toHaveLength(1);
    expect(await ada.page.locator(".connection-banner").count()).toBe(0);
  }, 60_000);
});

describe("a network that passes nothing on", () => {
  test("W18: the page says so within 90 s, and is back when it passes again", async () => {
    const ada = await visitThroughNetwork();
    await ada.waitUntilJoined();
    await ada.send("heard");
    await ada.waitForMessage("heard");
    network.swallow();
    await passUntil(ada.page, ".connection-banner", 90);
    network.passAgain();
    await ada.retryNow();
    await ada.page.locator(".connection-banner").waitFor({ state: "detached" });
    await ada.send("heard again");
    await ada.waitForMessage("heard again");
  }, 60_000);

  test("W19: a first request that is swallowed is made again, and the page is in within 20 s", async () => {
    network.swallowNext("POST /api/sessions");
    const ada = await visitThroughNetwork();
    await ada.composer.waitFor();
    await passUntil(ada.page, ".composer .name-field-name", 20);
    await ada.send("here");
    await ada.waitForMessage("here");
  }, 60_000);
});

test("W19: a part of the page whose code could not be fetched is there once it can be", async () => {
  const { room } = await app.server.post("rooms");
  let isRefusing = true;
  const ada = await app.visit(`${network.url}/${room.shownCode}`, {}, async (page) => {
    await page.route(/room-parts-.*\.js$/, (route) => (isRefusing ? route.abort() : route.continue()));
  });
  await ada.waitUntilJoined();
  await ada.page.waitForEvent("requestfailed", (request) => request.url().includes("room-parts"));
  isRefusing = false;
  await ada.page.locator(".banners [role=status]").first().waitFor({ state: "attached" });
}, 60_000);

test("W21, N64: where only sockets fail, the page says what is likely with a link to /doctor, and no more once they get through", async () => {
  network.stripUpgrade();
  const { room } = await app.server.post("rooms");
  const ada = await app.visit(`${network.url}/${room.shownCode}`, {}, async (page) => {
    await page.route("**/events?*", (route) => route.abort());
    await installClock(page);
  });
  await ada.composer.waitFor();
  await passUntil(ada.page, ".connection-banner:has-text('WebSockets')", 60);
  await ada.page.getByRole("status").filter({ hasText: "WebSockets" }).waitFor({ state: "attached" });
  const link = ada.page.getByRole("link", { name: "Test the connection" });
  expect(await link.getAttribute("href")).toBe(`${network.url}/doctor`);
  network.passAgain();
  await ada.retryNow();
  await ada.waitUntilJoined();
  await ada.page.locator(".connection-banner").waitFor({ state: "detached" });
}, 60_000);

test("W25: where only sockets fail, the room goes on over a stream, and back over sockets, without loss or doubles", async () => {
  network.stripUpgrade();
  const { room } = await app.server.post("rooms");
  const sockets: WebSocket[] = [];
  const ada = await app.visit(`${network.url}/${room.shownCode}`, {}, async (page) => {
    page.on("websocket", (socket) => void sockets.push(socket));
    await installClock(page);
  });
  await passUntil(ada.page, ".banner:has-text('no live connections')", 60);
  await ada.waitUntilJoined();
  const other = await startApiTalker(app.server, room.code);
  await other.say("by socket");
  await ada.waitForMessage("by socket");
  await ada.send("by stream");
  await ada.waitForMessage("by stream");
  const tried = sockets.length;
  network.cut();
  await other.say("while it was cut");
  await ada.send("written meanwhile");
  await passUntil(ada.page, ".message:has-text('while it was cut')", 60);
  await ada.waitForMessage("written meanwhile");
  network.passAgain();
  await passUntil(ada.page, () => sockets.length > tried + 1, 90);
  await ada.page.getByText("no live connections").waitFor({ state: "detached" });
  await ada.send("by socket again");
  await ada.waitForMessage("by socket again");
  expect((await ada.messageTexts()).toSorted()).toEqual(
    ["by socket", "by stream", "while it was cut", "written meanwhile", "by socket again"].toSorted(),
  );
}, 60_000);

describe("a device whose clock is set", () => {
  for (const hours of [2, -2]) {
    test(`W20: by ${hours} h, changes neither the time left nor the connection`, async () => {
      const ada = await visitThroughNetwork();
      await ada.waitUntilJoined();
      const timeLeft = ada.page.locator(".room-header-time-left", { hasText: "24 h" });
      await timeLeft.waitFor();
      await ada.page.clock.setSystemTime(Date.now() + hours * 3_600_000);
      for (let seconds = 0; seconds < 5; seconds++) {
        await ada.page.clock.runFor(1000);
        expect(await timeLeft.count()).toBe(1);
      }
      await ada.page.clock.runFor(20_000);
      await ada.send("still here");
      await ada.waitForMessage("still here");
      expect(await timeLeft.count()).toBe(1);
      expect(await ada.page.locator(".connection-banner").count()).toBe(0);
    });
  }
});
