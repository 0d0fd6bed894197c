// Who may not write, and who was removed: read-only rooms, muted members, and the way back after five minutes.
import { expect, test } from "bun:test";
import type { ApiTalker } from "./api-talker.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Does something to a member as the owner of the room, over REST. */
async function moderate(owner: ApiTalker, action: string, { page }: Visitor, body: object = {}): Promise<void> {
  const id = await page.evaluate(() => JSON.parse(localStorage.getItem("mayfly:/:identity") ?? "{}").id);
  expect((await owner.ask("POST", `members/${id}/${action}`, body)).status).toBe(204);
}

const stateOf = ({ composer }: Visitor) =>
  composer.evaluate((field: HTMLTextAreaElement) => ({
    readOnly: field.readOnly,
    disabled: field.getAttribute("aria-disabled"),
    placeholder: field.placeholder.replace(/[\u2066-\u2069]/g, ""),
    text: field.value,
  }));

const WRITABLE = { readOnly: false, disabled: "false", placeholder: "Say something…" };

test("G15, G17, G20: a muted member is told by whom and why, a removed one how long, gets a new room first, and comes back once let in", async () => {
  const { ada, address } = await app.hostWithoutBrowser();
  const bo = await app.joinAs("Bo", address);
  await moderate(ada, "mute", bo, { minutes: 10, reason: "too loud" });
  await eventually(
    async () => {
      const { placeholder, ...rest } = await stateOf(bo);
      return { ...rest, says: /^Ada muted you until .+: too loud$/.test(placeholder) };
    },
    { readOnly: true, disabled: "true", text: "", says: true },
  );
  expect(await bo.page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  await moderate(ada, "unmute", bo);
  await eventually(() => stateOf(bo), { ...WRITABLE, text: "" });
  await bo.send("sorry");
  await eventually(() => ada.heard("chat").map(({ message }) => message), ["sorry"]);

  await moderate(ada, "kick", bo);
  await bo.waitForHeading("You were removed");
  await bo.page.getByText("You can come back in 5 minutes, or as soon as the hosts let you back in.").waitFor();
  expect(await bo.page.getByRole("button").allInnerTexts()).toEqual(["New room"]);
  expect(await bo.page.getByRole("button", { name: "New room" }).getAttribute("data-look")).toBe("primary");
  await bo.page.reload();
  await bo.page.getByText(/You can come back in [45] minutes,/).waitFor();
  const { found, check } = createAxeInspection(bo.page);
  await check("removed", bo.page.getByRole("button", { name: "New room" }));
  expect(found).toEqual({});
  await moderate(ada, "admit", bo);
  await bo.waitUntilJoined();
  ada.leave();
  expect(await bo.problems()).toEqual([]);
});

test("G15: the page offers to come back when the time is over", async () => {
  const { ada, address } = await app.hostWithoutBrowser();
  const cy = await app.visit(address, {}, async (page) => {
    // As if almost all of the five minutes had passed.
    await page.routeWebSocket(/\/ws\//, (route) => {
      route.connectToServer().onMessage((frame) => {
        route.send(String(frame).replace(/"retryAfterMs":\d+/, '"retryAfterMs":3000'));
      });
    });
  });
  await cy.waitUntilJoined();
  await moderate(ada, "kick", cy);
  await cy.page.getByText("You can come back in 1 minute,").waitFor();
  await moderate(ada, "admit", cy);
  await cy.page.getByRole("button", { name: "Come back" }).click();
  await cy.waitUntilJoined();
  ada.leave();
  expect(await cy.problems()).toEqual([]);
});

test("G16: a room can be read-only from the start, and in it others read and react, and their draft waits until they may write", async () => {
  const ada = await app.visit(app.lobby);
  await ada.page.getByText("More options").click();
  await ada.page.getByLabel("Who can write").selectOption("only the owner and admins");
  const address = await ada.createRoom();
  expect((await stateOf(ada)).readOnly).toBe(false);
  const bo = await app.joinAs("Bo", address);
  const blocked = { readOnly: true, disabled: "true", placeholder: "Only the hosts can write here" };
  await eventually(() => stateOf(bo), { ...blocked, text: "" });
  await ada.openSettings();
  await ada.page.getByLabel("Who can write").selectOption("everyone");
  await eventually(() => stateOf(bo), { ...WRITABLE, text: "" });
  await bo.composer.fill("my draft");
  await ada.page.getByLabel("Who can write").selectOption("only the owner and admins");
  await bo.waitForRoomEvent("made the room read-only");
  await ada.closeDialogs();
  await eventually(() => stateOf(bo), { ...blocked, text: "my draft" });
  await bo.page.locator(".composer-status", { hasText: "Only the hosts can write here" }).waitFor();
  await bo.composer.focus();
  for (const key of ["Enter", "Escape", "x"]) await bo.page.keyboard.press(key);
  expect((await stateOf(bo)).text).toBe("my draft");
  await ada.send("Welcome, all");
  await bo.waitForMessage("Welcome, all");
  await bo.page.locator(".message", { hasText: "Welcome, all" }).hover();
  await bo.page.locator(".message", { hasText: "Welcome, all" }).getByRole("button", { name: "React" }).click();
  await bo.page.getByRole("button", { name: "👍" }).first().click();
  await ada.page.locator(".message", { hasText: "Welcome, all" }).getByRole("button", { name: /👍/ }).waitFor();
  const { found, check } = createAxeInspection(bo.page);
  await check("read-only", bo.composer);
  expect(found).toEqual({});
  await ada.openSettings();
  await ada.page.getByLabel("Who can write").selectOption("everyone");
  await eventually(() => stateOf(bo), { ...WRITABLE, text: "my draft" });
  await bo.composer.press("Enter");
  await ada.waitForMessage("my draft");
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});
