// Gives all tests of a file one server, and all files of a process one browser. Pages that a test opens leave their rooms when
// it ends.
import { afterAll, afterEach, beforeAll, beforeEach } from "bun:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type ApiTalker, startApiTalker } from "./api-talker.ts";
import { launchBrowser } from "./launch-browser.ts";
import { createPagePool } from "./page-pool.ts";
import { type MayflyServer, startMayfly } from "./start-mayfly.ts";
import { closeVisits, Visitor } from "./visitor.ts";

/** A host name of this machine that is not localhost, so that its pages over http are no secure context. */
export const LAN_HOST = "mayfly.test";

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** It stays for the next file, and ends with the process. */
let browser: Browser | undefined;

/** As the client stores it; it is good for as long as the token. */
const storedIdentity = (token: string, member: object) => JSON.stringify({ ...member, token, issuedAt: Date.now() });

/** Starts a server, and a browser where no other file left one, before the tests of this file; stops the server after them. */
export function withBrowser(...serverFlags: string[]) {
  let pool: ReturnType<typeof createPagePool> | undefined;
  let server: MayflyServer | undefined;
  const stayingVisitors: Visitor[] = [];
  /** Bun kills a test's processes when it times out. The next try or test then gets new ones. */
  const startMissing = async () => {
    const canReach = ({ url }: MayflyServer) => fetch(url).then(Boolean, () => false);
    [browser, server] = await Promise.all([
      browser?.isConnected() ? browser : launchBrowser([LAN_HOST]),
      server !== undefined && (await canReach(server)) ? server : startMayfly(...serverFlags),
    ]);
    if (pool?.browser !== browser) pool = createPagePool(browser);
  };
  beforeAll(startMissing);
  beforeEach(startMissing);
  afterEach(async () => {
    if (browser?.isConnected()) await pool?.takeBack(stayingVisitors.map(({ page }) => page));
  });
  afterAll(async () => {
    if (browser !== undefined) await closeVisits(browser);
    await server?.stop();
  });

  /** Opens an address in a browser that holds these values from an earlier visit. */
  async function visitWith(
    stored: Readonly<Record<string, string>>,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    if (pool === undefined) throw new Error("The browser starts before the first test.");
    const entries = Object.entries(stored).map(([key, value]) => [`mayfly:/:${key}`, value]);
    return Visitor.open(await pool.lend(address, options, Object.fromEntries(entries)), address);
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
      return prepare === undefined
        ? visitWith({}, address, options)
        : Visitor.visit(app.browser, address, options, prepare);
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
    async joinAs(name: string, address: string, options?: BrowserContextOptions): Promise<Visitor> {
      const { token, member } = await app.server.post("sessions", { name });
      const visitor = await visitWith({ identity: storedIdentity(token, member) }, address, options);
      await visitor.waitUntilJoined();
      return visitor;
    },
    /** Opens a room's address in the browser of its owner. */
    async visitAsOwner(
      { token, member }: { token: string; member: object },
      { room, url, ownerKey }: { room: { code: string }; url: string; ownerKey: string },
      options?: BrowserContextOptions,
    ): Promise<Visitor> {
      const stored = { identity: storedIdentity(token, member), [`key:${room.code}`]: `${Date.now()} ${ownerKey}` };
      return visitWith(stored, url, options);
    },
    /** Opens a new room as Ada, who is its owner. */
    async hostRoom(wishes: object = {}, options?: BrowserContextOptions): Promise<{ ada: Visitor; address: string }> {
      const session = await app.server.post("sessions", { name: "Ada" });
      const made = await app.server.post("rooms", wishes, { authorization: `Bearer ${session.token}` });
      const ada = await app.visitAsOwner(session, made, options);
      await ada.waitUntilJoined();
      return { ada, address: ada.page.url() };
    },
    /** Creates a room of Ada's, who is in it without a browser. */
    async hostWithoutBrowser(wishes: object = {}): Promise<{ ada: ApiTalker; address: string }> {
      const session = await app.server.post("sessions", { name: "Ada" });
      const { url } = await app.server.post("rooms", wishes, { authorization: `Bearer ${session.token}` });
      return { ada: await startApiTalker(app.server, url, "Ada", session), address: url };
    },
  };
  return app;
}
