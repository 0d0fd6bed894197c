// Who comes into a room and how: by its password, by knocking, as a member, by an invite.
import { describe, expect, test } from "bun:test";
import { encryptionRequest } from "../../server/testing/encrypted-client.ts";
import { createEncryptedRoom } from "../../server/testing/encrypted-room.ts";
import { createApiMembers } from "./api-members.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

async function setEntry(visitor: Visitor, entry: string): Promise<void> {
  await visitor.openSettings();
  await visitor.page.getByLabel("Who can join").selectOption(entry);
}

test("E37: an encrypted room: the page says that its link has no key, and doesn't try again and again", async () => {
  const code = "secret-place";
  const address = await app.createRoom({ code, encryption: encryptionRequest(createEncryptedRoom(1, { code })) });
  const bo = await app.visit(address);
  await bo.waitForHeading("This room is encrypted");
  expect(await bo.page.locator("main").textContent()).toContain("This link is missing its key.");
  expect(await bo.problems()).toEqual([]);
});

describe("a room with a password", () => {
  test("G10: opens only with the password, and says that a wrong one is wrong", async () => {
    const { ada, address } = await app.hostRoom();
    await setEntry(ada, "password");
    await ada.page.getByLabel("Room password").fill("sesame");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByText("Saved.").waitFor();
    await ada.closeDialogs();
    await ada.waitForRoomEvent("Ada set a password for joining");
    const bo = await app.visit(address);
    await bo.waitForHeading("This room needs a password");
    const field = bo.page.getByLabel("Room password");
    await field.fill("simsalabim");
    await field.press("Enter");
    await bo.page.getByText("Wrong password.").waitFor();
    await field.fill("sesame");
    await field.press("Enter");
    await bo.waitUntilJoined();
    await bo.page.reload();
    await bo.waitUntilJoined();
    await bo.send("here I am");
    await ada.waitForMessage("here I am");
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

test("G7: a room where newcomers knock opens to whom somebody lets in, by click or by key, and stays closed to others", async () => {
  const { ada, address } = await app.hostRoom();
  await setEntry(ada, "knock");
  await ada.waitForRoomEvent("Ada requires new people to ask to join");
  await ada.closeDialogs();
  const bo = await app.visit(address);
  await bo.waitForHeading("Waiting to be let in");
  const knocks = ada.page.getByRole("region", { name: "Waiting to join" }).locator("li");
  await knocks.first().waitFor();
  // Somebody who stops waiting is no longer listed.
  await bo.page.getByRole("link", { name: "Stop waiting" }).click();
  await bo.page.getByRole("button", { name: "New room" }).waitFor();
  await knocks.first().waitFor({ state: "detached" });

  await bo.page.goBack();
  const cy = await app.visit(address);
  for (const visitor of [bo, cy]) await visitor.waitForHeading("Waiting to be let in");
  await createApiMembers(app.server).knock(new URL(address).pathname.slice(1), "Di");
  await knocks.nth(2).waitFor();
  const nameOf = ({ page }: Visitor) => page.locator(".room-closed-text b").textContent();
  await ada.page.getByRole("button", { name: "Let in Di", exact: true }).click();
  await ada.waitForRoomEvent("Ada let Di in");
  await knocks.nth(2).waitFor({ state: "detached" });
  // A key answers the person whose button has the focus.
  await ada.page.getByRole("button", { name: `Decline ${await nameOf(cy)}` }).focus();
  await ada.page.keyboard.press("-");
  await cy.waitForHeading("Not let in");
  await ada.page.getByRole("button", { name: `Let in ${await nameOf(bo)}` }).focus();
  await ada.page.keyboard.press("+");
  await bo.waitUntilJoined();
  await knocks.first().waitFor({ state: "detached" });
  await bo.page.reload();
  await bo.waitUntilJoined();
  expect(await problemsOf(ada, bo, cy)).toEqual([]);
});

test("G5, G8: a room for members only does not exist for others, an invite lets in one person once, and none once it is revoked", async () => {
  const { ada, address } = await app.hostRoom();
  await setEntry(ada, "members");
  await ada.waitForRoomEvent("Ada made the room members only");
  await ada.closeDialogs();
  const bo = await app.visit(address);
  await bo.waitForHeading("This room doesn’t exist");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  await ada.page.getByRole("button", { name: "Create link" }).click();
  const newLink = async () => (await ada.page.locator(".invites-link [translate]").textContent()) ?? "";
  const link = await newLink();
  await ada.page.locator(".invites-list", { hasText: "for one person" }).waitFor();
  await bo.page.goto(app.lobby);
  await bo.page.goto(link);
  await bo.waitUntilJoined();
  expect(bo.page.url()).toBe(address);
  await bo.page.reload();
  await bo.waitUntilJoined();

  /** Somebody else comes to Bo's browser. */
  const forget = () =>
    bo.page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  await bo.page.goto(app.lobby);
  await forget();
  await bo.page.goto(address);
  await bo.waitForHeading("This room doesn’t exist");
  await bo.page.goto(link);
  await bo.waitForHeading("This room doesn’t exist");
  expect(bo.page.url()).not.toContain("invite");
  expect(await problemsOf(ada, bo)).toEqual([]);

  // A locked room says that it is locked.
  await ada.closeDialogs();
  await setEntry(ada, "locked");
  await ada.waitForRoomEvent("Ada locked the room");
  await ada.closeDialogs();
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  await ada.page.getByRole("button", { name: "Create link" }).click();
  await ada.page.locator(".invites-list").waitFor();
  const revoked = await newLink();
  await ada.page.getByRole("button", { name: "Revoke" }).click();
  await ada.page.locator(".invites-list").waitFor({ state: "detached" });
  await bo.page.goto(app.lobby);
  await bo.page.goto(revoked);
  await bo.page.getByText("This invite has been used up or is no longer valid.").waitFor();
  expect(await bo.problems()).toEqual([expect.stringContaining("403")]);
  await bo.page.getByRole("button", { name: "Try again" }).click();
  await bo.waitForHeading("This room is locked");
  expect(bo.page.url()).toBe(address);
  expect(await problemsOf(ada, bo)).toEqual([]);
});
