// Who comes into a room and how: by its password, by knocking, as a member, by an invite.
import { describe, expect, test } from "bun:test";
import { encryptionRequest } from "../../server/testing/encrypted-client.ts";
import { createEncryptedRoom } from "../../server/testing/encrypted-room.ts";
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

describe("a room where newcomers knock", () => {
  test("G7: opens when somebody is let in by click or by key, and stays closed when they are refused", async () => {
    const { ada, address } = await app.hostRoom();
    await setEntry(ada, "knock");
    await ada.waitForRoomEvent("Ada requires new people to ask to join");
    await ada.closeDialogs();
    const [bo, cy, di] = await Promise.all([app.visit(address), app.visit(address), app.visit(address)]);
    for (const visitor of [bo, cy, di]) await visitor.waitForHeading("Waiting to be let in");
    const knocks = ada.page.getByRole("region", { name: "Waiting to join" }).locator("li");
    await knocks.nth(2).waitFor();
    const nameOf = ({ page }: Visitor) => page.locator(".room-closed-text b").textContent();
    await ada.page.getByRole("button", { name: `Let in ${await nameOf(bo)}` }).click();
    await bo.waitUntilJoined();
    await knocks.nth(2).waitFor({ state: "detached" });
    // A key answers the person whose button has the focus.
    await ada.page.getByRole("button", { name: `Decline ${await nameOf(cy)}` }).focus();
    await ada.page.keyboard.press("-");
    await cy.waitForHeading("Not let in");
    await ada.page.getByRole("button", { name: `Let in ${await nameOf(di)}` }).focus();
    await ada.page.keyboard.press("+");
    await di.waitUntilJoined();
    await knocks.first().waitFor({ state: "detached" });
    await di.page.reload();
    await di.waitUntilJoined();
    expect(await problemsOf(ada, bo, cy, di)).toEqual([]);
  });

  test("G7: somebody who stops waiting is no longer listed", async () => {
    const { ada, address } = await app.hostRoom();
    await setEntry(ada, "knock");
    await ada.closeDialogs();
    const bo = await app.visit(address);
    await ada.page.getByRole("region", { name: "Waiting to join" }).waitFor();
    await bo.page.getByRole("link", { name: "Stop waiting" }).click();
    await bo.page.getByRole("button", { name: "New room" }).waitFor();
    await ada.page.getByRole("region", { name: "Waiting to join" }).waitFor({ state: "detached" });
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

describe("a room for members only", () => {
  test("G5, G8: does not exist for others, and an invite lets in one person once", async () => {
    const { ada, address } = await app.hostRoom();
    await setEntry(ada, "members");
    await ada.waitForRoomEvent("Ada made the room members only");
    await ada.closeDialogs();
    const [bo, cy] = await Promise.all([app.visit(address), app.visit(app.lobby)]);
    await bo.waitForHeading("This room doesn’t exist");
    await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
    await ada.page.getByRole("button", { name: "Create link" }).click();
    const link = (await ada.page.locator(".invites-link [translate]").textContent()) ?? "";
    await ada.page.locator(".invites-list", { hasText: "for one person" }).waitFor();
    await cy.page.goto(link);
    await cy.waitUntilJoined();
    expect(cy.page.url()).toBe(address);
    await bo.page.goto(link);
    await bo.waitForHeading("This room doesn’t exist");
    expect(bo.page.url()).not.toContain("invite");
    await cy.page.reload();
    await cy.waitUntilJoined();
    expect(await problemsOf(ada, bo, cy)).toEqual([]);
  });

  test("G8: a revoked invite lets nobody in, and a locked room says that it is locked", async () => {
    const { ada, address } = await app.hostRoom();
    await setEntry(ada, "locked");
    await ada.closeDialogs();
    await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
    await ada.page.getByRole("button", { name: "Create link" }).click();
    const link = (await ada.page.locator(".invites-link [translate]").textContent()) ?? "";
    await ada.page.getByRole("button", { name: "Revoke" }).click();
    await ada.page.locator(".invites-list").waitFor({ state: "detached" });
    const bo = await app.visit(link);
    await bo.page.getByText("This invite has been used up or is no longer valid.").waitFor();
    expect(await bo.problems()).toEqual([expect.stringContaining("403")]);
    await bo.page.getByRole("button", { name: "Try again" }).click();
    await bo.waitForHeading("This room is locked");
    expect(bo.page.url()).toBe(address);
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});
