// Broken networks and restarting servers: no message is lost or doubled, and the page reconnects by itself.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");
let network: ReturnType<typeof createBreakableNetwork>;

beforeEach(() => {
  network = createBreakableNetwork(app.server.port);
});
afterEach(() => network.stop());

/** Lets Ada join a room through the breakable network, and Bo directly. */
async function joinApart(options: BrowserContextOptions = {}) {
  const { room } = await app.server.post("rooms");
  const [ada, bo] = await Promise.all([
    app.visit(`${network.url}/${room.shownCode}`, options),
    app.visit(`${app.server.url}/${room.shownCode}`, options),
  ]);
  await Promise.all([ada.waitUntilJoined(), bo.waitUntilJoined()]);
  return { ada, bo };
}

describe("a network that goes down", () => {
  test("H2: messages written meanwhile are sent in order and once, and nobody is shown as having left", async () => {
    const { ada, bo } = await joinApart();
    await ada.send("before");
    await bo.waitForMessage("before");
    const downAt = Date.now();
    network.down();
    for (const text of ["one", "two", "three"]) await ada.send(text);
    await bo.send("meanwhile");
    await eventually(() => ada.page.locator("[data-state=pending]").count(), 3);
    await ada.page.locator(".connection-banner", { hasText: "Your messages will be sent" }).waitFor();
    // The banner waits two seconds, because most breaks are shorter.
    expect(Date.now() - downAt).toBeGreaterThan(1900);
    network.up();
    await ada.retryNow();
    await bo.waitForMessage("three");
    await ada.waitForMessage("three");
    await eventually(() => bo.messageTexts(), ["before", "meanwhile", "one", "two", "three"]);
    await eventually(() => ada.messageTexts(), await bo.messageTexts());
    await eventually(() => ada.page.locator("[data-state]").count(), 0);
    await eventually(() => ada.page.locator(".connection-banner").count(), 0);
    expect(await bo.page.locator(".transcript-line", { hasText: / left/ }).count()).toBe(0);
    expect(await bo.problems()).toEqual([]);
  });

  test("W10: the page reconnects at once when the browser is online again", async () => {
    const { ada, bo } = await joinApart();
    await ada.page.clock.install();
    await ada.page.reload();
    await ada.waitUntilJoined();
    await ada.page.context().setOffline(true);
    network.down();
    await ada.send("from the tunnel");
    // Twelve seconds, so that the wait between two tries has grown.
    for (let times = 0; times < 24; times++) await ada.page.clock.runFor(500);
    await ada.page.locator(".connection-banner", { hasText: "You’re offline." }).waitFor();
    // The page's time stands still, so no wait can end by itself.
    await ada.page.clock.pauseAt((await ada.page.evaluate(() => Date.now())) + 1000);
    network.up();
    await ada.page.context().setOffline(false);
    await bo.waitForMessage("from the tunnel");
    await eventually(() => bo.messageTexts(), ["from the tunnel"]);
  });

  test("H2, H5: after many broken connections both sides have the same messages, once and in order", async () => {
    // The viewport is so high that all messages are in the page at once.
    const { ada, bo } = await joinApart({ viewport: { width: 800, height: 4000 } });
    const expected: string[] = [];
    for (let round = 0; round < 10; round++) {
      for (const text of [`a${round}`, `b${round}`]) {
        await ada.send(text);
        expected.push(text);
      }
      await bo.send(`bo${round}`);
      if (round % 2 === 0) network.cut();
    }
    await bo.waitForMessage("b9");
    await ada.waitForMessage("bo9");
    await ada.page.waitForFunction(() => document.querySelector("[data-state]") === null);
    await eventually(() => bo.messages.count(), 30);
    const heard = await bo.messageTexts();
    expect(heard.filter((text) => !text.startsWith("bo"))).toEqual(expected);
    await eventually(() => ada.messageTexts(), heard);
  });

  test("H2: a reload before the network is back loses no message", async () => {
    const { ada, bo } = await joinApart();
    network.down();
    await ada.send("not yet sent");
    network.up();
    await ada.page.reload();
    await bo.waitForMessage("not yet sent");
    await ada.waitForMessage("not yet sent");
    await eventually(() => bo.messageTexts(), ["not yet sent"]);
    await eventually(() => ada.messageTexts(), ["not yet sent"]);
  });
});

describe("a server that restarts", () => {
  test("C5, W10: with a data file pages reconnect by themselves and still show the messages", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mayfly-"));
    const data = join(folder, "rooms.sqlite");
    const first = await startMayfly("--data", data);
    network.redirectTo(first.port);
    const { room } = await first.post("rooms");
    const ada = await app.visit(`${network.url}/${room.shownCode}`);
    await ada.waitUntilJoined();
    const name = await ada.name();
    await ada.send("before the restart");
    await ada.waitForMessage("before the restart");
    await first.stop();
    network.down();
    await ada.send("while it was away");
    await ada.page.locator(".banner", { hasText: "The server is restarting." }).waitFor();
    await ada.page.getByRole("status").filter({ hasText: "The server is restarting." }).waitFor({ state: "attached" });
    const second = await startMayfly("--data", data);
    network.redirectTo(second.port);
    network.up();
    await ada.waitForMessage("while it was away");
    await ada.send("after it");
    await ada.waitForMessage("after it");
    await eventually(() => ada.messageTexts(), ["before the restart", "while it was away", "after it"]);
    await eventually(() => ada.name(), name);
    await eventually(() => ada.page.locator(".banner").count(), 0);
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test("W9: without a data file the room is gone, and the page says so", async () => {
    const first = await startMayfly();
    network.redirectTo(first.port);
    const { room } = await first.post("rooms");
    const ada = await app.visit(`${network.url}/${room.shownCode}`);
    await ada.waitUntilJoined();
    await first.stop();
    const second = await startMayfly();
    network.redirectTo(second.port);
    await ada.page.getByRole("heading", { name: "This room doesn’t exist" }).waitFor();
    // The new server does not know the old token. The page gets a new one without telling anybody.
    await ada.page.getByRole("button", { name: "New room" }).click();
    await ada.waitUntilJoined();
    await second.stop();
  });
});
