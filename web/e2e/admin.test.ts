// The server's page: who gets in by a code, an account or the operator's token, and what they do there.
import { afterAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import { BINARY, startMayfly } from "./start-mayfly.ts";
import { withBrowser } from "./with-browser.ts";

const DATA = join(tmpdir(), `mayfly-admin-${process.pid}-${Date.now()}.db`);
const PASSWORD = "a river of small lights";
const TOKEN = "an-operator's-token-of-their-own";
const UNKNOWN_CODE = "aaaa-bbbb-cccc-dddd-eeee";

const app = withBrowser("--limits", "off", "--data", DATA, "--admin-token", TOKEN);
const NEW_DATA = `${DATA}-new`;
afterAll(async () => {
  for (const data of [DATA, NEW_DATA]) {
    for (const end of ["", "-wal", "-shm", "-lock"]) await rm(data + end, { force: true });
  }
});

/** Returns a code that makes one administrator, as `mayfly invite` prints it. */
async function invite(): Promise<string> {
  const { stdout } = Bun.spawn([BINARY, "invite", "--data", DATA], { stdout: "pipe" });
  return /\b[0-9a-z]{4}(?:-[0-9a-z]{4}){4}\b/.exec(await new Response(stdout).text())?.[0] ?? "";
}

const ask = (url: string, method: string, path: string, body?: object) =>
  fetch(`${url}/api/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
const register = (username: string, name = username) =>
  ask(app.server.url, "POST", "register", { username, name, password: PASSWORD });

/** Fills in the form that is open. */
async function fillForm(page: Page, username: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const adminHeading = (page: Page) => page.getByRole("heading", { name: "Rooms by size" });
const isFocused = (field: Element) => field === document.activeElement;
const heldSecrets = (page: Page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }) + location.href);
/** Returns whether a field is wrong, and what is said about it. */
const problemOf = (field: Element) => {
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ");
  return [field.ariaInvalid, ids.map((id) => document.getElementById(id)?.textContent).join("")];
};

test("S17, S18, N35: a link with a code makes an account an administrator, who ends a room, closes registration and bans", async () => {
  const code = await invite();
  const { room } = await app.server.post("rooms", { title: "Hush-hush" });
  await register("bob", "Bobby");
  await register("cyd");
  const visitor = await app.visit(`${app.lobby}#admin=${UNKNOWN_CODE}`);
  const { page } = visitor;
  const { found, check } = createAxeInspection(page);
  const field = page.getByLabel("Administrator code");
  expect(await field.inputValue()).toBe(UNKNOWN_CODE);
  expect(page.url()).toBe(`${app.lobby}admin`);
  await fillForm(page, "boss");
  await button(page, "Create account").click();
  await page.getByText("This code is wrong, used up or expired.").waitFor();
  expect(await field.evaluate(problemOf)).toEqual(["true", "This code is wrong, used up or expired."]);
  await eventually(() => field.evaluate(isFocused), true);
  expect(await page.getByLabel("Username").inputValue()).toBe("boss");
  await check("a wrong code", field);
  expect(await visitor.problems()).toEqual([expect.stringContaining("403")]);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await field.fill(code.toUpperCase());
  await field.press("Enter");
  await adminHeading(page).waitFor();
  expect(await heldSecrets(page)).not.toMatch(new RegExp(`${code}|${UNKNOWN_CODE}`, "i"));

  const facts = page.locator(".server-counts > div");
  await eventually(
    () => facts.allInnerTexts(),
    expect.arrayContaining([
      expect.stringMatching(/^People in rooms\s+0$/),
      expect.stringMatching(/^Files\s+0\s\w+ of 2\sGB$/),
      expect.stringMatching(/^Free for files\s+\d/),
      expect.stringMatching(/^CPU, of one core\s+\d+%$/),
      expect.stringMatching(/^Longest wait\s+\d+ ms$/),
      expect.stringMatching(/^Process memory\s+\d/),
      expect.stringMatching(/^Turned away since the start\s+(nobody|too fast: \d+)$/),
    ]),
  );
  // It has no certificate of its own, and saves.
  expect((await facts.allInnerTexts()).join()).not.toMatch(/Certificate|Disk/);

  const end = page.getByRole("button", { name: /^End the room of/ });
  await end.click();
  const endQuestion = page.getByRole("dialog", { name: "End this room now?" });
  await check("a question", endQuestion);
  await button(page, "Keep it").click();
  await eventually(() => end.evaluate(isFocused), true);
  await end.click();
  await endQuestion.getByRole("button", { name: "End the room" }).click();
  await page.getByText("No rooms right now.").waitFor();
  expect((await ask(app.server.url, "GET", `rooms/${room.code}`)).status).toBe(410);
  await eventually(() => adminHeading(page).evaluate(isFocused), true);

  const rows = page.locator(".admin-list > li");
  await eventually(
    () => rows.allInnerTexts(),
    [/^boss\s+administrator · created/, /^cyd\s+created/, /^bob\s+\S?Bobby\S? · created/].map((row) =>
      expect.stringMatching(row),
    ),
  );
  await rows.filter({ hasText: "bob" }).getByRole("button", { name: "Ban bob" }).click();
  await page.getByRole("dialog", { name: "Ban bob?" }).getByRole("button", { name: "Ban", exact: true }).click();
  const unban = page.getByRole("button", { name: "Unban bob" });
  await eventually(() => unban.evaluate(isFocused), true);
  await check("the page", unban);
  const login = () => ask(app.server.url, "POST", "login", { username: "bob", password: PASSWORD });
  expect((await login()).status).toBe(403);
  await page.getByLabel("Show").selectOption("banned");
  await eventually(() => rows.allInnerTexts(), [expect.stringContaining("bob")]);
  await unban.click();
  await page.getByRole("button", { name: "Ban bob" }).waitFor();
  expect((await login()).status).toBe(200);
  await page.getByLabel("Show").selectOption("all");
  await page.getByRole("searchbox", { name: "Find an account" }).fill("CY");
  await eventually(() => rows.allInnerTexts(), [expect.stringContaining("cyd")]);

  const registration = page.getByRole("checkbox", { name: "Anyone can create an account" });
  await registration.uncheck();
  await page.getByText("New accounts need an administrator code.").waitFor();
  expect((await register("dee")).status).toBe(403);
  await registration.check();
  await page.getByText("New accounts need an administrator code.").waitFor({ state: "detached" });
  expect((await register("dee")).status).toBe(201);

  // The page is found again from the account.
  await page.getByRole("link", { name: "Mayfly: all rooms" }).click();
  await button(page, "Your account").click();
  await page.getByRole("dialog").getByRole("link", { name: "Server administration" }).click();
  await adminHeading(page).waitFor();
  await page.goBack();
  await button(page, "New room").waitFor();
  expect(found).toEqual({});
  expect(await visitor.problems()).toEqual([]);
});

describe("somebody with an account", () => {
  test("S17: signs in with the link, and corrects a wrong code without signing in again", async () => {
    await register("eli");
    const { page } = await app.visit(`${app.lobby}#admin=${UNKNOWN_CODE}`);
    await button(page, "Already have one? Sign in").click();
    await fillForm(page, "eli");
    await button(page, "Sign in").click();
    await page.getByText("This code is wrong, used up or expired.").waitFor();
    // Even without the password: who is signed in stays so.
    const field = page.getByLabel("Administrator code");
    await field.fill(await invite());
    const asked: string[] = [];
    page.on("request", (request) => request.method() !== "GET" && asked.push(new URL(request.url()).pathname));
    await button(page, "Sign in").click();
    await adminHeading(page).waitFor();
    expect(asked).toEqual(["/api/me"]);
  });

  test("S17, S18: sees one sentence and a field without rights, and becomes an administrator with a code", async () => {
    await register("fay");
    const { page } = await app.visit(app.lobby);
    await button(page, "Sign in or create account").click();
    await fillForm(page, "fay");
    await button(page, "Sign in").click();
    await page.locator(".account-line", { hasText: "Signed in as fay" }).waitFor();
    await button(page, "Your account").click();
    const dialog = page.getByRole("dialog", { name: "Your account" });
    await dialog.getByText("I have an administrator code").click();
    const code = dialog.getByLabel("Administrator code");
    await code.fill(UNKNOWN_CODE);
    await button(page, "Become administrator").click();
    await dialog.getByText("This code is wrong, used up or expired.").waitFor();
    await eventually(() => code.evaluate(isFocused), true);
    await page.goto(`${app.lobby}admin`);
    const field = page.getByLabel("Administrator code or operator token");
    await field.fill(UNKNOWN_CODE);
    await button(page, "Continue").click();
    await page.getByText("This is neither a valid code nor the operator token.").waitFor();
    expect(await page.getByRole("main").textContent()).toStartWith(
      "This page is for the administrators of this server.Signed in as fay",
    );
    expect(await page.getByRole("main").getByRole("button").count()).toBe(1);
    await field.fill(await invite());
    await button(page, "Continue").click();
    await adminHeading(page).waitFor();
    await page.locator(".admin-list", { hasText: "fay" }).waitFor();
  });
});

test("S18: without accounts the operator's token opens the page for this tab, under any base path", async () => {
  const bare = await startMayfly(
    "--accounts",
    "off",
    "--limits",
    "off",
    "--base-path",
    "/chat/",
    "--admin-token",
    TOKEN,
  );
  try {
    const address = `${bare.url}/chat/`;
    const made = await fetch(`${address}api/rooms`, { method: "POST", body: "{}" });
    expect(made.status).toBe(201);
    const visitor = await app.visit(`${address}admin`);
    const { page } = visitor;
    const { found, check } = createAxeInspection(page);
    const field = page.getByLabel("Operator token");
    await field.fill(`${TOKEN}x`);
    await field.press("Enter");
    await page.getByText("Wrong token.").waitFor();
    expect(await field.evaluate(problemOf)).toEqual(["true", expect.stringContaining("Wrong token.")]);
    await check("a wrong token", field);
    expect(await visitor.problems()).toEqual([expect.stringContaining("401")]);
    await page.goto(`${address}#admin=${encodeURIComponent(TOKEN)}`);
    await eventually(() => field.inputValue(), TOKEN);
    expect(page.url()).toBe(`${address}admin`);
    await button(page, "Continue").click();
    await adminHeading(page).waitFor();
    await page.reload();
    const end = page.getByRole("button", { name: /^End the room of/ });
    await end.waitFor();
    expect(await page.getByRole("heading", { name: "Accounts" }).count()).toBe(0);
    await check("the operator's page", end);
    await page.setViewportSize({ width: 280, height: 650 });
    for (const language of ["de", "es", "ar", "ja", "en"]) {
      await page.locator(".preferences select").selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor();
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([language, beside]).toEqual([language, 0]);
    }
    await end.click();
    await page.getByRole("dialog").getByRole("button", { name: "End the room" }).click();
    await page.getByText("No rooms right now.").waitFor();
    const other = await visitor.openTab(`${address}admin`);
    await other.getByLabel("Operator token").waitFor();
    await button(page, "Forget token").click();
    await field.waitFor();
    expect(await heldSecrets(page)).not.toContain(TOKEN);
    expect(found).toEqual({});
    expect(await visitor.problems()).toEqual([]);
  } finally {
    await bare.stop();
  }
});

test("S18: a list without accounts says whether there are none at all", async () => {
  const empty = await startMayfly("--data", NEW_DATA, "--admin-token", TOKEN);
  try {
    const { page } = await app.visit(`${empty.url}/admin`);
    await page.getByText("I have the operator token").click();
    await page.getByLabel("Operator token").fill(TOKEN);
    await page.getByLabel("Operator token").press("Enter");
    await page.getByText("No accounts yet.").waitFor();
    await page.getByLabel("Show").selectOption("banned");
    await page.getByText("No such account.").waitFor();
    await page.getByLabel("Show").selectOption("all");
    await page.getByRole("searchbox", { name: "Find an account" }).fill("bob");
    await page.getByText("No such account.").waitFor();
  } finally {
    await empty.stop();
  }
});
