// Gives all tests of a file one browser and one server. Pages that a test opens are closed when it ends.
import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "./launch-browser.ts";
import { type MayflyServer, startMayfly } from "./start-mayfly.ts";
import { closeVisits, Visitor } from "./visitor.ts";

/** A host name of this machine that is not localhost, so that its pages over http are no secure context. */
export const LAN_HOST = "mayfly.test";

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** As the client stores it; it is good for as long as the token. */
const storedIdentity = (token: string, member: object) => JSON.stringify({ ...member, token, issuedAt: Date.now() });

/** Runs in the page. What the person changes later stays changed when the page loads again. */
function storeOnce(values: Readonly<Record<string, string>>): void {
  const prefix = "mayfly:/:";
  if (location.origin === "null" || localStorage.length > 0) return;
  for (const [key, value] of Object.entries(values)) localStorage.setItem(prefix + key, value);
}

/** Starts a browser and a server before the tests of this file, and stops both after them. */
export function withBrowser(...serverFlags: string[]) {
  let browser: Browser | undefined;
  let server: MayflyServer | undefined;
  const stayingVisitors: Visitor[] = [];
  /** Bun kills a test's processes when it times out. The next try or test then gets new ones. */
  const startMissing = async () => {
    const canReach = ({ url }: MayflyServer) => fetch(url).then(Boolean, () => false);
    [browser, server] = await Promise.all([
      browser?.isConnected() ? browser : launchBrowser([LAN_HOST]),
      server !== undefined && (await canReach(server)) ? server : startMayfly(...serverFlags),
    ]);
  };
  beforeAll(startMissing);
  beforeEach(startMissing);
  afterEach(async () => {
    if (browser?.isConnected()) await closeVisits(browser, ...stayingVisitors);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Joins a room in a browser that holds these values from an earlier visit. */
  async function joinFromStorage(address: string, stored: Readonly<Record<string, string>>): Promise<Visitor> {
    const visitor = await app.visit(address, {}, async (page) => {
      await page.addInitScript(storeOnce, stored);
    });
    await visitor.waitUntilJoined();
    return visitor;
  }

  const app = {
    get browser(): Browser {
      if (browser === undefined) throw new Error("The browser starts before the first test.");
      return browser;
    },
    get server(): MayflyServer {
      if (server === undefined) throw new Error("The server starts before the first test.");
      return server;
    },
    /** The lobby's address. */
    get lobby(): string {
      return `${app.server.url}/`;
    },
    /** The lobby's address on the local network. */
    get lanLobby(): string {
      return `http://${LAN_HOST}:${app.server.port}/`;
    },
    /** Creates a room through the API, which no visitor owns, and returns its address. */
    async createRoom(options: object = {}): Promise<string> {
      return (await app.server.post("rooms", options)).url;
    },
    /**
     * Opens an address as a person with a browser of their own.
     * @param prepare runs before the page is loaded
     */
    visit(address: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>): Promise<Visitor> {
      return Visitor.visit(app.browser, address, options, prepare);
    },
    /** Stops the server and starts it again, with the same settings, on another port. */
    async restartServer(whileStopped: () => void = () => {}, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
      app.server.child.kill(signal);
      await app.server.child.exited;
      whileStopped();
      server = await startMayfly(...serverFlags);
    },
    /** Keeps a visitor's page open when a test ends, for a later test. */
    keepOpen(visitor: Visitor): void {
      stayingVisitors.push(visitor);
    },
    /** Opens a room's address and waits until the room has welcomed the visitor. */
    async join(address: string, options?: BrowserContextOptions): Promise<Visitor> {
      const visitor = await app.visit(address, options);
      await visitor.waitUntilJoined();
      return visitor;
    },
    /** Opens a room's address as a person of this name. */
    async joinAs(name: string, address: string): Promise<Visitor> {
      const { token, member } = await app.server.post("sessions", { name });
      return joinFromStorage(address, { identity: storedIdentity(token, member) });
    },
    /** Opens a new room as Ada, who is its owner. */
    async hostRoom(): Promise<{ ada: Visitor; address: string }> {
      const { token, member } = await app.server.post("sessions", { name: "Ada" });
      const { room, url, ownerKey } = await app.server.post("rooms", {}, { authorization: `Bearer ${token}` });
      const ada = await joinFromStorage(url, {
        identity: storedIdentity(token, member),
        [`key:${room.code}`]: `${Date.now()} ${ownerKey}`,
      });
      return { ada, address: ada.page.url() };
    },
  };
  return app;
}
