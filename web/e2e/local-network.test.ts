// Mayfly from another machine of the local network: by address over http and https, and by the name that it announces.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { verify } from "../../server/testing/certificates.ts";
import { makeLeaves } from "../../server/tls/make-certificates.ts";
import { homeThatTrusts } from "./home-that-trusts.ts";
import { launchBrowser } from "./launch-browser.ts";
import { findAvahi, type LocalNetwork, openLocalNetwork, SERVER_ADDRESS, whyNoLocalNetwork } from "./local-network.ts";
import { BINARY } from "./start-mayfly.ts";
import { closeVisits, Visitor } from "./visitor.ts";

const NAME = "mayfly.local";
const PUBLIC_NAME = "www.example.com";
const FOREIGN_PORT = 9443;
const PERMISSIONS = ["clipboard-read", "clipboard-write", "notifications", "microphone"];

const reason = whyNoLocalNetwork();
const avahi = await findAvahi();
const byName =
  avahi === undefined ? "Avahi isn't here, so the browser is told the address of the name" : "as Avahi finds it";

/** Reads what a program prints until a text is part of it, and leaves the rest unread. */
async function readUntil({ stdout }: Bun.Subprocess<"ignore", "pipe", "ignore">, text: string): Promise<string> {
  const reader = stdout.getReader();
  const decoder = new TextDecoder();
  let printed = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`ended without ${text}: ${printed}`);
    printed += decoder.decode(value, { stream: true });
    if (printed.includes(text)) {
      reader.releaseLock();
      return printed;
    }
  }
}

describe.skipIf(reason !== undefined)(`from another machine${reason === undefined ? "" : `: ${reason}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-lan-"));
  const running: Bun.Subprocess[] = [];
  let network: LocalNetwork;
  let browser: Browser;
  /** The server's CA with its key: whoever stole the folder has both. */
  let ca: { cert: string; key: string };

  const start = (command: readonly string[]) => {
    const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "ignore" });
    running.push(child);
    return child;
  };

  beforeAll(async () => {
    network = await openLocalNetwork(avahi);
    const data = join(folder, "mayfly.db");
    const ports = ["--port", "8080", "--https-port", "8443"];
    const flags = ["--data", data, "--tls", "self", "--mdns-name", "mayfly", ...ports];
    const printed = await readUntil(start(network.server.enter(BINARY, ...flags)), `https://${NAME}:8443/\n`);
    expect(printed).toContain(`http://${NAME}:8080/\n`);
    const text = readFileSync(join(`${data}-ca`, "ca.pem"), "utf8");
    const [key = "", cert = ""] = text.split(/(?=-----BEGIN CERTIFICATE-----)/);
    ca = { cert, key };
    const hosts = network.hasNames ? [PUBLIC_NAME] : [PUBLIC_NAME, NAME];
    const home = await homeThatTrusts(folder, cert);
    browser = await launchBrowser(hosts, {
      home,
      notifies: true,
      address: SERVER_ADDRESS,
      enter: (...it) => network.browser.enter(...it),
    });
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    for (const child of running) child.kill();
    await Promise.all(running.map(({ exited }) => exited));
    await network?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One person creates a room, another joins, and both talk. */
  async function meet(
    lobby: string,
    permissions: string[] = [],
  ): Promise<{ ann: Visitor; ben: Visitor; address: string }> {
    const ann = await Visitor.visit(browser, lobby, { permissions, serviceWorkers: "allow" });
    const address = await ann.createRoom();
    expect(address).toStartWith(lobby);
    const ben = await Visitor.visit(browser, address);
    await ben.waitUntilJoined();
    await ann.send("from Ann");
    await ben.waitForMessage("from Ann");
    await ben.send("from Ben");
    await ann.waitForMessage("from Ben");
    return { ann, ben, address };
  }

  test("N41: over http everybody talks, and the page says what waits for https", async () => {
    const { ann, ben, address } = await meet(`http://${SERVER_ADDRESS}:8080/`);
    const { page } = ann;
    expect(await page.evaluate(() => [isSecureContext, "mediaDevices" in navigator])).toEqual([false, false]);
    const secure = address.replace("http:", "https:").replace("8080", "8443");
    await ann.openAbout();
    expect(await page.getByRole("link", { name: "Open this room over https" }).getAttribute("href")).toBe(secure);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Record a voice message" }).click();
    await page.locator(".voice-notice").getByRole("link", { name: secure }).waitFor();
    expect([...(await ann.problems()), ...(await ben.problems())]).toEqual([]);
    await closeVisits(browser);
  });

  for (const [host, how] of [
    [SERVER_ADDRESS, "by its address"],
    [NAME, byName],
  ] as const) {
    test(`N28, N41: over https at ${host}, ${how}, there are copying, notifications, the microphone and the worker, too`, async () => {
      const { ann, ben, address } = await meet(`https://${host}:8443/`, PERMISSIONS);
      const { page } = ann;
      await page.getByRole("button", { name: "Invite", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Copy link" }).click();
      await page.getByRole("dialog").getByText("Copied ✓").waitFor();
      const has = await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.showNotification("Hello");
        const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks();
        const sound = track?.readyState;
        track?.stop();
        return {
          isSecureContext,
          copied: await navigator.clipboard.readText(),
          worker: registration.active?.scriptURL,
          sound,
          shown: (await registration.getNotifications()).length,
        };
      });
      expect(has).toEqual({
        isSecureContext: true,
        copied: address,
        worker: `https://${host}:8443/sw.js`,
        sound: "live",
        shown: 1,
      });
      expect([...(await ann.problems()), ...(await ben.problems())]).toEqual([]);
      await closeVisits(browser);
    });
  }

  test("E53, E54, E78: an encrypted room is made over https, and read over http by a link for one use", async () => {
    const ann = await Visitor.visit(browser, `https://${SERVER_ADDRESS}:8443/`);
    const { page } = ann;
    await page.getByText("More options").click();
    await page.getByLabel("End-to-end encrypted").check();
    await ann.createRoom();
    await ann.send("from Ann");
    await ann.waitForMessage("from Ann");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByText("One-time links").click();
    await page.getByRole("button", { name: "Create link" }).click();
    const link = (await page.locator(".invites-link [translate]").textContent()) ?? "";
    expect(link).toStartWith(`https://${SERVER_ADDRESS}:8443/`);
    const ben = await Visitor.visit(browser, link.replace("https:", "http:").replace("8443", "8080"));
    await ben.waitForMessage("from Ann");
    expect(await ben.page.evaluate(() => isSecureContext)).toBe(false);
    await ben.send("from Ben");
    await ann.waitForMessage("from Ben");
    expect([...(await ann.problems()), ...(await ben.problems())]).toEqual([]);
    await closeVisits(browser);
  });

  test.skipIf(avahi === undefined)(
    `N28: the name is heard, and said to be, on the page and on a terminal${avahi === undefined ? ": Avahi isn't here" : ""}`,
    async () => {
      const { page } = await Visitor.visit(browser, `http://${NAME}:8080/doctor`);
      await page.getByText(`${NAME} is the server’s name on this network`).waitFor();
      await readUntil(
        start(network.browser.enter(BINARY, "doctor", `http://${NAME}:8080/`)),
        `ok   ${NAME} is heard here: ${SERVER_ADDRESS} (mDNS).\n`,
      );
      await closeVisits(browser);
    },
  );

  test("N10: a public name that the server's CA signed is refused by Chromium and by OpenSSL", async () => {
    const sign = async (name: string) => await makeLeaves(ca, { names: [name], addresses: [] }, Date.now());
    const { key, forNames } = await sign(PUBLIC_NAME);
    expect(verify(ca.cert, (await sign("nas.local")).forNames)).toMatchObject({ isOk: true });
    expect(verify(ca.cert, forNames)).toEqual({
      isOk: false,
      text: expect.stringContaining("permitted subtree violation"),
    });
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const files = ["-cert", file("foreign.pem", forNames), "-key", file("foreign.key", key)];
    const site = ["openssl", "s_server", "-accept", `${SERVER_ADDRESS}:${FOREIGN_PORT}`, "-www", ...files];
    await readUntil(start(network.server.enter(...site)), "ACCEPT");
    const page = await browser.newPage();
    const refused = await page.goto(`https://${PUBLIC_NAME}:${FOREIGN_PORT}/`).catch((error) => `${error}`);
    expect(refused).toContain("ERR_CERT_INVALID");
    await closeVisits(browser);
  });
});
