// The dialog that says what a room is, its settings, and leaving it.
import { describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const problemsOf = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.problems()))).flat();

const focusedText = ({ page }: Visitor) => page.evaluate(() => document.activeElement?.textContent);

/** Returns the keys of what the browser keeps, without their prefix. */
const storedKeys = ({ page }: Visitor) =>
  page.evaluate(() =>
    [...Object.keys(localStorage), ...Object.keys(sessionStorage)].map((key) => key.slice("mayfly:/:".length)),
  );

/** Returns what About says, by its label. */
const factsOf = ({ page }: Visitor): Promise<Record<string, string>> =>
  page
    .locator(".about-facts dt")
    .evaluateAll((labels) =>
      Object.fromEntries(labels.map((label) => [label.textContent, label.nextElementSibling?.textContent ?? ""])),
    );

describe("what a room is", () => {
  test("S19: anybody reads it, and only those who may change something have settings, which save at once", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    const shownCode = new URL(address).pathname.slice(1);
    await bo.page.locator(".room-header-title").click();
    const untitled = { "Who can join": "anyone with the link", "Who can write": "everyone", People: "2 here" };
    await eventually(() => factsOf(bo), expect.objectContaining({ ...untitled, Owner: "Ada" }));
    expect(await bo.page.getByRole("button", { name: "Settings" }).count()).toBe(0);

    await ada.openSettings();
    const { page } = ada;
    const saved = page.getByRole("status").filter({ hasText: "Saved." });
    await page.getByLabel("Title").fill("Boat trip");
    await page.keyboard.press("Enter");
    await saved.waitFor();
    await bo.page.locator(".about-facts dd", { hasText: shownCode }).waitFor();
    const isSelected = () => bo.page.evaluate(() => getSelection()?.toString());
    await bo.page.locator(".about-facts dd bdi").evaluate((name) => getSelection()?.selectAllChildren(name));
    // Somebody else changes the title, and Ada sets it back.
    const [, ownerKey = ""] = await page.evaluate(() => {
      const [, stored = ""] = Object.entries(localStorage).find(([name]) => name.includes(":key:")) ?? [];
      return stored.split(" ");
    });
    const changed = await fetch(new URL(`api/rooms/${shownCode}`, app.lobby), {
      method: "PATCH",
      headers: { "x-owner-key": ownerKey, "content-type": "application/json" },
      body: JSON.stringify({ title: "Walk" }),
    });
    expect(changed.status).toBe(200);
    await eventually(() => page.getByLabel("Title").inputValue(), "Walk");
    await page.getByLabel("Title").fill("Boat trip");
    await page.getByLabel("Maximum people").fill("many");
    await bo.page.locator(".about-facts-name", { hasText: "Boat trip" }).waitFor();
    await page.keyboard.press("Tab");
    await page.getByLabel("When everyone has left").selectOption("end it after 5 minutes");
    await page.getByRole("alert").filter({ hasText: "From 1 to 100,000." }).waitFor();
    await page.getByLabel("Maximum people").fill("7");
    await page.keyboard.press("Tab");
    await page.getByLabel("Slow mode").selectOption("10");
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.getByLabel("Who can join").selectOption("password");
    await page.getByText("Set a password for the room.").waitFor();
    // Whoever closes the dialog while they write has written.
    await page.getByLabel("Room password").fill("sesame");
    await ada.closeDialogs();
    await bo.waitForRoomEvent("Ada set a password for joining");
    const facts = {
      Code: shownCode,
      People: "2 here, 7 at most",
      "Who can join": "with a password",
      "Slow mode": "one message every 10 seconds",
      "When everyone has left": "it ends after 5 minutes",
    };
    await eventually(() => factsOf(bo), expect.objectContaining(facts));
    // What somebody has selected, to copy it, outlives whatever changes beside it.
    expect(await isSelected()).toBe("Ada");
    expect(await problemsOf(ada, bo)).toEqual([]);
  });
});

describe("leaving", () => {
  test("S20: keeps the room for later, or forgets it here; by mouse and by keys", async () => {
    const address = await app.createRoom({ title: "Boat" });
    const bo = await app.joinAs("Bo", address);
    await bo.openAbout();
    await bo.page.getByText("You can come back until it ends.").waitFor();
    await bo.page.getByRole("button", { name: "Leave room" }).click();
    await bo.waitForHeading("You left this room");
    await eventually(() => focusedText(bo), "You left this room");
    expect(await storedKeys(bo)).toContain("lately");
    await bo.page.keyboard.press("Tab");
    await bo.page.keyboard.press("Enter");
    await bo.waitUntilJoined();
    await bo.composer.fill("a draft");
    await bo.openAbout();
    await bo.page.getByRole("button", { name: "Leave and forget me" }).focus();
    await bo.page.keyboard.press("Enter");
    await bo.page.getByText("This browser has forgotten it.").waitFor();
    await eventually(() => storedKeys(bo), ["identity"]);
    await bo.page.getByRole("link", { name: "All rooms" }).click();
    await bo.page.getByRole("button", { name: "New room" }).waitFor();
    expect(await bo.page.getByText("Boat").count()).toBe(0);
    expect(await bo.problems()).toEqual([]);
  });

  test("S20: an owner is told the consequence, keeps the key or forgets it, and the focus is given back; by touch", async () => {
    const { ada, address } = await app.hostRoom({}, PHONE);
    const keyName = `key:${new URL(address).pathname.slice(1).replace("-", "")}`;
    const button = (name: string) => ada.page.getByRole("button", { name, exact: true });
    await button("About this room").tap();
    await button("Leave room").tap();
    await ada.page.getByText("you stay its owner").waitFor();
    await button("Stay").tap();
    await eventually(() => focusedText(ada), "Leave room");
    await button("Leave room").tap();
    await ada.page.locator(".dialog-danger[data-sure]").tap();
    await ada.waitForHeading("You left this room");
    expect(await storedKeys(ada)).toContain(keyName);
    await button("Come back").tap();
    await ada.waitUntilJoined();
    await button("About this room").tap();
    await button("Leave and forget me").tap();
    const question = ada.page.getByRole("dialog", { name: "Leave this room?" });
    await question.getByRole("button", { name: "Show" }).tap();
    expect(await question.locator(".owner-link").textContent()).toContain("#key=");
    await question.getByRole("button", { name: "Leave and forget me" }).tap();
    await ada.page.getByText("This browser has forgotten it.").waitFor();
    await eventually(() => storedKeys(ada), ["identity"]);
    expect(await ada.problems()).toEqual([]);
  });
});
