// What people do in a room, in an engine other than Chromium's: written once, run in each.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBreakableNetwork } from "../breakable-network.ts";
import { eventually } from "../eventually.ts";
import { type MayflyServer, startMayfly } from "../start-mayfly.ts";
import type { Engine } from "./engine.ts";
import { EngineVisitor } from "./engine-visitor.ts";

const LIMIT_MS = 120_000;

/** Describes the tests of an engine. Without a way to launch it, they are skipped under a name that says why. */
export function testEngine(name: string, launch: (() => Promise<Engine>) | undefined): void {
  const data = join(tmpdir(), `mayfly-${name}-${process.pid}-${Date.now()}.db`);
  let engine: Engine;
  let server: MayflyServer;
  /** The server's address stays the same over its restart. */
  let network: ReturnType<typeof createBreakableNetwork>;

  async function startServer(): Promise<void> {
    server = await startMayfly("--limits", "off", "--data", data);
    network?.redirectTo(server.port);
  }

  async function visit(path = "/"): Promise<EngineVisitor> {
    const visitor = new EngineVisitor(await engine.newPage());
    await visitor.page.open(new URL(path, network.url).href);
    return visitor;
  }

  /** Chooses in the lobby. A list that opens outside the page is beyond some drivers, so its choice is made in the page. */
  async function chooseLanguage({ page }: EngineVisitor, language: string): Promise<void> {
    await page.evaluate((value) => {
      const select = document.querySelector<HTMLSelectElement>(".language-choice select");
      if (select === null) throw new Error("There is no choice of languages.");
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }, language);
    await eventually(() => page.evaluate(() => document.documentElement.lang), language);
  }

  async function problemsOf(...visitors: EngineVisitor[]): Promise<string[]> {
    return (await Promise.all(visitors.map(({ page }) => page.problems()))).flat();
  }

  const heading = launch === undefined ? `${name} isn't installed and can't be installed here: not tried` : name;
  describe.skipIf(launch === undefined)(heading, () => {
    beforeAll(async () => {
      if (launch === undefined) return;
      await startServer();
      network = createBreakableNetwork(server.port);
      engine = await launch();
    }, LIMIT_MS);
    afterEach(() => engine.closePages());
    afterAll(async () => {
      await engine?.close();
      network?.stop();
      await server?.stop();
      for (const end of ["", "-wal", "-shm"]) await rm(data + end, { force: true });
    }, LIMIT_MS);

    test(
      "S9: two people talk, reply, react and edit, and all of it outlasts a reload and a restart of the server",
      async () => {
        const ada = await visit();
        const address = await ada.createRoom();
        const bo = await visit(new URL(address).pathname);
        await bo.waitUntilJoined();
        await ada.say("Who has the *key*?");
        await bo.find(".message-text em", "key");
        await bo.useTool("Who has the key?", "Reply");
        await bo.find(".reply-bar");
        await bo.say("I haev it");
        await ada.waitForMessage("I haev it");
        await ada.find("button.quote", "Reply to");
        await ada.useTool("I haev it", "React");
        await ada.click(".message-menu-quick button", "👍");
        await bo.find(".reaction", "👍 1");
        await bo.page.press("ArrowUp");
        await bo.find(".reply-bar", "Edit");
        for (let times = 0; times < "haev it".length; times++) await bo.page.press("Backspace");
        await bo.page.type("have it");
        await bo.page.press("Enter");
        await ada.waitForMessage("I have it");
        await ada.find(".message-body", "edited");
        const shown = async ({ page }: EngineVisitor) =>
          page.evaluate(() => [...document.querySelectorAll(".message")].map(({ textContent }) => textContent));
        const beforeReload = await shown(ada);
        expect(await problemsOf(ada, bo)).toEqual([]);
        await ada.page.reload();
        await ada.waitForMessage("I have it");
        await eventually(() => shown(ada), beforeReload);
        await server.stop();
        await startServer();
        await ada.say("after the restart");
        await bo.waitForMessage("after the restart");
        await bo.say("and back");
        await ada.waitForMessage("and back");
        await ada.waitForMessage("I have it");
      },
      LIMIT_MS,
    );

    test(
      "S9, E39: two people talk in a room that the server can't read, by its full link, and read it after a reload",
      async () => {
        const ada = await visit();
        await ada.click("summary", "More options");
        await ada.click("label", "End-to-end encrypted");
        await ada.createRoom();
        await ada.find(".empty-room-link");
        const shown = await ada.page.evaluate(() => document.querySelector(".empty-room-link")?.textContent ?? "");
        const { pathname, hash } = new URL(shown);
        expect(hash).toStartWith("#e2ee=1.");
        await ada.say("only for us");
        await ada.waitForMessage("only for us");
        const bo = await visit(pathname + hash);
        await bo.waitForMessage("only for us");
        await bo.say("and nobody else");
        await ada.waitForMessage("and nobody else");
        await Promise.all([ada, bo].map(({ page }) => page.reload()));
        for (const visitor of [ada, bo]) {
          await visitor.waitForMessage("only for us");
          await visitor.waitForMessage("and nobody else");
        }
        expect(await problemsOf(ada, bo)).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      "S9: a phone shows everything without scrolling sideways, from right to left as well",
      async () => {
        const ada = await visit();
        await ada.page.resize(360, 740);
        await ada.find(".new-room-submit");
        expect((await ada.overflow())[0]).toBe(0);
        await chooseLanguage(ada, "ar");
        expect(await ada.page.evaluate(() => document.documentElement.dir)).toBe("rtl");
        expect((await ada.overflow())[0]).toBe(0);
        await ada.createRoom();
        await ada.say(`${"long".repeat(15)} word`);
        await ada.waitForMessage("word");
        await ada.say("مرحبا بالعالم");
        const arabic = await ada.waitForMessage("مرحبا");
        const fieldOverflow = () =>
          ada.page.evaluate(() => {
            const field = document.querySelector(".composer-text");
            return field === null ? undefined : field.scrollWidth - field.clientWidth;
          });
        await eventually(fieldOverflow, 0);
        const [home, more] = [await ada.find(".room-header-home"), await ada.find(".room-header-more")];
        expect(home.x).toBeGreaterThan(300);
        expect(more.x).toBeLessThan(60);
        expect(arabic.y).toBeLessThan(740);
        for (const width of [360, 1280]) {
          await ada.page.resize(width, 740);
          await eventually(() => ada.overflow(), [0, 0]);
          await ada.click(".room-header-more");
          await ada.find("dialog[open]");
          expect(await ada.overflow()).toEqual([0, 0]);
          await ada.page.press("Escape");
          await eventually(() => ada.page.evaluate(() => document.querySelector("dialog[open]")), null);
        }
        expect(await problemsOf(ada)).toEqual([]);
      },
      LIMIT_MS,
    );

    test(
      "S9: a keyboard alone is enough",
      async () => {
        const ada = await visit();
        await ada.find(".new-room-submit");
        await ada.moveTo("New room", "Tab");
        await ada.page.press("Enter");
        await ada.waitUntilJoined();
        await ada.page.type("typed at once");
        await ada.page.press("Enter");
        await ada.waitForMessage("typed at once");
        await ada.moveTo("typed at once", "Tab", "Shift");
        await ada.page.press("Enter");
        await ada.find(".message-menu");
        await ada.page.press("Escape");
        for (const stop of ["React", "Reply", "More", "Message", "your name"]) await ada.moveTo(stop, "Tab");
        await ada.page.press("Enter");
        await ada.find(".name-editor-input");
        await ada.page.type("Ada");
        await ada.page.press("Enter");
        await ada.find(".name-field-name", "Ada");
        await ada.moveTo("About this room", "Tab", "Shift");
        await ada.page.press("Enter");
        await ada.find("dialog[open]");
        await ada.moveTo("End the room…", "Tab");
        await ada.page.press("Enter");
        await ada.find("dialog[open] button", "Keep it");
        await ada.moveTo("End the room", "Tab");
        await ada.page.press("Enter");
        await ada.find("h1", "This room has ended");
        expect(await problemsOf(ada)).toEqual([]);
      },
      LIMIT_MS,
    );
  });
}
