// People talking through the compiled binary, each in a browser of their own.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;
const lobby = () => `${server.url}/`;
const room = async () => (await server.post("rooms")).url as string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off")]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe("two people", () => {
  test("W1: one makes a room, the other opens its link, and they talk", async () => {
    const ada = await Visitor.arrive(browser, lobby());
    const address = await ada.makeRoom();
    expect(new URL(address).pathname).toMatch(/^\/[0-9a-z]{4}-[0-9a-z]{4}$/);
    const bo = await Visitor.arrive(browser, address);
    await bo.isHere();
    await eventually(() => bo.composer.evaluate((field) => field === document.activeElement), true);
    await bo.say("Hello from Bo");
    await ada.hears("Hello from Bo");
    await ada.say("Hello from Ada");
    await bo.hears("Hello from Ada");
    await eventually(() => ada.said(), ["Hello from Bo", "Hello from Ada"]);
    await eventually(() => bo.said(), await ada.said());
    await eventually(() => ada.page.locator(".roster li").count(), 2);
    await eventually(() => ada.page.locator("[data-state]").count(), 0);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("P3: typing is shown to the other, and a screen reader hears what is said", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([Visitor.arrive(browser, address), Visitor.arrive(browser, address)]);
    await Promise.all([ada.isHere(), bo.isHere()]);
    await ada.composer.pressSequentially("I am wri");
    await bo.page.getByText(`${await ada.name()} is typing…`).waitFor();
    await ada.composer.press("Enter");
    await bo.hears("I am wri");
    await bo.page
      .locator("[aria-live=polite] p", { hasText: `${await ada.name()}: I am wri` })
      .waitFor({ state: "attached" });
    await bo.page.locator(".typingline").waitFor({ state: "detached" });
  });

  test("I4, P4: a name is changed in place, for everybody and for good", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([Visitor.arrive(browser, address), Visitor.arrive(browser, address)]);
    await Promise.all([ada.isHere(), bo.isHere()]);
    await ada.rename("Ada Lovelace");
    await bo.page.locator(".roster", { hasText: "Ada Lovelace" }).waitFor();
    await bo.page.locator(".namefield-name").click();
    const field = bo.page.getByRole("textbox", { name: "Your name" });
    await field.fill("bad\u202ename");
    await field.press("Enter");
    await bo.page.getByText("control or invisible characters").waitFor();
    await field.press("Escape");
    await ada.page.goto(await room());
    await ada.isHere();
    await eventually(() => ada.name(), "Ada Lovelace");
  });
});

describe("one person", () => {
  test("I1, P1: a reload keeps who one is and what was said and written, and nobody notices", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([Visitor.arrive(browser, address), Visitor.arrive(browser, address)]);
    await Promise.all([ada.isHere(), bo.isHere()]);
    const name = await ada.name();
    await ada.say("before");
    await bo.hears("before");
    await ada.composer.fill("half a thou");
    await ada.page.reload();
    await ada.hears("before");
    await eventually(() => ada.name(), name);
    await eventually(() => ada.composer.inputValue(), "half a thou");
    await ada.say("after");
    await bo.hears("after");
    expect(await bo.page.locator(".transcript-note", { hasText: name }).count()).toBeLessThanOrEqual(1);
    expect(await bo.page.getByText(`${name} left`).count()).toBe(0);
    await eventually(() => bo.page.locator(".roster li").count(), 2);
  });

  test("I5: two tabs are one member, and both see everything", async () => {
    const address = await room();
    const ada = await Visitor.arrive(browser, address);
    await ada.isHere();
    const second = await ada.openTab(address);
    await second.locator(".namefield-name").waitFor();
    await ada.say("from the first");
    await second.getByText("from the first").first().waitFor();
    await eventually(() => second.locator(".roster li").count(), 1);
    expect(await ada.complaints()).toEqual([]);
  });

  test("R3: a code or a link is taken however it is pasted", async () => {
    const address = await room();
    const code = new URL(address).pathname.slice(1);
    const ada = await Visitor.arrive(browser, lobby());
    const field = ada.page.getByRole("textbox", { name: "Have a code or a link?" });
    for (const text of [code, ` ${code.toUpperCase().replace("-", " ")} `, `Come in: ${address} `]) {
      await field.fill(text);
      await field.press("Enter");
      await ada.isHere();
      expect(ada.page.url()).toBe(address);
      await ada.page.goBack();
    }
    await field.fill("what?");
    await field.press("Enter");
    await ada.page.getByText("neither a code nor a link").waitFor();
    expect(await ada.complaints()).toEqual([]);
  });
});

describe("messages", () => {
  test("S1: markup becomes elements, and nothing a message says becomes code", async () => {
    const ada = await Visitor.arrive(browser, await room());
    await ada.isHere();
    await ada.say("**bold** _it_ `x<b>` [site](https://example.org/a) <img src=x onerror=alert(1)>");
    await ada.say("[bad](javascript:alert(1)) <script>alert(1)</script>");
    await ada.say("> said\n\n- one\n- two\n\n```\n<b>&amp;\n```");
    await ada.hears("<b>&amp;");
    await eventually(() => ada.page.locator(".marked strong").textContent(), "bold");
    await eventually(() => ada.page.locator(".marked em").textContent(), "it");
    const link = ada.page.locator(".marked a");
    await eventually(() => link.count(), 1);
    await eventually(() => link.getAttribute("rel"), "noopener noreferrer");
    await eventually(() => link.getAttribute("href"), "https://example.org/a");
    expect(await ada.page.locator(".marked img, .marked script, .marked b").count()).toBe(0);
    await eventually(() => ada.page.locator(".marked blockquote").textContent(), "said");
    await eventually(() => ada.page.locator(".marked li").allInnerTexts(), ["one", "two"]);
    await eventually(() => ada.page.locator(".marked pre").textContent(), "<b>&amp;");
    expect(await ada.complaints()).toEqual([]);
  });

  test("H8: Shift+Enter breaks the line, Enter while an input method composes does nothing, too long can't be sent", async () => {
    const ada = await Visitor.arrive(browser, await room());
    await ada.isHere();
    await ada.composer.pressSequentially("one");
    await ada.composer.press("Shift+Enter");
    await ada.composer.pressSequentially("two");
    await ada.composer.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
    expect(await ada.messages.count()).toBe(0);
    await ada.composer.press("Enter");
    await ada.hears("one\ntwo");
    await ada.composer.fill("x".repeat(4001));
    await ada.page.getByText("1 character too many").waitFor();
    await eventually(() => ada.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    await ada.composer.press("Enter");
    expect(await ada.composer.inputValue()).toBe("x".repeat(4001));
  });
});
