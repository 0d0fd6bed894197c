// Keeping a room: who comes in and how, what is done to whom, and what can be taken back.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

afterEach(() => endVisits(browser));

async function arrive(address: string, name?: string): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, address);
  if (name === undefined) return visitor;
  await visitor.isHere();
  await visitor.rename(name);
  return visitor;
}

/** Ada in a room of hers. */
async function host(): Promise<{ ada: Visitor; address: string }> {
  const ada = await Visitor.arrive(browser, `${server.url}/`);
  const address = await ada.makeRoom();
  await ada.rename("Ada");
  return { ada, address };
}

const heading = ({ page }: Visitor, name: string) => page.getByRole("heading", { name }).waitFor();
const line = ({ page }: Visitor, words: string) =>
  page.locator(".transcript-note", { hasText: words }).first().waitFor();
const complaints = async (...visitors: Visitor[]) =>
  (await Promise.all(visitors.map((visitor) => visitor.complaints()))).flat();

/** Opens somebody's card from the roster beside the talk. */
async function card({ page }: Visitor, name: string) {
  await page.locator(".room-people .roster button", { hasText: name }).click();
  const dialog = page.getByRole("dialog", { name: "Member" });
  await dialog.getByText(name).waitFor();
  return dialog;
}

async function setEntry({ page }: Visitor, entry: string): Promise<void> {
  await page.getByRole("button", { name: "About this room" }).click();
  await page.getByLabel("Newcomers come in").selectOption(entry);
}

const leaveDialog = ({ page }: Visitor) => page.keyboard.press("Escape");

describe("a room with a password", () => {
  test("G10: is opened by it alone, and what was wrong is said", async () => {
    const { ada, address } = await host();
    await setEntry(ada, "password");
    await ada.page.getByLabel("Password of the room").fill("sesame");
    await ada.page.locator(".roomsettings").getByRole("button", { name: "Save" }).click();
    await ada.page.getByText("Saved.").waitFor();
    await leaveDialog(ada);
    await line(ada, "Ada set a password for newcomers");
    const bo = await arrive(address);
    await heading(bo, "This room asks for a password");
    const field = bo.page.getByLabel("Password of the room");
    await field.fill("simsalabim");
    await field.press("Enter");
    await bo.page.getByText("That is not this room’s password.").waitFor();
    await field.fill("sesame");
    await field.press("Enter");
    await bo.isHere();
    await bo.page.reload();
    await bo.isHere();
    await bo.say("here I am");
    await ada.hears("here I am");
    expect(await complaints(ada, bo)).toEqual([]);
  });
});

describe("a room to knock at", () => {
  test("G7: opens when somebody lets them in, by click or by key, or doesn't", async () => {
    const { ada, address } = await host();
    await setEntry(ada, "knock");
    await line(ada, "Ada asks newcomers to knock");
    await leaveDialog(ada);
    const [bo, cy, di] = await Promise.all([arrive(address), arrive(address), arrive(address)]);
    for (const visitor of [bo, cy, di]) await heading(visitor, "Waiting to be let in");
    const knocks = ada.page.getByRole("region", { name: "At the door" }).locator("li");
    await knocks.nth(2).waitFor();
    const nameOf = ({ page }: Visitor) => page.locator(".farewell-words b").textContent();
    await ada.page.getByRole("button", { name: `Let in ${await nameOf(bo)}` }).click();
    await bo.isHere();
    await knocks.nth(2).waitFor({ state: "detached" });
    // Whoever was here first is answered by a key, as is who has the focus.
    await ada.page.getByRole("button", { name: `Not now, ${await nameOf(cy)}` }).focus();
    await ada.page.keyboard.press("-");
    await heading(cy, "You were not let in");
    await ada.page.getByRole("button", { name: `Let in ${await nameOf(di)}` }).focus();
    await ada.page.keyboard.press("+");
    await di.isHere();
    await knocks.first().waitFor({ state: "detached" });
    await di.page.reload();
    await di.isHere();
    expect(await complaints(ada, bo, cy, di)).toEqual([]);
  });

  test("G7: who waits no more is gone from the door", async () => {
    const { ada, address } = await host();
    await setEntry(ada, "knock");
    await leaveDialog(ada);
    const bo = await arrive(address);
    await ada.page.getByRole("region", { name: "At the door" }).waitFor();
    await bo.page.getByRole("link", { name: "Wait no more" }).click();
    await bo.page.getByRole("button", { name: "New room" }).waitFor();
    await ada.page.getByRole("region", { name: "At the door" }).waitFor({ state: "detached" });
    expect(await complaints(ada, bo)).toEqual([]);
  });
});

describe("a room for its members", () => {
  test("G5, G8: is none to others, and opens to one invited, once", async () => {
    const { ada, address } = await host();
    await setEntry(ada, "members");
    await line(ada, "Ada made the room for members only");
    await leaveDialog(ada);
    const [bo, cy] = await Promise.all([arrive(address), arrive(`${server.url}/`)]);
    await heading(bo, "There is no such room");
    await ada.page.getByRole("button", { name: "Invite" }).click();
    await ada.page.getByRole("button", { name: "Make a link" }).click();
    const link = (await ada.page.locator(".invites-link [translate]").textContent()) ?? "";
    await ada.page.locator(".invites-list", { hasText: "for one person" }).waitFor();
    await cy.page.goto(link);
    await cy.isHere();
    expect(cy.page.url()).toBe(address);
    await bo.page.goto(link);
    await heading(bo, "There is no such room");
    expect(bo.page.url()).not.toContain("invite");
    await cy.page.reload();
    await cy.isHere();
    expect(await complaints(ada, bo, cy)).toEqual([]);
  });

  test("G8: an invite that was taken back lets nobody in, and a locked room says that it is", async () => {
    const { ada, address } = await host();
    await setEntry(ada, "locked");
    await leaveDialog(ada);
    await ada.page.getByRole("button", { name: "Invite" }).click();
    await ada.page.getByRole("button", { name: "Make a link" }).click();
    const link = (await ada.page.locator(".invites-link [translate]").textContent()) ?? "";
    await ada.page.getByRole("button", { name: "Take back" }).click();
    await ada.page.locator(".invites-list").waitFor({ state: "detached" });
    const bo = await arrive(link);
    await bo.page.getByText("This invite is used up, or no longer good.").waitFor();
    expect(await bo.complaints()).toEqual([expect.stringContaining("403")]);
    await bo.page.getByRole("button", { name: "Try again" }).click();
    await heading(bo, "This room is locked");
    expect(bo.page.url()).toBe(address);
    expect(await complaints(ada, bo)).toEqual([]);
  });
});

describe("what is done to people", () => {
  test("G1, G2: an admin is made, and may do what the card shows and nothing else", async () => {
    const { ada, address } = await host();
    const [bo, cy] = await Promise.all([arrive(address, "Bo"), arrive(address, "Cy")]);
    const none = await card(bo, "Cy");
    expect(await none.getByRole("button").count()).toBe(1);
    await leaveDialog(bo);
    await (await card(ada, "Bo")).getByRole("button", { name: "Make admin" }).click();
    await line(bo, "Ada made Bo an admin");
    await leaveDialog(ada);
    await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("admin").waitFor();
    const some = await card(bo, "Cy");
    await some.getByRole("button", { name: "Show out" }).waitFor();
    expect(await some.getByRole("button", { name: "Make admin" }).count()).toBe(0);
    expect(await some.getByRole("button", { name: "Hand the room over…" }).count()).toBe(0);
    await leaveDialog(bo);
    const owner = await card(bo, "Ada");
    expect(await owner.getByRole("button").count()).toBe(1);
    expect(await complaints(ada, bo, cy)).toEqual([]);
  });

  test("G3: who is shown out may be kept by a second thought, and may come back", async () => {
    const { ada, address } = await host();
    const bo = await arrive(address, "Bo");
    await (await card(ada, "Bo")).getByRole("button", { name: "Show out" }).click();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await ada.page.locator(".note", { hasText: "Bo is shown out" }).waitFor({ state: "detached" });
    await (await card(ada, "Bo")).getByRole("button", { name: "Show out" }).click();
    await bo.say("still here");
    await heading(bo, "You were shown out");
    await line(ada, "Ada showed Bo out");
    await bo.page.getByRole("button", { name: "Come back" }).click();
    await bo.isHere();
    await bo.hears("still here");
    expect(await complaints(ada, bo)).toEqual([]);
  });

  test("G3: who is banned stays out until the ban is lifted", async () => {
    const { ada, address } = await host();
    const bo = await arrive(address, "Bo");
    await (await card(ada, "Bo")).getByRole("button", { name: "Ban…" }).click();
    await ada.page.getByRole("dialog", { name: "Ban Bo?" }).getByRole("button", { name: "Ban", exact: true }).click();
    await heading(bo, "You were banned from this room");
    await bo.page.reload();
    await heading(bo, "You were banned from this room");
    await line(ada, "Ada banned Bo");
    await leaveDialog(ada);
    await ada.page.getByRole("button", { name: "1 here" }).click();
    await ada.page.getByRole("button", { name: "Lift the ban on Bo" }).click();
    await line(ada, "Ada lifted the ban on Bo");
    await bo.page.reload();
    await bo.isHere();
    expect(await complaints(ada, bo)).toEqual([]);
  });

  test("G3: who is muted is told until when, keeps what they write, and talks again", async () => {
    const { ada, address } = await host();
    const bo = await arrive(address, "Bo");
    await (await card(ada, "Bo")).getByRole("button", { name: "10 min" }).click();
    await bo.page.getByText("You can’t talk here until").waitFor();
    await bo.composer.fill("let me say");
    await bo.composer.press("Enter");
    await eventually(() => bo.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    expect(await bo.composer.inputValue()).toBe("let me say");
    await line(bo, "Ada muted Bo until");
    await ada.page.getByRole("button", { name: "Let them talk again" }).click();
    await line(bo, "Ada lets Bo talk again");
    await bo.page.getByText("You can’t talk here until").waitFor({ state: "detached" });
    await bo.composer.press("Enter");
    await ada.hears("let me say");
    expect(await complaints(ada, bo)).toEqual([]);
  });

  test("G3: all that somebody wrote goes, for everybody and for who comes later", async () => {
    const { ada, address } = await host();
    const bo = await arrive(address, "Bo");
    for (const text of ["buy this", "and this"]) await bo.say(text);
    await ada.say("no, thank you");
    await ada.hears("and this");
    await bo.hears("no, thank you");
    await (await card(ada, "Bo")).getByRole("button", { name: "Delete their messages…" }).click();
    await ada.page
      .getByRole("dialog", { name: "Delete everything" })
      .getByRole("button", { name: "Delete", exact: true })
      .click();
    for (const visitor of [ada, bo]) {
      await visitor.page.locator(".message-gone").nth(1).waitFor();
      await eventually(() => visitor.said(), ["no, thank you"]);
    }
    const cy = await arrive(address);
    await cy.hears("no, thank you");
    expect(await cy.page.getByText("buy this").count()).toBe(0);
    expect(await complaints(ada, bo, cy)).toEqual([]);
  });

  test("G9: a room is handed over, and its former owner is an admin without a key to it", async () => {
    const { ada, address } = await host();
    const bo = await arrive(address, "Bo");
    await (await card(ada, "Bo")).getByRole("button", { name: "Hand the room over…" }).click();
    await ada.page.getByRole("button", { name: "Hand over", exact: true }).click();
    await line(bo, "Ada handed the room over to Bo");
    await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("owner").waitFor();
    await leaveDialog(ada);
    await ada.page.getByRole("button", { name: "About this room" }).click();
    await ada.page.getByLabel("Newcomers come in").waitFor();
    expect(await ada.page.getByRole("button", { name: "End the room…" }).count()).toBe(0);
    expect(await ada.page.getByText("Your owner’s link").count()).toBe(0);
    await bo.page.getByRole("button", { name: "About this room" }).click();
    await bo.page.getByRole("button", { name: "End the room…" }).waitFor();
    expect(await complaints(ada, bo)).toEqual([]);
  });

  test("G11: in a slow room the wait is told, and what is written waits", async () => {
    const { ada, address } = await host();
    await ada.page.getByRole("button", { name: "About this room" }).click();
    await ada.page.getByLabel("Members write").selectOption("10");
    await line(ada, "one message every 10 seconds");
    const bo = await arrive(address, "Bo");
    await bo.say("first");
    await bo.page.getByText(/Yours goes in \d+ s\./).waitFor();
    await bo.composer.fill("second");
    await eventually(() => bo.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    await bo.page.getByText(/Yours goes in/).waitFor({ state: "detached", timeout: 15_000 });
    await bo.composer.press("Enter");
    await ada.hears("second");
    expect(await complaints(ada, bo)).toEqual([]);
  });
});

test("H11: a deletion goes out once it can't be taken back any more, through a reload too", async () => {
  const { ada, address } = await host();
  const bo = await arrive(address, "Bo");
  await ada.say("oh dear");
  await bo.hears("oh dear");
  await ada.page.locator(".message", { hasText: "oh dear" }).focus();
  await ada.page.keyboard.press("Delete");
  await ada.page.locator(".message-gone").waitFor();
  await ada.page.reload();
  await ada.page.locator(".message-gone").waitFor();
  await bo.page.locator(".message-gone").waitFor({ timeout: 10_000 });
  expect(await complaints(ada, bo)).toEqual([]);
});
