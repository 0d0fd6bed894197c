// Members where they talk: their card from the transcript, moderation in a message's menu, hiding somebody for oneself,
// knocks, and finding somebody in a long list.
import { describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

const cardOf = ({ page }: Visitor, name: string) => page.getByRole("dialog", { name, exact: true });
const messageOf = ({ page }: Visitor, text: string) => page.locator(".message", { hasText: text });

/** Opens the menu of a message with the right mouse button. */
async function openMenu(visitor: Visitor, text: string) {
  await messageOf(visitor, text).locator(".message-text").click({ button: "right" });
  const menu = visitor.page.getByRole("dialog", { name: "Message actions" });
  await menu.waitFor();
  return menu;
}

/** Opens a room in which Bo has written "hello" to Ada, its owner. */
async function talk() {
  const { ada, address } = await app.hostRoom();
  const bo = await app.joinAs("Bo", address);
  await bo.send("hello");
  await ada.waitForMessage("hello");
  return { ada, bo, address };
}

describe("in the transcript", () => {
  test("G18: name and face open a member's card, by mouse and by keys, and the focus returns", async () => {
    const { ada, bo } = await talk();
    await messageOf(ada, "hello").locator(".message-face").click();
    await cardOf(ada, "Bo").waitFor();
    await ada.page.keyboard.press("Escape");
    await cardOf(ada, "Bo").waitFor({ state: "detached" });
    await messageOf(ada, "hello").focus();
    await ada.page.keyboard.press("Tab");
    await eventually(() => ada.page.evaluate(() => document.activeElement?.className), "message-name");
    await ada.page.keyboard.press("Enter");
    await cardOf(ada, "Bo").waitFor();
    await ada.page.keyboard.press("Escape");
    await eventually(() => ada.page.evaluate(() => document.activeElement?.className), "message-name");
    await bo.send("and more");
    await ada.send("yes");
    await ada.waitForMessage("yes");
    await ada.page.mouse.move(0, 0);
    await eventually(() => ada.page.locator(".message-name[tabindex='0']").count(), 0);
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G18: a message's menu mutes, removes, bans and deletes all, for those who may", async () => {
    const { ada, bo, address } = await talk();
    const cy = await app.joinAs("Cy", address);
    await cy.waitForMessage("hello");
    const menu = await openMenu(cy, "hello");
    expect(await menu.getByRole("button", { name: "Mute 10 min" }).count()).toBe(0);
    expect(await menu.getByRole("button", { name: "Ban…" }).count()).toBe(0);
    await (await openMenu(ada, "hello")).getByRole("button", { name: "Mute 10 min" }).click();
    await bo.waitForRoomEvent("Ada muted Bo until");
    await (await openMenu(ada, "hello")).getByRole("button", { name: "Delete all of theirs…" }).click();
    await ada.page.getByRole("button", { name: "Delete", exact: true }).click();
    await cy.page.locator(".message-deleted").waitFor();
    await cy.page.keyboard.press("Escape");
    await cy.send("me too");
    await (await openMenu(ada, "me too")).getByRole("button", { name: "Ban…" }).click();
    await ada.page.getByRole("button", { name: "Ban", exact: true }).click();
    await cy.waitForHeading("You were banned from this room");
    expect(await problemsOf(ada, bo, cy)).toEqual([]);
  });

  test("G18: a card left open says that its member was banned by somebody else", async () => {
    const { ada, bo, address } = await talk();
    const second = await ada.openTab(address);
    await second.locator(".message-name", { hasText: "Bo" }).click();
    await second.getByRole("dialog", { name: "Bo", exact: true }).getByRole("button", { name: "Ban…" }).waitFor();
    await (await openMenu(ada, "hello")).getByRole("button", { name: "Ban…" }).click();
    await ada.page.getByRole("button", { name: "Ban", exact: true }).click();
    await second.getByRole("button", { name: "Unban" }).click();
    await second.getByRole("button", { name: "Ban…" }).waitFor();
    await ada.waitForRoomEvent("Ada unbanned Bo");
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

describe("a guest", () => {
  test("G19: hides somebody's messages, sees one of them, and shows them all again", async () => {
    const { ada, bo } = await talk();
    await ada.send("are you there?");
    await bo.waitForMessage("are you there?");
    await bo.page.locator(".message-name", { hasText: "Ada" }).click();
    await cardOf(bo, "Ada").getByRole("button", { name: "Hide their messages for me" }).click();
    await bo.page.keyboard.press("Escape");
    await bo.page.getByText("Hidden message").waitFor();
    expect(await bo.messageTexts()).toEqual(["hello"]);
    await bo.page.reload();
    await ada.send("hm");
    await eventually(() => bo.page.getByText("Hidden message").count(), 2);
    await bo.page.locator(".hidden-message button").first().click();
    await bo.waitForMessage("are you there?");
    await bo.page.locator(".message-name", { hasText: "Ada" }).first().click();
    await cardOf(bo, "Ada").getByRole("button", { name: "Show their messages" }).click();
    await bo.page.keyboard.press("Escape");
    await eventually(() => bo.messageTexts(), ["hello", "are you there?", "hm"]);
    expect(await problemsOf(ada, bo)).toEqual([]);
  });

  test("G18: mentions somebody from their card", async () => {
    const { ada, bo } = await talk();
    await bo.composer.fill("well,");
    await bo.page.locator(".room-people .roster button", { hasText: "Ada" }).click();
    await cardOf(bo, "Ada").getByRole("button", { name: "Mention" }).click();
    await eventually(() => bo.composer.inputValue(), "well, @Ada ");
    await eventually(() => bo.composer.evaluate((field) => field === document.activeElement), true);
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

test("G18: three who wait are let in at once", async () => {
  const { ada, address } = await app.hostRoom();
  await ada.openSettings();
  await ada.page.getByLabel("Who can join").selectOption("knock");
  await ada.page.getByText("Saved.").waitFor();
  await ada.closeDialogs();
  const code = new URL(address).pathname.slice(1);
  const knock = async (name: string) => {
    const { token } = await app.server.post("sessions", { name });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${app.server.url}/api/rooms/${code}/join`, { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(202);
  };
  for (const name of ["Bo", "Cy"]) await knock(name);
  await ada.page.locator("[data-knock]").nth(1).waitFor();
  expect(await ada.page.getByRole("button", { name: "Let all in" }).count()).toBe(0);
  await knock("Di");
  await ada.page.getByRole("button", { name: "Let all in" }).click();
  for (const name of ["Bo", "Cy", "Di"]) await ada.waitForRoomEvent(`Ada let ${name} in`);
  await ada.page.locator(".knocks").waitFor({ state: "detached" });
  expect(await ada.problems()).toEqual([]);
});

test("P6: a long list of people is searched by name, and tells how many are away", async () => {
  const { ada, address } = await app.hostRoom();
  const code = new URL(address).pathname.slice(1);
  const sockets: WebSocket[] = [];
  for (const name of [...Array.from({ length: 13 }, (_, at) => `Guest ${at + 1}`), "José"]) {
    if (sockets.length === 13) {
      await ada.page.getByRole("button", { name: "14 here" }).click();
      const short = ada.page.getByRole("dialog", { name: "14 here" });
      await short.waitFor();
      expect(await short.getByRole("searchbox").count()).toBe(0);
      await ada.page.keyboard.press("Escape");
      await short.waitFor({ state: "detached" });
    }
    const { token } = await app.server.post("sessions", { name });
    const socket = new WebSocket(`${app.server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
    sockets.push(socket);
    await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
  }
  sockets[0]?.send(JSON.stringify({ type: "away", on: true }));
  await ada.page.getByRole("button", { name: "15 here" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "15 here" });
  await dialog.getByText("1 of them is away").waitFor();
  await dialog.getByRole("searchbox", { name: "Find a person" }).fill("jose");
  await eventually(() => dialog.locator(".member-row-name").allInnerTexts(), ["José"]);
  await dialog.getByRole("searchbox").fill("nobody");
  await dialog.getByText("Nobody by that name.").waitFor();
  for (const socket of sockets) socket.close();
  expect(await ada.problems()).toEqual([]);
});
