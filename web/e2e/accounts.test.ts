// Accounts, as people have them: made of a guest, on two devices, through a restart of the server, and gone again.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const DATA = join(tmpdir(), `mayfly-accounts-${process.pid}-${Date.now()}.db`);
const PASSWORD = "a river of small lights";
const start = (...flags: string[]) => startMayfly("--limits", "off", "--data", DATA, ...flags);

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;
/** The server's address stays the same over its restarts. */
let network: ReturnType<typeof createNetwork>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), start()]);
  network = createNetwork(server.port);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  network?.stop();
  await server?.stop();
  for (const end of ["", "-wal", "-shm"]) await rm(DATA + end, { force: true });
});

const lobby = () => Visitor.arrive(browser, `${network.url}/`);
/** The one on top. */
const dialog = (page: Page) => page.getByRole("dialog").last();
const usernameOf = (name: string) => `${name}.${Math.random().toString(36).slice(2, 8)}`;

/** Fills in the form where it is open. */
async function fill(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

async function signUp(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole("button", { name: "Sign in or make an account" }).click();
  await dialog(page).getByRole("button", { name: "No account yet?" }).click();
  await fill(page, username, password);
  await dialog(page).getByRole("button", { name: "Make an account" }).click();
}

async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole("button", { name: "Sign in or make an account" }).click();
  await fill(page, username, password);
  await dialog(page).getByRole("button", { name: "Sign in" }).click();
}

const roster = ({ page }: Visitor) => page.locator(".room-people .roster li").allInnerTexts();

const isSignedIn = (page: Page, username: string) =>
  page.locator(".accountline", { hasText: `Signed in as ${username}` }).waitFor();

test("U5, U6: a guest becomes an account in a room, keeps it, and is the same on another device", async () => {
  const username = usernameOf("ada");
  const ada = await lobby();
  const address = await ada.makeRoom();
  await ada.rename("Ada L.");
  await ada.say("said as a guest");
  await ada.hears("said as a guest");
  await ada.page.getByRole("button", { name: "About this room" }).click();
  await signUp(ada.page, username);
  await isSignedIn(ada.page, username);
  await ada.page.keyboard.press("Escape");
  await ada.say("said with an account");
  await ada.page.locator(".message[data-own]", { hasText: "said as a guest" }).waitFor();
  expect(await ada.page.locator(".room-people .roster li").allInnerTexts()).toEqual([expect.stringContaining("owner")]);

  const elsewhere = await lobby();
  await signIn(elsewhere.page, username, "not the password");
  await elsewhere.page.getByText("No account has this username and password.").waitFor();
  expect(await elsewhere.complaints()).toEqual([expect.stringContaining("401")]);
  await fill(elsewhere.page, username, PASSWORD);
  await dialog(elsewhere.page).getByRole("button", { name: "Sign in" }).click();
  await isSignedIn(elsewhere.page, username);
  const mine = elsewhere.page.locator(".roomlist", { hasText: "Your rooms" }).getByRole("link");
  await mine.filter({ hasText: "yours" }).click();
  await elsewhere.isHere();
  expect(elsewhere.page.url()).toBe(address);
  await elsewhere.hears("said with an account");
  await eventually(() => elsewhere.name(), "Ada L.");
  await eventually(() => elsewhere.page.locator(".room-people .roster li").count(), 1);
  await elsewhere.say("from elsewhere");
  await ada.page.locator(".message[data-own]", { hasText: "from elsewhere" }).waitFor();
  // Another name there is another name here.
  await elsewhere.rename("Countess");
  await ada.page.locator(".roster", { hasText: "Countess" }).waitFor();

  server = await restarted();
  for (const visitor of [ada, elsewhere]) await visitor.tryNow();
  await ada.say("after the restart");
  await elsewhere.hears("after the restart");
  const guest = await lobby();
  await guest.page.goto(address);
  await guest.hears("after the restart");
  await guest.page.locator(".room-people .roster li", { hasText: "Countess" }).getByText("owner").waitFor();
});

async function restarted() {
  await server.stop();
  const again = await start();
  network.leadTo(again.port);
  return again;
}

describe("signing out", () => {
  test("U8: ends the talk in all tabs of this device, and leaves a guest", async () => {
    const username = usernameOf("bo");
    const bo = await lobby();
    await signUp(bo.page, username);
    await isSignedIn(bo.page, username);
    await bo.makeRoom();
    const other = await bo.openTab(`${network.url}/`);
    await isSignedIn(other, username);
    await other.getByRole("button", { name: "Your account" }).click();
    await dialog(other).getByRole("button", { name: "Sign out here" }).click();
    await bo.page.getByRole("heading", { name: "You are signed out" }).waitFor();
    await other.getByRole("button", { name: "Sign in or make an account" }).waitFor();
    await other.locator(".identitycard .namefield-text").waitFor();
    await bo.page.getByRole("button", { name: "Come back" }).click();
    await bo.isHere();
    await eventually(() => roster(bo), [expect.not.stringContaining("owner")]);
    expect(await bo.complaints()).toEqual([]);
  });

  test("U8: another password signs out the other devices, not this one", async () => {
    const username = usernameOf("cy");
    const cy = await lobby();
    await signUp(cy.page, username);
    await isSignedIn(cy.page, username);
    const elsewhere = await lobby();
    await signIn(elsewhere.page, username);
    await isSignedIn(elsewhere.page, username);
    await elsewhere.makeRoom();
    await cy.page.getByRole("button", { name: "Your account" }).click();
    await dialog(cy.page).getByLabel("New password").fill("another river of lights");
    await dialog(cy.page).getByRole("button", { name: "Save" }).click();
    await dialog(cy.page).getByText("Your password is changed.").waitFor();
    await elsewhere.page.getByRole("heading", { name: "You are signed out" }).waitFor();
    await cy.page.reload();
    await isSignedIn(cy.page, username);
    expect(await cy.complaints()).toEqual([]);
  });

  test("U8: who deletes their account is a guest again, and the name is free", async () => {
    const username = usernameOf("di");
    const di = await lobby();
    await signUp(di.page, username);
    await isSignedIn(di.page, username);
    await di.page.getByRole("button", { name: "Your account" }).click();
    await dialog(di.page).getByRole("button", { name: "Delete account…" }).click();
    const question = di.page.getByRole("dialog", { name: "Delete your account?" });
    await question.getByRole("button", { name: "Keep it" }).click();
    await dialog(di.page).getByRole("button", { name: "Delete account…" }).click();
    await question.getByRole("button", { name: "Delete account" }).click();
    await di.page.getByRole("button", { name: "Sign in or make an account" }).waitFor();
    await di.page.locator(".identitycard .namefield-text").waitFor();
    await signUp(di.page, username);
    await isSignedIn(di.page, username);
    expect(await di.complaints()).toEqual([]);
  });
});

test("U2, U3: what is wrong with a name or a password is said, and the form stays as it was", async () => {
  const taken = usernameOf("ed");
  const ed = await lobby();
  await signUp(ed.page, taken);
  await isSignedIn(ed.page, taken);
  const fay = await lobby();
  await signUp(fay.page, taken);
  await fay.page.getByText("Somebody has this name").waitFor();
  await fill(fay.page, usernameOf("fay"), "password1");
  await dialog(fay.page).getByRole("button", { name: "Make an account" }).click();
  await fay.page.getByText("This password is one everybody tries first.").waitFor();
  await fill(fay.page, "fäy_ж.x", PASSWORD);
  await dialog(fay.page).getByRole("button", { name: "Make an account" }).click();
  await fay.page.getByText("A username is letters, digits").waitFor();
  expect(await fay.page.getByLabel("Password", { exact: true }).inputValue()).toBe(PASSWORD);
});

test("U1: where an account is needed, the room asks for one, and opens to who has one", async () => {
  const strict = await startMayfly("--limits", "off", "--data", `${DATA}-strict`, "--accounts", "required");
  try {
    const username = usernameOf("gil");
    const gil = await Visitor.arrive(browser, `${strict.url}/`);
    await signUp(gil.page, username);
    await isSignedIn(gil.page, username);
    const address = await gil.makeRoom();
    await gil.say("members of this house");
    const hal = await Visitor.arrive(browser, address);
    await hal.page.getByRole("heading", { name: "This server is for people with an account" }).waitFor();
    await hal.page.getByRole("button", { name: "No account yet?" }).click();
    await fill(hal.page, usernameOf("hal"), PASSWORD);
    await hal.page.getByRole("button", { name: "Make an account" }).click();
    await hal.hears("members of this house");
  } finally {
    await strict.stop();
    for (const end of ["", "-wal", "-shm"]) await rm(`${DATA}-strict${end}`, { force: true });
  }
});

test("L7: where rooms may last, who has an account makes one without an end, and a guest is offered none", async () => {
  const lasting = await startMayfly("--limits", "off", "--data", `${DATA}-lasting`, "--max-life", "never");
  try {
    const username = usernameOf("iris");
    const iris = await Visitor.arrive(browser, `${lasting.url}/`);
    const noEnd = iris.page.getByRole("radio", { name: "No end" });
    await iris.page.getByRole("radio", { name: "Other…" }).waitFor();
    expect(await noEnd.count()).toBe(0);
    await signUp(iris.page, username);
    await isSignedIn(iris.page, username);
    await noEnd.check();
    const address = await iris.makeRoom();
    await iris.page.getByRole("button", { name: "About this room" }).click();
    await dialog(iris.page).getByText("This room has no end.").waitFor();
    const guest = await Visitor.arrive(browser, address);
    await guest.isHere();
    expect([await iris.complaints(), await guest.complaints()]).toEqual([[], []]);
  } finally {
    await lasting.stop();
    for (const end of ["", "-wal", "-shm"]) await rm(`${DATA}-lasting${end}`, { force: true });
  }
});

test("G9: a room whose owner was last seen more than a day ago is taken over by who is here", async () => {
  const ada = await lobby();
  const address = await ada.makeRoom();
  await ada.rename("Ada");
  const bo = await Visitor.arrive(browser, address);
  await bo.rename("Bo");
  const card = async () => {
    await bo.page.locator(".room-people .roster button", { hasText: "Bo" }).click();
    return bo.page.getByRole("dialog", { name: "Member" });
  };
  await ada.page.close();
  const mine = await card();
  const takeOver = mine.getByRole("button", { name: "Take this room over" });
  await mine.getByText("Bo").waitFor();
  expect(await takeOver.count()).toBe(0);
  await bo.page.keyboard.press("Escape");

  await server.stop();
  aDayPasses(new URL(address).pathname.split("/").at(-1)?.replaceAll("-", ""));
  server = await start();
  network.leadTo(server.port);
  await bo.tryNow();
  await bo.say("nobody else here");
  await card();
  await takeOver.click();
  await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("owner").waitFor();
});

/** In the data file of a server that is stopped: that room's owner was last seen more than a day ago. */
function aDayPasses(code = ""): void {
  const file = new Database(DATA);
  const [room] = file.query("SELECT epoch, state FROM rooms WHERE founding ->> '$.code' = ?").values(code);
  const [epoch, text] = room as [string, string];
  const state = JSON.parse(text);
  const seen = [[state.ownerId, { name: "Ada", avatar: null, at: Date.now() - 25 * 3_600_000 }]];
  file.query("UPDATE rooms SET state = ? WHERE epoch = ?").run(JSON.stringify({ ...state, seen }), epoch);
  file.close();
}
