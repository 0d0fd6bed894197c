// A person with a browser of their own: fresh storage, and an eye on everything the page must never do.

import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { spawnServer } from "../../server/testing/process.ts";

const BINARY = join(import.meta.dir, "../../dist", process.platform === "win32" ? "mayfly.exe" : "mayfly");

/** The compiled server on a free port, ended by its pid. */
export const startMayfly = (...flags: string[]) => spawnServer(flags, [BINARY]);

/** Ends all visits: a page that one test leaves open slows down the next. */
export async function endVisits(browser: Browser, ...staying: Visitor[]): Promise<void> {
  const kept = new Set(staying.map(({ page }) => page.context()));
  await Promise.all(browser.contexts().map((context) => kept.has(context) || context.close()));
}

export class Visitor {
  readonly page: Page;
  readonly #complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  /** @param prepare what is done to the page before it goes anywhere */
  static async arrive(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
    prepare: (page: Page) => Promise<void> = async () => {},
  ): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const visitor = new Visitor(page);
    visitor.#watch(page, new URL(address).host);
    await prepare(page);
    await page.goto(address);
    return visitor;
  }

  /** Another tab of the same person. */
  async openTab(address: string): Promise<Page> {
    const page = await this.page.context().newPage();
    this.#watch(page, new URL(address).host);
    await page.goto(address);
    return page;
  }

  #watch(page: Page, host: string): void {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.#complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.#complaints.push(String(error)));
    page.on("request", (request) => {
      const address = new URL(request.url());
      const isOurs = address.host === host || ["data:", "blob:", "about:"].includes(address.protocol);
      if (!isOurs) this.#complaints.push(`asked ${address.href}`);
    });
    page.on("websocket", (socket) => {
      if (new URL(socket.url()).host !== host) this.#complaints.push(`connected to ${socket.url()}`);
    });
  }

  /** Console errors, requests elsewhere and cookies so far; reading them forgets them. */
  async complaints(): Promise<string[]> {
    const cookies = await this.page.context().cookies();
    return [...this.#complaints.splice(0), ...cookies.map(({ name }) => `cookie ${name}`)];
  }

  /** Makes a room from the lobby. @returns its address */
  async makeRoom(): Promise<string> {
    await this.page.getByRole("button", { name: "New room" }).click();
    await this.composer.waitFor();
    await this.isHere();
    return this.page.url();
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get messages() {
    return this.page.locator(".message:not([data-state]) .marked");
  }

  /** Waits until the room has welcomed us. */
  async isHere(): Promise<void> {
    await this.page.locator(".composer .namefield-name").waitFor();
  }

  /** Ends the wait between two tries; it may come back by itself meanwhile. */
  async tryNow(): Promise<void> {
    await this.page
      .getByRole("button", { name: "Try now" })
      .evaluateAll(([button]) => (button as HTMLElement | undefined)?.click());
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  async hears(text: string): Promise<void> {
    await this.messages.filter({ hasText: text }).first().waitFor();
  }

  /** Everything said, in order, as it is shown. */
  said(): Promise<string[]> {
    return this.messages.allInnerTexts();
  }

  async name(): Promise<string> {
    return (await this.page.locator(".namefield-text").textContent()) ?? "";
  }

  async rename(name: string): Promise<void> {
    await this.page.locator(".namefield-name").click();
    const field = this.page.getByRole("textbox", { name: "Your name" });
    await field.fill(name);
    await field.press("Enter");
    await this.page.locator(".namefield-name", { hasText: name }).waitFor();
  }
}
