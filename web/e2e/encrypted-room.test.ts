// An end-to-end encrypted room, from the lobby to a reload: over http on an address of the local network, where browsers have no
// crypto.subtle, no Ed25519 and no service worker.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createBreakableNetwork } from "./breakable-network.ts";
import type { Visitor } from "./visitor.ts";
import { LAN_HOST, PHONE, withBrowser } from "./with-browser.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-encrypted-room-"));
const app = withBrowser("--limits", "off", "--data", join(folder, "rooms.db"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

async function createEncryptedRoom(lobby: string, password?: string): Promise<Visitor> {
  const ada = await app.visit(lobby);
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("End-to-end encrypted").check();
  expect(await ada.page.getByLabel("Show in the public list").count()).toBe(0);
  if (password !== undefined) {
    await ada.page.locator("#room-entry").selectOption("password");
    await ada.page.locator("#room-password").fill(password);
  }
  await ada.createRoom();
  return ada;
}

/** Opens a link in the tab that another of its room was opened in. */
const openInTab = (page: Page, link: string) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, link.split("#")[1] ?? "");

const linkOf = async ({ page }: Visitor) => (await page.locator(".empty-room-link").textContent()) ?? "";

test("E39, E40, E41, E46, E48, E59, E104: a room that the server can't read is created, shared by its full link, read after a reload, has a new key after a kick, and goes on after a backup", async () => {
  const ada = await createEncryptedRoom(app.lanLobby);
  const link = await linkOf(ada);
  expect(link).toMatch(/#e2ee=1\.[\w-]{22}\.[\w-]{22}$/);
  expect(ada.page.url()).not.toContain("e2ee");
  await ada.rename("Ada");
  await ada.send("Hello from Ada");
  await ada.waitForMessage("Hello from Ada");

  const [plain = ""] = link.split("#");
  const bo = await app.visit(plain);
  await bo.waitForHeading("This room is encrypted");
  await bo.page.getByText("This link is missing its key. Ask for the full link.").waitFor();
  await openInTab(bo.page, "#e2ee=1.short.short");
  await bo.page.getByText("something was cut off or changed").waitFor();
  await openInTab(bo.page, link);
  await bo.waitUntilJoined();
  await bo.waitForMessage("Hello from Ada");
  expect(await bo.page.locator(".message-name").first().textContent()).toBe("Ada");
  const bodies: string[] = [];
  bo.page.on("request", (request) => bodies.push(request.postData() ?? ""));
  await bo.rename("Bo");
  await bo.send("Hi from Bo");
  await ada.waitForMessage("Hi from Bo");
  expect(await ada.page.locator(".message-name").last().textContent()).toBe("Bo");
  expect(bodies.filter((body) => body.includes("Bo"))).toEqual([]);

  await bo.page.reload();
  await bo.waitForMessage("Hello from Ada");
  await bo.page.context().setOffline(true);
  await bo.send("Written offline");
  await bo.page.context().setOffline(false);
  await ada.waitForMessage("Written offline");

  await ada.page.locator(".room-people .roster button", { hasText: "Bo" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await bo.waitForHeading("You were removed");
  await ada.waitForRoomEvent("Ada removed Bo");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  const newLink = ada.page.locator(".share-sheet-link", { hasNotText: link });
  await newLink.waitFor();
  expect(await newLink.textContent()).toMatch(/#e2ee=1\.[\w-]{22}\.[\w-]{22}$/);
  await ada.closeDialogs();
  await ada.send("Without Bo");
  await ada.waitForMessage("Without Bo");
  await bo.page.reload();
  await bo.page.getByText("This room has a new key, and this link is from before. Ask for the new link.").waitFor();
  // As if this browser had seen more than the server has.
  await ada.page.evaluate(() => {
    for (const [key, text] of Object.entries(localStorage)) {
      if (!key.includes("e2ee:")) continue;
      const kept = JSON.parse(text);
      localStorage.setItem(key, JSON.stringify({ ...kept, keyring: { length: 9, head: "" } }));
    }
  });
  await ada.page.reload();
  await ada.page.getByText("The server shows an older state of this room").waitFor();
  await ada.page.getByRole("button", { name: "Go on anyway" }).click();
  await ada.waitForMessage("Without Bo");
  await ada.page.reload();
  await ada.waitForMessage("Without Bo");
  expect(await problemsOf(ada, bo)).toEqual([]);
});

test("E41: a key that is to be forgotten goes with the tabs that have the room open, and is stored by none of them", async () => {
  const ada = await createEncryptedRoom(app.lanLobby);
  await ada.send("Hello from Ada");
  await ada.waitForMessage("Hello from Ada");
  const tab = await ada.openTab(ada.page.url());
  const inTab = tab.locator(".message-text", { hasText: "Hello from Ada" });
  await inTab.waitFor();
  await ada.openAbout();
  await ada.page.getByLabel("Forget the key when I close this tab").check();
  await ada.closeDialogs();
  await tab.waitForFunction(() => Object.keys(sessionStorage).some((key) => key.includes("tab-e2ee:")));
  for (const page of [tab, ada.page]) {
    // Each stores what it knows when it joins.
    await page.reload();
    await page.locator(".message-text", { hasText: "Hello from Ada" }).waitFor();
  }
  expect(await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("e2ee")))).toEqual([]);
});

/** Makes a link for one use in the share sheet, which it leaves open. */
async function createOneTimeLink({ page }: Visitor): Promise<string> {
  const links = page.locator(".invites-link [translate]");
  const before = (await links.count()) === 0 ? "" : ((await links.textContent()) ?? "");
  await page.getByRole("dialog").getByRole("button", { name: "Create link" }).click();
  await links.filter({ hasNotText: before || "no other" }).waitFor();
  return (await links.textContent()) ?? "";
}

const enterPassword = async ({ page }: Visitor, password: string) => {
  await page.getByLabel("Room password").fill(password);
  await page.keyboard.press("Enter");
};

test("E44, E53, E54, E55, E94, E95, E96: a link for one use leads one person into a room with a password; then it opens nothing any more; a new key closes the past and changes the password", async () => {
  const ada = await createEncryptedRoom(app.lanLobby, "sesame");
  const full = await linkOf(ada);
  await ada.send("Hello from Ada");
  await ada.waitForMessage("Hello from Ada");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  const sheet = ada.page.getByRole("dialog");
  await sheet.getByText("One-time links").click();
  await sheet.getByText("When somebody is removed, these links end.").waitFor();
  expect(await sheet.getByLabel("Uses").count()).toBe(0);
  const used = await createOneTimeLink(ada);
  expect(used).toMatch(/#invite=\w+&e2ee=1i\.[\w-]{22}\.[\w-]{22}$/);
  expect(await sheet.locator(".invites-qr svg").count()).toBe(1);

  const bo = await app.visit(used);
  await bo.waitUntilJoined();
  await bo.waitForMessage("Hello from Ada");
  expect(bo.page.url()).toBe(full.split("#")[0] as string);
  await bo.send("Hi from Bo");
  await ada.waitForMessage("Hi from Bo");
  await bo.page.reload();
  await bo.waitForMessage("Hello from Ada");
  await bo.page.getByRole("button", { name: "Invite", exact: true }).click();
  expect(await bo.page.locator(".share-sheet-link").textContent()).toBe(full);

  // Ada tries a link of her own, which stays good, and revokes it.
  const revoked = await createOneTimeLink(ada);
  const tab = await ada.openTab(revoked);
  await tab.locator(".composer .name-field-name").waitFor();
  await tab.close();
  await ada.closeDialogs();
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  await sheet.getByText("One-time links").click();
  const list = sheet.locator(".invites-list li");
  await list.waitFor();
  await list.getByRole("button", { name: "Revoke" }).click();
  await list.waitFor({ state: "detached" });

  const cy = await app.visit(used);
  const gone = cy.page.getByText("This link worked once, and doesn’t any more");
  await gone.waitFor();
  await openInTab(cy.page, revoked);
  await gone.waitFor();
  await openInTab(cy.page, full);
  await enterPassword(cy, "simsalabim");
  await cy.page.getByText("Wrong password.").waitFor();
  await enterPassword(cy, "sesame");
  await cy.waitForMessage("Hi from Bo");

  await ada.closeDialogs();
  await ada.openSettings();
  expect(await ada.page.getByLabel("Show in the public list").count()).toBe(0);
  await ada.page.getByLabel("can’t read what was said before").check();
  const choice = ada.page.locator("#new-key-password-choice");
  await choice.selectOption("Another one");
  await ada.page.getByLabel("New room password").fill("open up");
  await ada.page.getByRole("button", { name: "Make a new key" }).click();
  await ada.page.getByText("The room has a new key. Hand out its new link.").waitFor();
  expect(await choice.inputValue()).toBe("passwordAsBefore");
  expect(await ada.page.evaluate(() => document.activeElement?.textContent)).toBe("Make a new key");
  await ada.closeDialogs();
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  const newLink = (await ada.page.locator(".share-sheet-link").textContent()) ?? "";
  await ada.closeDialogs();
  await ada.send("After the new key");
  for (const { page } of [bo, cy]) await page.getByText("After the new key").waitFor();
  const di = await app.visit(full);
  await di.page.getByText("this link is from before. Ask for the new link.").waitFor();
  await openInTab(di.page, newLink);
  await enterPassword(di, "open up");
  await di.waitForMessage("After the new key");
  await di.page.getByText("sealed with a key that this browser doesn’t have").first().waitFor();
  expect(await di.page.getByText("Hi from Bo").count()).toBe(0);
  // Who read it before still does.
  await bo.page.reload();
  await bo.waitForMessage("Hi from Bo");
  await bo.waitForMessage("After the new key");
  expect(await problemsOf(ada, bo)).toEqual([]);
  expect((await cy.problems()).filter((problem) => !problem.includes("403"))).toEqual([]);
}, 60_000);

test("E78, E81: over event streams and a restart of the server: a room with a password is read and written as before", async () => {
  const network = createBreakableNetwork(app.server.port);
  const lobby = `http://${LAN_HOST}:${new URL(network.url).port}/`;
  const ada = await createEncryptedRoom(lobby, "sesame");
  await ada.page.setViewportSize(PHONE.viewport);
  const qr = ada.page.locator(".empty-room-scan svg");
  const modulePixels = await qr.evaluate((svg) => svg.clientWidth / (svg as SVGSVGElement).viewBox.baseVal.width);
  expect(modulePixels).toBeGreaterThan(3);
  await ada.page.setViewportSize({ width: 1280, height: 800 });
  const link = await linkOf(ada);
  await ada.send("Hello from Ada");
  await ada.waitForMessage("Hello from Ada");

  network.stripUpgrade();
  const bo = await app.visit(link);
  const stream = bo.page.waitForRequest(/\/events\?/);
  await enterPassword(bo, "sesame");
  await stream;
  await bo.waitForMessage("Hello from Ada");
  await bo.send("By stream");
  await ada.waitForMessage("By stream");
  await ada.send("By socket");
  await bo.waitForMessage("By socket");

  network.passAgain();
  await app.restartServer();
  network.redirectTo(app.server.port);
  await bo.send("After the restart");
  await ada.waitForMessage("After the restart");
  await ada.page.reload();
  await ada.waitForMessage("By stream");
  await ada.waitForMessage("After the restart");
  network.stop();
}, 60_000);
