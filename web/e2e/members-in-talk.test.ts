// Members where they talk: their card from the transcript, moderation in a message's menu, hiding somebody for oneself, and
// knocks.
import { expect, test } from "bun:test";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const cardOf = ({ page }: Visitor, name: string) => page.getByRole("dialog", { name, exact: true });
const messageOf = ({ page }: Visitor, text: string) => page.locator(".message", { hasText: text });

/** Opens the menu of a message with the right mouse button. */
async function openMenu(visitor: Visitor, text: string) {
  await messageOf(visitor, text).locator(".message-text").click({ button: "right" });
  const menu = visitor.page.getByRole("dialog", { name: "Message actions" });
  await menu.waitFor();
  return menu;
}

test("G18: name and face open a card, a message's menu moderates for those who may, and three who wait are let in at once", async () => {
  const { ada, address } = await app.hostRoom();
  const bo = await startApiTalker(app.server, address, "Bo");
  const cy = await app.joinAs("Cy", address);
  const { page } = ada;
  await bo.say("hello");
  await ada.waitForMessage("hello");
  await cy.waitForMessage("hello");

  // By mouse and by keys, and the focus returns.
  await messageOf(ada, "hello").locator(".message-face").click();
  await cardOf(ada, "Bo").waitFor();
  await page.keyboard.press("Escape");
  await cardOf(ada, "Bo").waitFor({ state: "detached" });
  await messageOf(ada, "hello").focus();
  await page.keyboard.press("Tab");
  await eventually(() => page.evaluate(() => document.activeElement?.className), "message-name");
  await page.keyboard.press("Enter");
  await cardOf(ada, "Bo").waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => page.evaluate(() => document.activeElement?.className), "message-name");
  await bo.say("and more");
  await ada.send("yes");
  await ada.waitForMessage("yes");
  await page.mouse.move(0, 0);
  await eventually(() => page.locator(".message-name[tabindex='0']").count(), 0);

  const menu = await openMenu(cy, "hello");
  expect(await menu.getByRole("button", { name: "Mute 10 min" }).count()).toBe(0);
  expect(await menu.getByRole("button", { name: "Ban…" }).count()).toBe(0);
  await cy.page.keyboard.press("Escape");
  await (await openMenu(ada, "hello")).getByRole("button", { name: "Mute 10 min" }).click();
  await cy.waitForRoomEvent("Ada muted Bo until");
  await (await openMenu(ada, "hello")).getByRole("button", { name: "Delete all of theirs…" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await cy.page.locator(".message-deleted").nth(1).waitFor();
  await cy.send("me too");
  await ada.waitForMessage("me too");

  // A card that is open in another tab says that its member was banned.
  const second = await ada.openTab(address);
  await second.locator(".message-name", { hasText: "Cy" }).click();
  await second.getByRole("dialog", { name: "Cy", exact: true }).getByRole("button", { name: "Ban…" }).waitFor();
  await (await openMenu(ada, "me too")).getByRole("button", { name: "Ban…" }).click();
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await cy.waitForHeading("You were banned from this room");
  await second.getByRole("button", { name: "Unban" }).click();
  await second.getByRole("button", { name: "Ban…" }).waitFor();
  await ada.waitForRoomEvent("Ada unbanned Cy");

  await ada.openSettings();
  await page.getByLabel("Who can join").selectOption("knock");
  await page.getByText("Saved.").waitFor();
  await ada.closeDialogs();
  const knock = async (name: string) => {
    const { token } = await app.server.post("sessions", { name });
    const headers = { authorization: `Bearer ${token}` };
    const path = `${new URL(address).pathname}/join`;
    const answer = await fetch(`${app.server.url}/api/rooms${path}`, { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(202);
  };
  for (const name of ["Di", "Ed"]) await knock(name);
  await page.locator("[data-knock]").nth(1).waitFor();
  expect(await page.getByRole("button", { name: "Let all in" }).count()).toBe(0);
  await knock("Flo");
  await page.getByRole("button", { name: "Let all in" }).click();
  for (const name of ["Di", "Ed", "Flo"]) await ada.waitForRoomEvent(`Ada let ${name} in`);
  await page.locator(".knocks").waitFor({ state: "detached" });
  bo.leave();
  expect([...(await ada.problems()), ...(await cy.problems())]).toEqual([]);
});

test("G18, G19: a guest mentions somebody from their card, hides their messages, sees one of them, and shows them all again", async () => {
  const address = await app.createRoom();
  const ada = await startApiTalker(app.server, address, "Ada");
  const bo = await app.joinAs("Bo", address);
  const { page } = bo;
  await bo.composer.fill("well,");
  await page.locator(".room-people .roster button", { hasText: "Ada" }).click();
  await cardOf(bo, "Ada").getByRole("button", { name: "Mention" }).click();
  await eventually(() => bo.composer.inputValue(), "well, @Ada ");
  await eventually(() => bo.composer.evaluate((field) => field === document.activeElement), true);

  await bo.send("hello");
  await bo.waitForMessage("hello");
  await ada.say("are you there?");
  await bo.waitForMessage("are you there?");
  await page.locator(".message-name", { hasText: "Ada" }).click();
  await cardOf(bo, "Ada").getByRole("button", { name: "Hide their messages for me" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("Hidden message").waitFor();
  expect(await bo.messageTexts()).toEqual(["hello"]);
  await page.reload();
  await ada.say("hm");
  await eventually(() => page.getByText("Hidden message").count(), 2);
  await page.locator(".hidden-message button").first().click();
  await bo.waitForMessage("are you there?");
  await page.locator(".message-name", { hasText: "Ada" }).first().click();
  await cardOf(bo, "Ada").getByRole("button", { name: "Show their messages" }).click();
  await page.keyboard.press("Escape");
  await eventually(() => bo.messageTexts(), ["hello", "are you there?", "hm"]);
  ada.leave();
  expect(await bo.problems()).toEqual([]);
});
