// Accessibility of the pages before a room, of moderation and of accounts: axe finds nothing, and a keyboard alone answers
// a knock.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { createApiMembers } from "./api-members.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import type { Visitor } from "./visitor.ts";
import { withBrowser } from "./with-browser.ts";

const DATA = join(tmpdir(), `mayfly-access-${process.pid}-${Date.now()}.db`);

const app = withBrowser("--limits", "off", "--data", DATA);
let members: ReturnType<typeof createApiMembers>;

beforeAll(() => {
  members = createApiMembers(app.server);
});
afterEach(() => members.leave());
afterAll(async () => {
  for (const end of ["", "-wal", "-shm"]) await rm(DATA + end, { force: true });
});

async function ask(method: string, path: string, name: string, body: object = {}) {
  const headers = { authorization: `Bearer ${await members.tokenOf(name)}` };
  const answer = await fetch(`${app.server.url}/api/${path}`, { method, headers, body: JSON.stringify(body) });
  return answer.status === 204 ? undefined : answer.json();
}

const idOf = (token: string): string => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sub;

const REDUCED_MOTION = { reducedMotion: "reduce" as const };

/** Opens an address as a person whom the API knows. */
async function visitAs(name: string, path: string, options: BrowserContextOptions): Promise<Visitor> {
  const token = await members.tokenOf(name);
  const person = JSON.stringify({ token, id: idOf(token), name, avatar: null, issuedAt: Date.now() });
  return app.visit(`${app.server.url}/${path}`, options, async (page) => {
    await page.addInitScript((identity) => localStorage.setItem("mayfly:/:identity", identity), person);
  });
}

test("S1: the pages before joining a room", async () => {
  const password = await ask("POST", "rooms", "Mira", {
    title: "Secret garden",
    entry: "password",
    password: "sesame",
  });
  const bo = await visitAs("Bo", password.room.code, REDUCED_MOTION);
  const { found, check } = createAxeInspection(bo.page);
  await bo.page.getByLabel("Room password").fill("simsalabim");
  await bo.page.keyboard.press("Enter");
  await check("a wrong password", bo.page.locator("#room-password-problem", { hasText: "Wrong password" }));
  const knock = await ask("POST", "rooms", "Mira", { title: "Choir", entry: "knock" });
  await bo.page.goto(`${app.server.url}/${knock.room.code}`);
  await bo.page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
  await check("waiting", bo.page.getByText("Choir"));
  await ask("POST", `rooms/${knock.room.code}/members/${idOf(await members.tokenOf("Bo"))}/deny`, "Mira");
  await check("denied", bo.page.getByRole("heading", { name: "Not let in" }));
  expect(found).toEqual({});
  expect(await bo.problems()).toEqual([]);
});

test("S1: knocks, members and moderation", async () => {
  const { room } = await ask("POST", "rooms", "Ada", { title: "Saturday’s boat trip" });
  await members.enter(room.code, ["Mira", "Jonas", "Tomás"]);
  const ada = await visitAs("Ada", room.code, REDUCED_MOTION);
  const { page } = ada;
  const { found, check } = createAxeInspection(page);
  await ada.waitUntilJoined();
  const act = async (name: string, action: string, more = {}) =>
    ask("POST", `rooms/${room.code}/members/${idOf(await members.tokenOf(name))}/${action}`, "Ada", more);
  await act("Mira", "promote");
  await act("Jonas", "mute", { minutes: 10 });
  await act("Tomás", "ban");
  await page.getByText("Ada banned Tomás").waitFor();
  await page.locator(".room-header-people").click();
  await page.getByRole("button", { name: "Unban Tomás" }).waitFor();
  await check("people", page.getByRole("dialog").getByText("muted"));
  await page.getByRole("dialog").getByRole("button", { name: /Jonas/ }).click();
  await check("a member", page.getByRole("button", { name: "Unmute" }));
  await page.getByRole("button", { name: "Ban…" }).click();
  await check("a question", page.getByRole("dialog", { name: "Ban Jonas?" }));
  for (let times = 0; times < 3; times++) await page.keyboard.press("Escape");
  await page.getByRole("dialog").first().waitFor({ state: "detached" });
  await ada.openSettings();
  await page.getByLabel("Who can join").selectOption("password");
  await check("settings", page.locator("input[name=password]"));
  await page.getByLabel("Who can join").selectOption("members");
  await page.getByText("Saved.").waitFor();
  await ada.closeDialogs();
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  await check("invites", page.locator(".invites-list"));
  await page.keyboard.press("Escape");
  await ask("PATCH", `rooms/${room.code}`, "Ada", { entry: "knock" });
  for (const name of ["Wolf", "Zoë"]) await ask("POST", `rooms/${room.code}/join`, name);
  await check("knocks", page.locator("[data-knock]").nth(1));
  // A keyboard alone leads from the composer to the answers.
  await page.locator(".composer-text").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("+");
  await page.getByText("Ada let Wolf in").waitFor();
  await page.keyboard.press("-");
  await page.locator("[data-knock]").first().waitFor({ state: "detached" });
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([]);
});

test("S1: accounts, and a room in slow mode", async () => {
  const ada = await app.visit(app.lobby, REDUCED_MOTION);
  const { page } = ada;
  const { found, check } = createAxeInspection(page);
  await page.getByRole("button", { name: "Sign in or create account" }).click();
  await page.getByLabel("Username").fill("nobody");
  await page.getByLabel("Password").fill("a river of lights");
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await check("signing in", page.getByText("Wrong username or password"));
  await page.getByRole("button", { name: "New here?" }).click();
  await check("making an account", page.getByRole("dialog", { name: "Create account" }));
  await page.getByLabel("Username").fill(`ada${Math.random().toString(36).slice(2, 8)}`);
  await page.getByRole("dialog").getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Your account" }).click();
  await check("the account", page.getByLabel("New password"));
  await page.keyboard.press("Escape");
  await page.locator(".advanced-options summary").click();
  await page.locator("#room-entry").selectOption("password");
  await page.getByRole("button", { name: "New room" }).click();
  await check("a room without its password", page.locator("#password-problem"));
  const { room } = await ask("POST", "rooms", "Mira", { slowModeSeconds: 60 });
  await page.goto(`${app.server.url}/${room.code}`);
  await ada.waitUntilJoined();
  await page.locator(".composer-text").fill("slowly");
  await page.locator(".composer-send").click();
  await check("a slow talk", page.getByText(/you can send again in/));
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([expect.stringContaining("401")]);
});
