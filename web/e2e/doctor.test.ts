// The page that tests the way from a browser to the server.
import { expect, test } from "bun:test";
import { createAxeInspection } from "./axe-inspection.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const TOKEN = "an-operators-token-of-their-own";
const app = withBrowser("--admin-token", TOKEN, "--message-length", "3999");

test("N57: /doctor tries out the way to the server, the quiet connection last, and finds nothing wrong", async () => {
  const ada = await app.visit(`${app.lobby}doctor`, {}, (page) => page.clock.install());
  const { page } = ada;
  await page.getByText("Live connections (WebSockets) get through.").waitFor();
  await page.getByRole("status").filter({ hasText: "Testing" }).waitFor();
  await page.clock.fastForward(56_000);
  await page.getByText("A quiet connection lives for at least 55 s.").waitFor();
  await page.getByRole("status").filter({ hasText: "Everything gets through." }).waitFor();
  expect(await page.locator('.finding:not([data-state="good"])').count()).toBe(0);
  expect(await ada.problems()).toEqual([]);
});

test("N63: the operator sees settings and what the log has noticed; nobody else does, and isn't asked for", async () => {
  await fetch(app.lobby, { headers: { "x-forwarded-for": "203.0.113.9" } });
  await fetch(`${app.lobby}api/rooms`, { headers: { "x-forwarded-for": "203.0.113.9" } });
  const asked: string[] = [];
  const { page } = await app.visit(`${app.lobby}doctor`, { bypassCSP: true }, async (page) => {
    page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
  });
  await page.getByText("The server knows its own address").waitFor();
  expect(await page.locator(".server-setup").count()).toBe(0);
  expect(asked.filter((path) => path.includes("setup"))).toEqual([]);
  await page.evaluate((token) => sessionStorage.setItem("mayfly:/:operatorToken", token), TOKEN);
  await page.reload();
  const setup = page.locator(".server-setup");
  await setup.getByText("isn't trusted; if a proxy of yours sends it, set MAYFLY_TRUST_PROXY").waitFor();
  await setup.getByText("All settings").click();
  const rows = await setup.locator("[data-set]").allInnerTexts();
  expect(rows.map((row) => row.split(/\s+/))).toContainEqual(["MAYFLY_MESSAGE_LENGTH", "3999"]);
  expect(rows.map((row) => row.split(/\s+/))).toContainEqual(["MAYFLY_ADMIN_TOKEN", "(set)"]);
  expect(await page.content()).not.toContain(TOKEN);
  const { found, check } = createAxeInspection(page);
  await check("the set-up of the server", setup);
  expect(found).toEqual({});
});

test("N58: what is wrong comes with the lines for one's proxy, to copy, and axe finds nothing in it", async () => {
  const network = createBreakableNetwork(app.server.port);
  network.stripUpgrade();
  const { page } = await app.visit(`${network.url}/doctor`, { bypassCSP: true });
  const finding = page.locator(".finding", { hasText: "WebSockets" });
  await finding.locator("pre", { hasText: "proxy_set_header Upgrade" }).waitFor();
  await finding.getByLabel("Lines for").selectOption("Apache");
  await finding.locator("pre", { hasText: "upgrade=websocket" }).waitFor();
  await finding.getByRole("button", { name: "Copy lines" }).click();
  await finding.getByText("Copied").waitFor();
  await eventually(() => page.getByRole("status").first().textContent(), "1 problem.");
  const { found, check } = createAxeInspection(page);
  await check("the test of a connection", finding);
  expect(found).toEqual({});
  network.stop();
});
