// Moderation: admins, removing, banning and muting members, handing the room over, slow mode, and what can be undone.
import { describe, expect, test } from "bun:test";
import type { Locator } from "playwright-core";
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

describe("moderating members", () => {
  test("G1, G2: an admin is appointed, and may do what the card shows and nothing else", async () => {
    const { ada, address } = await app.hostRoom();
    const [bo, cy] = await Promise.all([app.joinAs("Bo", address), app.joinAs("Cy", address)]);
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
    expect(await problemsOf(ada, bo, cy)).toEqual([]);
  });

  test("G3: removing a member can be undone, and a removed member is out", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Remove", exact: true }).click();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await ada.page.locator(".banner", { hasText: "Removing Bo…" }).waitFor({ state: "detached" });
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Remove", exact: true }).click();
    await bo.send("still here");
    await bo.waitForHeading("You were removed");
    await ada.waitForRoomEvent("Ada removed Bo");
    await bo.page.getByText("You can come back in 5 minutes").waitFor();
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G20: a removed member is let back in from the list of people or by an invite, and their page notices", async () => {
    const { ada, address } = await app.hostRoom();
    const [bo, cy] = await Promise.all([app.joinAs("Bo", address), app.joinAs("Cy", address)]);
    const code = new URL(address).pathname.slice(1);
    const key = await ada.page.evaluate(
      () => Object.entries(localStorage).find(([name]) => name.includes(":key:"))?.[1],
    );
    const ask = (path: string) =>
      fetch(`${app.server.url}/api/rooms/${code}/${path}`, {
        method: "POST",
        headers: { "x-owner-key": key?.split(" ")[1] ?? "" },
        body: "{}",
      });
    for (const visitor of [bo, cy]) {
      const id = await visitor.page.evaluate(() => JSON.parse(localStorage.getItem("mayfly:/:identity") ?? "{}").id);
      expect((await ask(`members/${id}/kick`)).status).toBe(204);
      await visitor.waitForHeading("You were removed");
    }
    await ada.page.getByRole("button", { name: "1 here" }).click();
    await ada.page
      .locator(".ban-list li", { hasText: "Cy" })
      .getByText(/can return at \d/)
      .waitFor();
    await ada.page.getByRole("button", { name: "Let Bo back in" }).click();
    await ada.page.locator(".ban-list li", { hasText: "Bo" }).waitFor({ state: "detached" });
    await bo.waitUntilJoined();
    const { invite } = await (await ask("invites")).json();
    await cy.page.evaluate((secret) => {
      location.hash = `invite=${secret}`;
    }, invite);
    await cy.waitUntilJoined();
    await ada.page.locator(".ban-list").waitFor({ state: "detached" });
    expect(await problemsOf(ada, bo, cy)).toEqual([]);
  });

  test("G3, G18: a banned member stays out until the ban is lifted", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
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

  test("G3: a muted member sees until when, keeps their draft, and can send again when unmuted", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    await bo.composer.fill("let me say");
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "10 min" }).click();
    await bo.page.locator(".composer-status", { hasText: "muted you until" }).waitFor();
    await bo.composer.press("Enter");
    await eventually(() => bo.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    expect(await bo.composer.inputValue()).toBe("let me say");
    await bo.waitForRoomEvent("Ada muted Bo until");
    await ada.page.getByRole("button", { name: "Unmute" }).click();
    await bo.waitForRoomEvent("Ada unmuted Bo");
    await bo.page.locator(".composer-status", { hasText: "muted you until" }).waitFor({ state: "detached" });
    await bo.composer.press("Enter");
    await ada.waitForMessage("let me say");
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G3: all messages of a member are deleted, for everybody and for later visitors", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    for (const text of ["buy this", "and this"]) await bo.send(text);
    await ada.send("no, thank you");
    await ada.waitForMessage("and this");
    await bo.waitForMessage("no, thank you");
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Delete their messages…" }).click();
    await ada.page
      .getByRole("dialog", { name: "Delete everything" })
      .getByRole("button", { name: "Delete", exact: true })
      .click();
    for (const visitor of [ada, bo]) {
      await visitor.page.locator(".message-deleted").nth(1).waitFor();
      await eventually(() => visitor.messageTexts(), ["no, thank you"]);
    }
    const cy = await app.visit(address);
    await cy.waitForMessage("no, thank you");
    expect(await cy.page.getByText("buy this").count()).toBe(0);
    expect(await problemsOf(ada, bo, cy)).toEqual([]);
  });

  test("G9: a room is handed over, and its former owner is an admin without a key to it", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    await (await openMemberCard(ada, "Bo")).getByRole("button", { name: "Transfer ownership…" }).click();
    await ada.page.getByRole("button", { name: "Transfer", exact: true }).click();
    await bo.waitForRoomEvent("Ada transferred ownership to Bo");
    await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("owner").waitFor();
    await closeDialog(ada);
    await ada.openAbout();
    await ada.page.getByRole("button", { name: "Leave room" }).waitFor();
    expect(await ada.page.getByRole("button", { name: "End the room…" }).count()).toBe(0);
    await ada.page.getByRole("button", { name: "Settings" }).click();
    await ada.page.getByLabel("Who can join").waitFor();
    expect(await ada.page.getByText("Your owner link").count()).toBe(0);
    await bo.openAbout();
    await bo.page.getByRole("button", { name: "End the room…" }).waitFor();
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G11: slow mode shows the wait, and the draft stays meanwhile", async () => {
    const { ada, address } = await app.hostRoom();
    await ada.openSettings();
    await ada.page.getByLabel("Slow mode").selectOption("10");
    await ada.waitForRoomEvent("one message every 10 seconds");
    const bo = await app.joinAs("Bo", address);
    await bo.send("first");
    await bo.page.getByText(/you can send again in \d+ s\./).waitFor();
    await bo.composer.fill("second");
    await eventually(() => bo.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    await bo.page.getByText(/you can send again in/).waitFor({ state: "detached", timeout: 15_000 });
    await bo.composer.press("Enter");
    await ada.waitForMessage("second");
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

test("H11: a deletion is sent once it can no longer be undone, even after a reload", async () => {
  const { ada, address } = await app.hostRoom();
  const bo = await app.joinAs("Bo", address);
  await ada.send("oh dear");
  await bo.waitForMessage("oh dear");
  await ada.page.locator(".message", { hasText: "oh dear" }).focus();
  await ada.page.keyboard.press("Delete");
  await ada.page.locator(".message-deleted").waitFor();
  await ada.page.reload();
  await ada.page.locator(".message-deleted").waitFor();
  await bo.page.locator(".message-deleted").waitFor({ timeout: 10_000 });
  expect(await problemsOf(ada, bo)).toEqual([]);
});
