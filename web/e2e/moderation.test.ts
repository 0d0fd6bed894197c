// Moderation: admins, removing, banning and muting members, handing the room over, slow mode, and what can be undone.
import { describe, expect, test } from "bun:test";
import type { Locator } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

/** Opens a member's card from the roster beside the transcript. */
async function openMemberCard({ page }: Visitor, name: string) {
  await page.locator(".room-people .roster button", { hasText: name }).click();
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.getByRole("heading", { name }).waitFor();
  return dialog;
}

const closeDialog = ({ page }: Visitor) => page.keyboard.press("Escape");

/** Returns a function that asks for something of the room with its owner's key. */
async function asOwner({ page }: Visitor) {
  const key = await page.evaluate(() => Object.entries(localStorage).find(([name]) => name.includes(":key:"))?.[1]);
  const headers = { "x-owner-key": key?.split(" ")[1] ?? "" };
  const room = `${app.server.url}/api/rooms/${new URL(page.url()).pathname.slice(1)}`;
  return (method: string, path: string, body: object = {}) =>
    fetch(room + path, { method, headers, body: JSON.stringify(body) });
}

const idOf = ({ page }: Visitor): Promise<string> =>
  page.evaluate(() => JSON.parse(localStorage.getItem("mayfly:/:identity") ?? "{}").id);

describe("moderating members", () => {
  test("G1, G2: an admin is appointed, and may do what the card shows and nothing else", async () => {
    const { ada, address } = await app.hostRoom();
    const [bo, cy] = await Promise.all([app.joinAs("Bo", address), startApiTalker(app.server, address, "Cy")]);
    const none = await openMemberCard(bo, "Cy");
    const forEverybody = ["Close", "Mention", "Hide their messages for me"];
    const buttonsOf = (card: Locator) =>
      card.getByRole("button").evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent));
    expect(await buttonsOf(none)).toEqual(forEverybody);
    await closeDialog(bo);
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Make admin" }).click();
    await bo.waitForRoomEvent("Ada made Bo an admin");
    await closeDialog(ada);
    await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("admin").waitFor();
    const some = await openMemberCard(bo, "Cy");
    await some.getByRole("button", { name: "Remove", exact: true }).waitFor();
    expect(await some.getByRole("button", { name: "Make admin" }).count()).toBe(0);
    expect(await some.getByRole("button", { name: "Transfer ownership…" }).count()).toBe(0);
    await closeDialog(bo);
    const owner = await openMemberCard(bo, "Ada");
    expect(await buttonsOf(owner)).toEqual(forEverybody);
    cy.leave();
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G3, G18, G20: a removed member comes back from the list of people or by an invite, a banned one when unbanned", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    const ask = await asOwner(ada);
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Remove", exact: true }).click();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await ada.page.locator(".banner", { hasText: "Removing Bo…" }).waitFor({ state: "detached" });
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Remove", exact: true }).click();
    await bo.send("still here");
    await bo.waitForHeading("You were removed");
    await ada.waitForRoomEvent("Ada removed Bo");
    await bo.page.getByText("You can come back in 5 minutes").waitFor();

    const cy = await startApiTalker(app.server, address, "Cy");
    expect((await ask("POST", `/members/${cy.id}/kick`)).status).toBe(204);
    await ada.page.getByRole("button", { name: "1 here" }).click();
    const keptOut = (name: string) => ada.page.locator(".ban-list li", { hasText: name });
    await keptOut("Cy")
      .getByText(/can return at \d/)
      .waitFor();
    await ada.page.getByRole("button", { name: "Let Bo back in" }).click();
    await keptOut("Bo").waitFor({ state: "detached" });
    await bo.waitUntilJoined();

    expect((await ask("POST", `/members/${await idOf(bo)}/kick`)).status).toBe(204);
    await bo.waitForHeading("You were removed");
    await keptOut("Bo").waitFor();
    const { invite } = await (await ask("POST", "/invites")).json();
    await bo.page.evaluate((secret) => {
      location.hash = `invite=${secret}`;
    }, invite);
    await bo.waitUntilJoined();
    await keptOut("Bo").waitFor({ state: "detached" });
    await keptOut("Cy").waitFor();
    await ada.closeDialogs();

    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Ban…" }).click();
    await ada.page.getByRole("dialog", { name: "Ban Bo?" }).getByRole("button", { name: "Ban", exact: true }).click();
    await bo.waitForHeading("You were banned from this room");
    await bo.page.reload();
    await bo.waitForHeading("You were banned from this room");
    await ada.waitForRoomEvent("Ada banned Bo");
    const card = ada.page.getByRole("dialog", { name: "Bo", exact: true });
    await card.getByText("banned", { exact: true }).waitFor();
    expect(await card.locator(".member-actions button").allInnerTexts()).toEqual(["Unban"]);
    await closeDialog(ada);
    await ada.page.getByRole("button", { name: "1 here" }).click();
    await ada.page.getByRole("button", { name: "Unban Bo" }).click();
    await ada.waitForRoomEvent("Ada unbanned Bo");
    await bo.page.reload();
    await bo.waitUntilJoined();
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G3, G9, G11: a member is muted, loses all messages, waits in slow mode, and is given the room without the old key", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    const sendButton = bo.page.getByRole("button", { name: "Send" });
    // Muted: the page says until when, and the draft stays.
    await bo.composer.fill("let me say");
    const cardOfBo = await openMemberCard(ada, "Bo");
    await cardOfBo.getByRole("button", { name: "10 min" }).click();
    await bo.page.locator(".composer-status", { hasText: "muted you until" }).waitFor();
    await bo.composer.press("Enter");
    await eventually(() => sendButton.isDisabled(), true);
    expect(await bo.composer.inputValue()).toBe("let me say");
    await bo.waitForRoomEvent("Ada muted Bo until");
    await ada.page.getByRole("button", { name: "Unmute" }).click();
    await bo.waitForRoomEvent("Ada unmuted Bo");
    await bo.page.locator(".composer-status", { hasText: "muted you until" }).waitFor({ state: "detached" });
    await bo.composer.press("Enter");
    await ada.waitForMessage("let me say");

    // All of Bo's messages are deleted, for everybody and for later visitors.
    await bo.send("buy this");
    await ada.waitForMessage("buy this");
    await cardOfBo.getByRole("button", { name: "Delete their messages…" }).click();
    await ada.page
      .getByRole("dialog", { name: "Delete everything" })
      .getByRole("button", { name: "Delete", exact: true })
      .click();
    for (const visitor of [ada, bo]) await visitor.page.locator(".message-deleted").nth(1).waitFor();
    await ada.closeDialogs();
    await ada.send("no, thank you");
    for (const visitor of [ada, bo]) {
      await eventually(() => visitor.messageTexts(), ["no, thank you"]);
    }
    const cy = await startApiTalker(app.server, address, "Cy");
    const told = JSON.stringify(cy.heard("welcome"));
    expect([told.includes("no, thank you"), told.includes("buy this")]).toEqual([true, false]);

    // In slow mode the wait is shown, and the draft stays meanwhile.
    expect((await (await asOwner(ada))("PATCH", "", { slowModeSeconds: 3 })).status).toBe(200);
    await bo.waitForRoomEvent("one message every 3 seconds");
    await bo.send("first");
    await bo.page.getByText(/you can send again in \d+ s\./).waitFor();
    await bo.composer.fill("second");
    await eventually(() => sendButton.isDisabled(), true);
    await bo.page.getByText(/you can send again in/).waitFor({ state: "detached" });
    await bo.composer.press("Enter");
    await ada.waitForMessage("second");

    // The former owner is an admin without a key to the room.
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Transfer ownership…" }).click();
    await ada.page.getByRole("button", { name: "Transfer", exact: true }).click();
    await bo.waitForRoomEvent("Ada transferred ownership to Bo");
    await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("owner").waitFor();
    await ada.closeDialogs();
    await ada.openAbout();
    await ada.page.getByRole("button", { name: "Leave room" }).waitFor();
    expect(await ada.page.getByRole("button", { name: "End the room…" }).count()).toBe(0);
    await ada.page.getByRole("button", { name: "Settings" }).click();
    await ada.page.getByLabel("Who can join").waitFor();
    expect(await ada.page.getByText("Your owner link").count()).toBe(0);
    await bo.openAbout();
    await bo.page.getByRole("button", { name: "End the room…" }).waitFor();
    cy.leave();
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

test("H11: a deletion is sent once it can no longer be undone, even after a reload", async () => {
  const { ada, address } = await app.hostRoom();
  const bo = await startApiTalker(app.server, address, "Bo");
  await ada.send("oh dear");
  await ada.waitForMessage("oh dear");
  await ada.page.locator(".message", { hasText: "oh dear" }).focus();
  await ada.page.keyboard.press("Delete");
  await ada.page.locator(".message-deleted").waitFor();
  expect(bo.heard("delete")).toEqual([]);
  await ada.page.reload();
  await ada.page.locator(".message-deleted").waitFor();
  await eventually(() => bo.heard("delete").length, 1);
  bo.leave();
  expect(await ada.problems()).toEqual([]);
});
