// Drives a page as one person with storage of their own, and records what a page must never do: errors, requests to other
// hosts, cookies.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** What Playwright says in the page about a service worker that it leaves out. */
const BLOCKED_WORKER = "Service Worker registration blocked by Playwright";

/** Closes the pages of all visitors except `staying`: a page that one test leaves open slows down the next. */
export async function closeVisits(browser: Browser, ...staying: Visitor[]): Promise<void> {
  const kept = new Set(staying.map(({ page }) => page.context()));
  await Promise.all(browser.contexts().map((context) => kept.has(context) || context.close()));
}

/**
 * Opens an empty page in a browser context of its own. The service worker, which fetches the whole client in advance, is left
 * out unless the options allow it, and so is motion: each context would pay for them anew.
 */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    serviceWorkers: "block",
    reducedMotion: "reduce",
    ...options,
  });
  return context.newPage();
}

export class Visitor {
  readonly page: Page;
  readonly #problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  /**
   * Opens an address in a browser context of its own.
   * @param prepare runs before the page is loaded
   */
  static async visit(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
    prepare: (page: Page) => Promise<void> = async () => {},
  ): Promise<Visitor> {
    const page = await openPage(browser, options);
    await prepare(page);
    return Visitor.open(page, address);
  }

  /** Opens an address in a page as one person. */
  static async open(page: Page, address: string): Promise<Visitor> {
    const visitor = new Visitor(page);
    visitor.#watch(page, new URL(address).host);
    await page.goto(address);
    return visitor;
  }

  /** Opens another tab of the same person. */
  async openTab(address: string): Promise<Page> {
    const page = await this.page.context().newPage();
    this.#watch(page, new URL(address).host);
    await page.goto(address);
    return page;
  }

  #watch(page: Page, host: string): void {
    page.on("console", (message) => {
      const isProblem = message.type() === "error" || message.type() === "warning";
      if (isProblem && message.text() !== BLOCKED_WORKER) this.#problems.push(message.text());
    });
    page.on("pageerror", (error) => this.#problems.push(String(error)));
    page.on("request", (request) => {
      const address = new URL(request.url());
      const isOurs = address.host === host || ["data:", "blob:", "about:"].includes(address.protocol);
      if (!isOurs) this.#problems.push(`asked ${address.href}`);
    });
    page.on("websocket", (socket) => {
      if (new URL(socket.url()).host !== host) this.#problems.push(`connected to ${socket.url()}`);
    });
  }

  /** Returns console errors, requests to other hosts and cookies since the last call. */
  async problems(): Promise<string[]> {
    const cookies = await this.page.context().cookies();
    return [...this.#problems.splice(0), ...cookies.map(({ name }) => `cookie ${name}`)];
  }

  /** Creates a room from the lobby and returns its address. */
  async createRoom(): Promise<string> {
    await this.page.getByRole("button", { name: "New room" }).click();
    await this.composer.waitFor();
    await this.waitUntilJoined();
    return this.page.url();
  }

  /** Opens the dialog that says what the room is. */
  async openAbout(): Promise<void> {
    await this.page.getByRole("button", { name: "About this room" }).click();
  }

  /** Opens the room's settings, which stand above the dialog about it. */
  async openSettings(): Promise<void> {
    await this.openAbout();
    await this.page.getByRole("button", { name: "Settings", exact: true }).click();
  }

  /** Closes every dialog, the topmost first. */
  async closeDialogs(): Promise<void> {
    const dialogs = this.page.getByRole("dialog");
    for (let open = await dialogs.count(); open > 0; open--) {
      await this.page.keyboard.press("Escape");
      await dialogs.nth(open - 1).waitFor({ state: "detached" });
    }
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  get messages() {
    return this.page.locator(".message:not([data-state]) .message-text");
  }

  /** Waits until the room has welcomed this visitor. */
  async waitUntilJoined(): Promise<void> {
    await this.page.locator(".composer .name-field-name").waitFor();
  }

  /** Presses "Try now", unless the page has reconnected by itself meanwhile. */
  async retryNow(): Promise<void> {
    await this.page
      .getByRole("button", { name: "Try now" })
      .evaluateAll(([button]) => (button as HTMLElement | undefined)?.click());
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  async waitForMessage(text: string): Promise<void> {
    await this.messages.filter({ hasText: text }).first().waitFor();
  }

  async waitForHeading(name: string): Promise<void> {
    await this.page.getByRole("heading", { name }).waitFor();
  }

  /** Waits for a line of the transcript that says what happened in the room. */
  async waitForRoomEvent(words: string): Promise<void> {
    await this.page.locator(".transcript-line", { hasText: words }).first().waitFor();
  }

  /** Returns the text of every message in the page, in order. */
  messageTexts(): Promise<string[]> {
    return this.messages.allInnerTexts();
  }

  async name(): Promise<string> {
    return (await this.page.locator(".name-field-text").textContent()) ?? "";
  }

  async rename(name: string): Promise<void> {
    await this.page.locator(".name-field-name").click();
    const field = this.page.getByRole("textbox", { name: "Your name" });
    await field.fill(name);
    await field.press("Enter");
    await this.page.locator(".name-field-name", { hasText: name }).waitFor();
  }
}
