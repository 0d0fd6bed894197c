// An end-to-end encrypted room, from the lobby to a reload: over http on an address of the local network, where browsers have no
// crypto.subtle, no Ed25519 and no service worker.
import { expect, test } from "bun:test";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

async function createEncryptedRoom(lobby: string): Promise<Visitor> {
  const ada = await app.visit(lobby);
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("End-to-end encrypted").check();
  expect(await ada.page.getByLabel("Show in the public list").count()).toBe(0);
  await ada.createRoom();
  return ada;
}

const linkOf = async ({ page }: Visitor) => (await page.locator(".empty-room-link").textContent()) ?? "";

test("E39, E40, E41, E46, E48: a room that the server can't read is created, shared by its full link, read after a reload, and has a new key after a kick", async () => {
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
  await bo.page.evaluate((hash) => {
    location.hash = hash;
  }, "e2ee=1.short.short");
  await bo.page.getByText("something was cut off or changed").waitFor();
  await bo.page.evaluate((hash) => {
    location.hash = hash;
  }, link.split("#")[1] ?? "");
  await bo.waitUntilJoined();
  await bo.waitForMessage("Hello from Ada");
  expect(await bo.page.locator(".message-name").first().textContent()).toBe("Ada");
  await bo.rename("Bo");
  await bo.send("Hi from Bo");
  await ada.waitForMessage("Hi from Bo");
  expect(await ada.page.locator(".message-name").last().textContent()).toBe("Bo");

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
  await ada.page.reload();
  await ada.waitForMessage("Without Bo");
  expect(await problemsOf(ada, bo)).toEqual([]);
});
