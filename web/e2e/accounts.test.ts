// Accounts: a guest signs up, uses two devices, survives a restart of the server, and deletes the account.
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { startMayfly } from "./start-mayfly.ts";
import { withBrowser } from "./with-browser.ts";

const DATA = join(tmpdir(), `mayfly-accounts-${process.pid}-${Date.now()}.db`);
const PASSWORD = "a river of small lights";

const app = withBrowser("--limits", "off", "--data", DATA);
/** The server's address stays the same over its restarts. */
let network: ReturnType<typeof createBreakableNetwork>;

beforeAll(() => {
  network = createBreakableNetwork(app.server.port);
});
beforeEach(() => network.redirectTo(app.server.port));
afterAll(async () => {
  network?.stop();
  for (const end of ["", "-wal", "-shm"]) await rm(DATA + end, { force: true });
});

const visitLobby = () => app.visit(`${network.url}/`);
/** Returns the topmost dialog. */
const dialog = (page: Page) => page.getByRole("dialog").last();
const uniqueUsername = (name: string) => `${name}.${Math.random().toString(36).slice(2, 8)}`;

/** Fills in the form that is open. */
async function fillForm(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

async function signUp(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole("button", { name: "Sign in or create account" }).click();
  await dialog(page).getByRole("button", { name: "New here?" }).click();
  await fillForm(page, username, password);
  await dialog(page).getByRole("button", { name: "Create account" }).click();
}

async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole("button", { name: "Sign in or create account" }).click();
  await fillForm(page, username, password);
  await dialog(page).getByRole("button", { name: "Sign in" }).click();
}

/** Runs in the page: sums up how much of what is visible has moved. */
function countLayoutShifts(): void {
  Object.assign(window, { layoutShifts: 0 });
  new PerformanceObserver((list) => {
    const shifts = list.getEntries() as unknown as { value: number }[];
    for (const { value } of shifts) (window as unknown as { layoutShifts: number }).layoutShifts += value;
  }).observe({ type: "layout-shift", buffered: true });
}

const waitUntilSignedIn = (page: Page, username: string) =>
  page.locator(".account-line", { hasText: `Signed in as ${username}` }).waitFor();

test("U5, U6: a guest signs up in a room, keeps the room, and is the same person on another device", async () => {
  const username = uniqueUsername("ada");
  const ada = await visitLobby();
  const address = await ada.createRoom();
  await ada.rename("Ada L.");
  await ada.send("said as a guest");
  await ada.waitForMessage("said as a guest");
  await ada.openAbout();
  await signUp(ada.page, username);
  await waitUntilSignedIn(ada.page, username);
  await ada.page.keyboard.press("Escape");
  await ada.send("said with an account");
  await ada.page.locator(".message[data-own]", { hasText: "said as a guest" }).waitFor();
  expect(await ada.page.locator(".room-people .roster li").allInnerTexts()).toEqual([expect.stringContaining("owner")]);

  const elsewhere = await visitLobby();
  await signIn(elsewhere.page, username, "not the password");
  await elsewhere.page.getByText("Wrong username or password.").waitFor();
  const password = elsewhere.page.getByLabel("Password", { exact: true });
  await eventually(() => password.evaluate(stateOf), ["true", true, "Wrong username or password."]);
  expect(await elsewhere.problems()).toEqual([expect.stringContaining("401")]);
  await fillForm(elsewhere.page, username, PASSWORD);
  await dialog(elsewhere.page).getByRole("button", { name: "Sign in" }).click();
  await waitUntilSignedIn(elsewhere.page, username);
  const mine = elsewhere.page.locator(".room-list", { hasText: "Your rooms" }).getByRole("link");
  await mine.filter({ hasText: "yours" }).click();
  await elsewhere.waitUntilJoined();
  expect(elsewhere.page.url()).toBe(address);
  await elsewhere.waitForMessage("said with an account");
  await eventually(() => elsewhere.name(), "Ada L.");
  await eventually(() => elsewhere.page.locator(".room-people .roster li").count(), 1);
  await elsewhere.send("from elsewhere");
  await ada.page.locator(".message[data-own]", { hasText: "from elsewhere" }).waitFor();
  // A new name on one device shows on the other.
  await elsewhere.rename("Countess");
  await ada.page.locator(".roster", { hasText: "Countess" }).waitFor();

  await restartServer();
  for (const visitor of [ada, elsewhere]) await visitor.retryNow();
  await ada.send("after the restart");
  await elsewhere.waitForMessage("after the restart");
  const guest = await startApiTalker(app.server, address);
  const owner = expect.objectContaining({ name: "Countess", role: "owner" });
  expect(guest.heard("welcome")[0]?.members).toContainEqual(owner);
  guest.leave();
});

async function restartServer(whileStopped?: () => void): Promise<void> {
  await app.restartServer(whileStopped);
  network.redirectTo(app.server.port);
}

test("U8: a new password signs out the other devices, signing out all tabs, and deleting the account frees its name", async () => {
  const username = uniqueUsername("bo");
  const bo = await visitLobby();
  await signUp(bo.page, username);
  await waitUntilSignedIn(bo.page, username);
  await bo.createRoom();
  const elsewhere = await visitLobby();
  await signIn(elsewhere.page, username);
  await waitUntilSignedIn(elsewhere.page, username);
  await elsewhere.createRoom();
  const other = await bo.openTab(`${network.url}/`);
  await waitUntilSignedIn(other, username);
  await other.getByRole("button", { name: "Your account" }).click();
  await dialog(other).getByLabel("New password").fill("another river of lights");
  await dialog(other).getByRole("button", { name: "Save" }).click();
  await dialog(other).getByText("Password changed.").waitFor();
  await elsewhere.page.getByRole("heading", { name: "You’re signed out" }).waitFor();
  await other.reload();
  await waitUntilSignedIn(other, username);
  await bo.send("still here");
  await bo.waitForMessage("still here");

  await other.getByRole("button", { name: "Your account" }).click();
  await dialog(other).getByRole("button", { name: "Sign out" }).click();
  await bo.page.getByRole("heading", { name: "You’re signed out" }).waitFor();
  await other.getByRole("button", { name: "Sign in or create account" }).waitFor();
  await other.locator(".identity-card .name-field-text").waitFor();
  await bo.page.getByRole("button", { name: "Come back" }).click();
  await bo.waitUntilJoined();
  const you = bo.page.locator(".room-people .roster li", { hasText: "you" });
  await you.waitFor();
  expect(await you.textContent()).not.toContain("owner");

  await signIn(other, username, "another river of lights");
  await waitUntilSignedIn(other, username);
  await other.getByRole("button", { name: "Your account" }).click();
  await dialog(other).getByRole("button", { name: "Delete account…" }).click();
  const question = other.getByRole("dialog", { name: "Delete your account?" });
  await question.getByRole("button", { name: "Keep it" }).click();
  await dialog(other).getByRole("button", { name: "Delete account…" }).click();
  await question.getByRole("button", { name: "Delete account" }).click();
  await other.getByRole("button", { name: "Sign in or create account" }).waitFor();
  await other.locator(".identity-card .name-field-text").waitFor();
  await signUp(other, username);
  await waitUntilSignedIn(other, username);
  expect(await bo.problems()).toEqual([]);
});

test("U10: minutes after it was given, a new password and the end of the account need the password, asked for in place", async () => {
  const username = uniqueUsername("eli");
  const eli = await visitLobby();
  await signUp(eli.page, username);
  await waitUntilSignedIn(eli.page, username);
  await restartServer(() => moveSignInsBack(username));
  await eli.page.getByRole("button", { name: "Your account" }).click();
  const form = dialog(eli.page).locator("form");
  const current = form.getByLabel("Current password");
  await form.getByLabel("New password").fill("another river of lights");
  expect(await current.count()).toBe(0);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter your current password too.").waitFor();
  await eventually(() => current.evaluate((field) => field === document.activeElement), true);
  await current.fill("not the password");
  await current.press("Enter");
  await form.getByText("That isn’t your current password.").waitFor();
  const problemOf = (field: Element) => [
    field.ariaInvalid,
    document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent,
  ];
  expect(await current.evaluate(problemOf)).toEqual(["true", "That isn’t your current password."]);
  expect(await form.getByLabel("New password").evaluate(problemOf)).toEqual(["false", ""]);
  await current.fill(PASSWORD);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Password changed.").waitFor();
  expect(await current.count()).toBe(0);

  await restartServer(() => moveSignInsBack(username));
  await dialog(eli.page).getByRole("button", { name: "Delete account…" }).click();
  const question = eli.page.getByRole("dialog", { name: "Delete your account?" });
  const confirm = question.getByRole("button", { name: "Delete account" });
  await confirm.click();
  await question.getByText("Enter your current password too.").waitFor();
  await question.getByLabel("Current password").fill(PASSWORD);
  await confirm.click();
  await question.getByText("That isn’t your current password.").waitFor();
  expect(await question.getByLabel("Current password").evaluate(problemOf)).toEqual([
    "true",
    "That isn’t your current password.",
  ]);
  await question.getByLabel("Current password").fill("another river of lights");
  await confirm.click();
  await eli.page.getByRole("button", { name: "Sign in or create account" }).waitFor();
});

/** Returns whether a field is said to be wrong and has the focus, and what it is described by. */
const stateOf = (field: Element) => [
  field.ariaInvalid,
  field === document.activeElement,
  (field.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "")
    .join(" ")
    .trim(),
];

test("U2, U3, S22: the form says what is wrong at the username or the password, and keeps its content", async () => {
  const taken = uniqueUsername("ed");
  const login = JSON.stringify({ username: taken, password: PASSWORD });
  expect((await fetch(`${app.server.url}/api/register`, { method: "POST", body: login })).status).toBe(201);
  const fay = await visitLobby();
  await signUp(fay.page, taken);
  const [username, password] = [fay.page.getByLabel("Username"), fay.page.getByLabel("Password", { exact: true })];
  await fay.page.getByText("That name, or one that looks like it").waitFor();
  const rule = "At least 8 characters, nothing too common.";
  const nameTaken = "That name, or one that looks like it, is taken.";
  await eventually(() => username.evaluate(stateOf), ["true", true, nameTaken]);
  expect(await password.evaluate(stateOf)).toEqual(["false", false, rule]);
  expect(await dialog(fay.page).getByRole("textbox").count()).toBe(2);
  await fillForm(fay.page, uniqueUsername("fay"), "password1");
  await dialog(fay.page).getByRole("button", { name: "Create account" }).click();
  await fay.page.getByText("Too common. Choose another.").waitFor();
  await eventually(() => password.evaluate(stateOf), ["true", true, `Too common. Choose another. ${rule}`]);
  expect(await username.evaluate(stateOf)).toEqual(["false", false, ""]);
  await fillForm(fay.page, "fäy_ж.x", PASSWORD);
  await dialog(fay.page).getByRole("button", { name: "Create account" }).click();
  await fay.page.getByText("Use letters of one alphabet").waitFor();
  expect(await fay.page.getByLabel("Password", { exact: true }).inputValue()).toBe(PASSWORD);
});

test("U1, S12, S23: if an account is needed, lobby and room ask for one, and open after signing in", async () => {
  const strict = await startMayfly("--limits", "off", "--data", `${DATA}-strict`, "--accounts", "required");
  try {
    const username = uniqueUsername("gil");
    const answer = Promise.withResolvers<void>();
    const gil = await app.visit(`${strict.url}/`, {}, async (page) => {
      await page.addInitScript(countLayoutShifts);
      await page.route("**/api/accounts", (route) => answer.promise.then(() => route.continue()));
    });
    // Until it is known what can be done here, nothing is offered.
    await gil.waitForHeading("Mayfly");
    await gil.page.locator(".lobby-main").waitFor({ state: "hidden" });
    answer.resolve();
    await gil.page.getByText("Everyone here needs an account.").waitFor();
    await gil.page.getByRole("heading", { name: "This server requires an account" }).waitFor();
    expect(await gil.page.getByRole("button", { name: "New room" }).count()).toBe(0);
    expect(await gil.page.evaluate("layoutShifts")).toBe(0);
    await gil.page.getByRole("button", { name: "New here?" }).click();
    await fillForm(gil.page, username, PASSWORD);
    await gil.page.getByRole("button", { name: "Create account" }).click();
    await waitUntilSignedIn(gil.page, username);
    const address = await gil.createRoom();
    await gil.send("members of this house");
    const hal = await app.visit(address);
    await hal.page.getByRole("heading", { name: "This server requires an account" }).waitFor();
    await hal.page.getByRole("button", { name: "New here?" }).click();
    await fillForm(hal.page, uniqueUsername("hal"), PASSWORD);
    await hal.page.getByRole("button", { name: "Create account" }).click();
    await hal.waitForMessage("members of this house");
    // Ivy comes to the same browser, which knows nobody any more.
    await hal.page.evaluate(() => localStorage.clear());
    const ivy = hal;
    await ivy.page.goto(`${strict.url}/no/such/page`);
    await ivy.page.getByRole("button", { name: "New room" }).click();
    await ivy.page.getByRole("heading", { name: "This server requires an account" }).waitFor();
    expect(await ivy.page.locator(".problem").allInnerTexts()).toEqual([]);
    await ivy.page.getByRole("button", { name: "New here?" }).click();
    await fillForm(ivy.page, uniqueUsername("ivy"), PASSWORD);
    await ivy.page.getByRole("button", { name: "Create account" }).click();
    await ivy.waitUntilJoined();
  } finally {
    await strict.stop();
    for (const end of ["", "-wal", "-shm"]) await rm(`${DATA}-strict${end}`, { force: true });
  }
});

test("L7, S12: if endless rooms are allowed, people with an account can create one, and guests are not offered it", async () => {
  const lasting = await startMayfly("--limits", "off", "--data", `${DATA}-lasting`, "--max-life", "never");
  try {
    const username = uniqueUsername("iris");
    const iris = await app.visit(`${lasting.url}/`);
    await iris.page.getByText("no account needed. When it ends, everything is erased.").waitFor();
    const noEnd = iris.page.getByRole("radio", { name: "No end" });
    await iris.page.getByRole("radio", { name: "Custom…" }).waitFor();
    expect(await noEnd.count()).toBe(0);
    await signUp(iris.page, username);
    await waitUntilSignedIn(iris.page, username);
    await noEnd.check();
    const address = await iris.createRoom();
    await iris.openAbout();
    await dialog(iris.page).getByText("This room never ends.").waitFor();
    (await startApiTalker(lasting, address)).leave();
    expect(await iris.problems()).toEqual([]);
  } finally {
    await lasting.stop();
    for (const end of ["", "-wal", "-shm"]) await rm(`${DATA}-lasting${end}`, { force: true });
  }
});

test("G9: a room whose owner was last seen more than a day ago can be taken over by a member", async () => {
  const owner = await app.server.post("sessions", { name: "Ada" });
  const { room } = await app.server.post("rooms", {}, { authorization: `Bearer ${owner.token}` });
  const ada = await startApiTalker(app.server, room.code, "Ada", owner);
  const bo = await app.joinAs("Bo", `${network.url}/${room.shownCode}`);
  const card = async () => {
    await bo.page.locator(".room-people .roster button", { hasText: "Bo" }).click();
    return bo.page.getByRole("dialog", { name: "Bo", exact: true });
  };
  ada.leave();
  const mine = await card();
  const becomeOwner = mine.getByRole("button", { name: "Become owner" });
  await mine.getByText("Bo").waitFor();
  expect(await becomeOwner.count()).toBe(0);
  await bo.page.keyboard.press("Escape");

  await restartServer(() => moveOwnersLastVisitBack(room.code));
  await bo.retryNow();
  await bo.send("nobody else here");
  await card();
  await becomeOwner.click();
  await bo.page.locator(".room-people .roster li", { hasText: "Bo" }).getByText("owner").waitFor();
});

/** Writes into the data file of a stopped server that the room's owner was last seen more than a day ago. */
function moveOwnersLastVisitBack(code: string): void {
  const file = new Database(DATA);
  const [room] = file.query("SELECT epoch, state FROM rooms WHERE founding ->> '$.code' = ?").values(code);
  const [epoch, text] = room as [string, string];
  const state = JSON.parse(text);
  const seen = [[state.ownerId, { name: "Ada", avatar: null, at: Date.now() - 25 * 3_600_000 }]];
  file.query("UPDATE rooms SET state = ? WHERE epoch = ?").run(JSON.stringify({ ...state, seen }), epoch);
  file.close();
}

/** Writes into the data file of a stopped server that the password was last given a quarter of an hour ago. */
function moveSignInsBack(username: string): void {
  const file = new Database(DATA);
  const [row] = file.query("SELECT id, record FROM accounts WHERE record ->> '$.username' = ?").values(username);
  const [id, text] = row as [string, string];
  const record = JSON.parse(text);
  const signIns = record.signIns.map((signIn: object) => ({ ...signIn, provedAt: Date.now() - 15 * 60_000 }));
  file.query("UPDATE accounts SET record = ? WHERE id = ?").run(JSON.stringify({ ...record, signIns }), id);
  file.close();
}
