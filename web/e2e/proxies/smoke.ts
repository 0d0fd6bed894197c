// What has to work at every address a proxy may give the server, from the lobby to the installed page.
import { expect } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { eventually } from "../eventually.ts";
import { BINARY } from "../start-mayfly.ts";
import { Visitor } from "../visitor.ts";

/** An address of this machine that is not the proxy's: Linux has all of 127.0.0.0/8. */
const CLIENT_ADDRESS = "127.0.0.7";
const FILE_BYTES = 3_000_000;

const curl = (...args: string[]) =>
  Bun.spawn(["curl", "-sk", "--max-time", "60", ...args], { stdin: "ignore", stdout: "pipe", stderr: "ignore" });

/** Reads a room's event stream until it brings this text. */
async function expectInStream(lobby: string, code: string, text: string): Promise<void> {
  const reading = curl("-N", `${lobby}api/rooms/${code}/events?last_event_id=0:0`);
  const decoder = new TextDecoder();
  let read = "";
  for await (const bytes of reading.stdout) {
    read += decoder.decode(bytes, { stream: true });
    if (read.includes(text)) break;
  }
  reading.kill();
  expect(read).toContain(text);
}

/** Returns the address that the server takes a client of another address for. */
async function seenAddress(lobby: string): Promise<unknown> {
  const answer = await new Response(curl("--interface", CLIENT_ADDRESS, `${lobby}api/doctor`).stdout).text();
  return (JSON.parse(answer) as { address: unknown }).address;
}

/** Returns the link that is shown to those who want to invite somebody. */
async function shownLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Copy link" }).click();
  await sheet.getByText("Copied ✓").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press("Escape");
  return link;
}

async function sendFile(visitor: Visitor): Promise<void> {
  const file = { name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(FILE_BYTES, 7) };
  await visitor.page.getByRole("button", { name: "Attach files" }).waitFor();
  await visitor.page.locator('input[type="file"][multiple]').setInputFiles(file);
  await visitor.page.locator('.attachment[data-state="done"]').waitFor();
  await visitor.send("with a file");
}

/** Opens the file in the transcript, and returns how large it is. */
async function openFile({ page }: Visitor): Promise<number> {
  const download = page.waitForEvent("download");
  await page.locator(".file-card", { hasText: "large.bin" }).click();
  return Bun.file(await (await download).path()).size;
}

/**
 * Two people meet in a room, talk, share a file and come back; a program reads along.
 * @param expected words of what the browser's console may say
 */
export async function smoke(browser: Browser, lobby: string, expected: readonly string[] = []): Promise<void> {
  const options = { ignoreHTTPSErrors: true, permissions: ["clipboard-read", "clipboard-write"] };
  const ada = await Visitor.visit(browser, lobby, options);
  const address = await ada.createRoom();
  expect(address).toStartWith(lobby);
  const link = await shownLink(ada.page);
  expect(link).toBe(address);
  const bea = await Visitor.visit(browser, link, options);
  await bea.waitUntilJoined();
  await ada.send("from Ada");
  await bea.waitForMessage("from Ada");
  await bea.send("from Bea");
  await ada.waitForMessage("from Bea");
  await sendFile(ada);
  await bea.waitForMessage("with a file");
  expect(await openFile(bea)).toBe(FILE_BYTES);
  await bea.page.reload();
  await bea.waitUntilJoined();
  await bea.waitForMessage("with a file");
  await expectInStream(lobby, new URL(address).pathname.split("/").at(-1) ?? "", "from Bea");
  expect(await seenAddress(lobby)).toBe(CLIENT_ADDRESS);
  const problems = [...(await ada.problems()), ...(await bea.problems())];
  expect(problems.filter((problem) => !expected.some((word) => problem.includes(word)))).toEqual([]);
  await Promise.all([ada.page.context().close(), bea.page.context().close()]);
}

/** The page is installed below its prefix, and opens while nothing answers. Chromium allows that on 127.0.0.1 over http. */
export async function smokeInstalled(browser: Browser, lobby: string): Promise<void> {
  const ada = await Visitor.visit(browser, lobby, { serviceWorkers: "allow" });
  const scope = await ada.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(scope).toBe(lobby);
  const manifestAddress = await ada.page.locator("link[rel=manifest]").evaluate((link: HTMLLinkElement) => link.href);
  expect(manifestAddress).toBe(`${lobby}manifest.webmanifest`);
  const manifest = (await (await fetch(manifestAddress)).json()) as Record<"start_url" | "scope", string>;
  expect([manifest.start_url, manifest.scope].map((path) => new URL(path, manifestAddress).href)).toEqual([
    lobby,
    lobby,
  ]);
  await ada.page.reload();
  await eventually(() => ada.page.evaluate(() => navigator.serviceWorker.controller !== null), true);
  await ada.page.context().setOffline(true);
  await ada.page.reload();
  await ada.page.getByRole("button", { name: "New room" }).waitFor();
  await ada.page.context().close();
}

/** All that comes through the proxy is what the executable has. */
export async function smokeVerified(lobby: string): Promise<void> {
  const child = Bun.spawn([BINARY, "verify", lobby, "--insecure"], { stdout: "pipe" });
  const [said] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  expect([child.exitCode, said]).toEqual([0, expect.stringContaining("ok   All ")]);
}
