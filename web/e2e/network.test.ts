// Networks that break: nothing said is lost or doubled, and nobody has to do anything about it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;
let network: ReturnType<typeof createNetwork>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(() => {
  network = createNetwork(server.port);
});
afterEach(async () => {
  network.stop();
  await endVisits(browser);
});

/** A room with Ada behind the network and Bo beside the server. */
async function apart(options: BrowserContextOptions = {}) {
  const { room } = await server.post("rooms");
  const [ada, bo] = await Promise.all([
    Visitor.arrive(browser, `${network.url}/${room.shownCode}`, options),
    Visitor.arrive(browser, `${server.url}/${room.shownCode}`, options),
  ]);
  await Promise.all([ada.isHere(), bo.isHere()]);
  return { ada, bo };
}

describe("a network that goes down", () => {
  test("H2: what is written meanwhile waits, and goes out in order, once; nobody is said to have left", async () => {
    const { ada, bo } = await apart();
    await ada.say("before");
    await bo.hears("before");
    const downAt = Date.now();
    network.down();
    for (const text of ["one", "two", "three"]) await ada.say(text);
    await bo.say("meanwhile");
    await eventually(() => ada.page.locator("[data-state=pending]").count(), 3);
    await ada.page.locator(".connectionline", { hasText: "sent as soon as you are back" }).waitFor();
    // Most breaks are over before they are worth a word.
    expect(Date.now() - downAt).toBeGreaterThan(1900);
    network.up();
    await ada.tryNow();
    await bo.hears("three");
    await ada.hears("three");
    await eventually(() => bo.said(), ["before", "meanwhile", "one", "two", "three"]);
    await eventually(() => ada.said(), await bo.said());
    await eventually(() => ada.page.locator("[data-state]").count(), 0);
    await eventually(() => ada.page.locator(".connectionline").count(), 0);
    expect(await bo.page.locator(".transcript-note", { hasText: / left/ }).count()).toBe(0);
    expect(await bo.complaints()).toEqual([]);
  });

  test("W10: the browser says offline, and online again: it is back at once", async () => {
    const { ada, bo } = await apart();
    await ada.page.clock.install();
    await ada.page.reload();
    await ada.isHere();
    await ada.page.context().setOffline(true);
    network.down();
    await ada.say("from the tunnel");
    // Long enough for the wait between two tries to have grown.
    for (let times = 0; times < 24; times++) await ada.page.clock.runFor(500);
    await ada.page.locator(".connectionline", { hasText: "You are offline." }).waitFor();
    // No time passes for it any more: no wait can end.
    await ada.page.clock.pauseAt((await ada.page.evaluate(() => Date.now())) + 1000);
    network.up();
    await ada.page.context().setOffline(false);
    await bo.hears("from the tunnel");
    await eventually(() => bo.said(), ["from the tunnel"]);
  });

  test("H2, H5: cut again and again in the middle of talk, both sides hold the same, once and in order", async () => {
    // So high that all of it is seen at once.
    const { ada, bo } = await apart({ viewport: { width: 800, height: 4000 } });
    const expected: string[] = [];
    for (let round = 0; round < 10; round++) {
      for (const text of [`a${round}`, `b${round}`]) {
        await ada.say(text);
        expected.push(text);
      }
      await bo.say(`bo${round}`);
      if (round % 2 === 0) network.cut();
    }
    await bo.hears("b9");
    await ada.hears("bo9");
    await ada.page.waitForFunction(() => document.querySelector("[data-state]") === null);
    await eventually(() => bo.messages.count(), 30);
    const heard = await bo.said();
    expect(heard.filter((text) => !text.startsWith("bo"))).toEqual(expected);
    await eventually(() => ada.said(), heard);
  });

  test("H2: a reload before the network is back loses no message either", async () => {
    const { ada, bo } = await apart();
    network.down();
    await ada.say("not yet sent");
    network.up();
    await ada.page.reload();
    await bo.hears("not yet sent");
    await ada.hears("not yet sent");
    await eventually(() => bo.said(), ["not yet sent"]);
    await eventually(() => ada.said(), ["not yet sent"]);
  });
});

describe("a server that restarts", () => {
  test("C5, W10: with a data file people come back by themselves to what was said", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mayfly-"));
    const data = join(folder, "rooms.sqlite");
    const first = await startMayfly("--data", data);
    network.leadTo(first.port);
    const { room } = await first.post("rooms");
    const ada = await Visitor.arrive(browser, `${network.url}/${room.shownCode}`);
    await ada.isHere();
    const name = await ada.name();
    await ada.say("before the restart");
    await ada.hears("before the restart");
    await first.stop();
    network.down();
    await ada.say("while it was away");
    await ada.page.locator(".note", { hasText: "The server is restarting." }).waitFor();
    await ada.page.getByRole("status").filter({ hasText: "The server is restarting." }).waitFor({ state: "attached" });
    const second = await startMayfly("--data", data);
    network.leadTo(second.port);
    network.up();
    await ada.hears("while it was away");
    await ada.say("after it");
    await ada.hears("after it");
    await eventually(() => ada.said(), ["before the restart", "while it was away", "after it"]);
    await eventually(() => ada.name(), name);
    await eventually(() => ada.page.locator(".note").count(), 0);
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test("W9: without one the room is gone, and the page says so", async () => {
    const first = await startMayfly();
    network.leadTo(first.port);
    const { room } = await first.post("rooms");
    const ada = await Visitor.arrive(browser, `${network.url}/${room.shownCode}`);
    await ada.isHere();
    await first.stop();
    const second = await startMayfly();
    network.leadTo(second.port);
    await ada.page.getByRole("heading", { name: "There is no such room" }).waitFor();
    // The old token is worthless to the new server; a new one comes without a word.
    await ada.page.getByRole("button", { name: "New room" }).click();
    await ada.isHere();
    await second.stop();
  });
});
