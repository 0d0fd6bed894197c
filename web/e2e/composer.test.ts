// Writing: keys, second thoughts, input methods, touch, emoji and mentions, and that nothing written is lost.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;
const room = async () => (await server.post("rooms")).url as string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly()]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function inRoom(address?: string, options = {}): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser, address ?? (await room()), options);
  await visitor.isHere();
  return visitor;
}

const isWriting = (page: Page) => page.evaluate(() => document.activeElement?.tagName === "TEXTAREA");
const edited = (visitor: Visitor) => visitor.page.locator(".message", { hasText: "edited" });

describe("second thoughts", () => {
  test("H10: the arrow takes the last message up again, and Enter changes it for everybody", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([inRoom(address), inRoom(address)]);
    await ada.say("frist");
    await bo.say("hm?");
    await ada.hears("hm?");
    await bo.hears("frist");
    await ada.composer.press("ArrowUp");
    await eventually(() => ada.composer.inputValue(), "frist");
    await ada.page.getByText("Editing your message").waitFor();
    await ada.composer.fill("first");
    await ada.page.getByRole("button", { name: "Save" }).click();
    await bo.hears("first");
    await edited(bo).waitFor();
    await eventually(() => bo.said(), ["first", "hm?"]);
    await eventually(() => ada.composer.inputValue(), "");
    await eventually(() => ada.page.getByText("Editing your message").count(), 0);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("an arrow in what is written moves the caret, and an edit that is left gives the draft back", async () => {
    const ada = await inRoom();
    await ada.say("said");
    await ada.hears("said");
    await ada.composer.fill("written");
    await ada.composer.press("ArrowUp");
    expect(await ada.composer.inputValue()).toBe("written");
    await ada.composer.fill("");
    await ada.composer.press("ArrowUp");
    await ada.composer.fill("said differently");
    await ada.composer.press("Escape");
    await eventually(() => ada.composer.inputValue(), "");
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await eventually(() => ada.composer.inputValue(), "said differently");
    await ada.composer.press("Enter");
    await ada.hears("said differently");
    await eventually(() => ada.said(), ["said differently"]);
  });

  test("Escape clears, Undo gives it back, and a draft outlives a reload", async () => {
    const ada = await inRoom();
    await ada.composer.fill("all of this");
    await ada.composer.press("Escape");
    await eventually(() => ada.composer.inputValue(), "");
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await eventually(() => ada.composer.inputValue(), "all of this");
    await eventually(() => isWriting(ada.page), true);
    await ada.page.reload();
    await ada.isHere();
    await eventually(() => ada.composer.inputValue(), "all of this");
    expect(await ada.messages.count()).toBe(0);
  });
});

describe("keys", () => {
  test("a slash leads to writing, a question mark to all keys, and whoever wants neither turns them off", async () => {
    const ada = await inRoom();
    const { keyboard } = ada.page;
    const overview = ada.page.getByRole("dialog", { name: "Keyboard and formatting" });
    await ada.composer.press("?");
    await ada.composer.press("/");
    await eventually(() => ada.composer.inputValue(), "?/");
    // What hears keys anywhere in the room comes after the composer.
    await eventually(async () => {
      await ada.page.getByRole("log").focus();
      await keyboard.press("/");
      return isWriting(ada.page);
    }, true);
    expect(await ada.composer.inputValue()).toBe("?/");
    await ada.page.getByRole("log").focus();
    await keyboard.press("?");
    await overview.waitFor();
    await keyboard.press("/");
    await overview.getByRole("checkbox").uncheck();
    await keyboard.press("Escape");
    await overview.waitFor({ state: "detached" });
    await ada.page.getByRole("log").focus();
    for (const key of ["?", "/"]) await keyboard.press(key);
    expect(await isWriting(ada.page)).toBe(false);
    expect(await overview.count()).toBe(0);
    await keyboard.press("Control+/");
    await overview.waitFor();
    await eventually(() => overview.getByRole("checkbox").isChecked(), false);
    expect(await ada.complaints()).toEqual([]);
  });

  test("W1: a link opens with the composer ready: the first message is the text and Enter", async () => {
    const ada = await inRoom();
    await ada.page.keyboard.type("hello");
    await ada.page.keyboard.press("Enter");
    await ada.hears("hello");
    await eventually(() => ada.composer.getAttribute("autocomplete"), "off");
  });

  test("an input method has its Enter, arrows and Escape to itself", async () => {
    const ada = await inRoom();
    await ada.say("said");
    await ada.hears("said");
    const session = await ada.page.context().newCDPSession(ada.page);
    await session.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
    for (const key of ["Enter", "ArrowUp", "Escape"]) {
      await ada.composer.dispatchEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true });
      await ada.composer.dispatchEvent("keydown", { key, keyCode: 229, bubbles: true, cancelable: true });
    }
    expect(await ada.composer.inputValue()).toBe("に");
    await session.send("Input.insertText", { text: "日本" });
    await eventually(() => ada.composer.inputValue(), "日本");
    expect(await ada.messages.count()).toBe(1);
    await ada.composer.press("Enter");
    await ada.hears("日本");
  });
});

describe("a touch screen", () => {
  test("Enter breaks the line, the button sends, and the keyboard stays", async () => {
    const ada = await inRoom(undefined, PHONE);
    await ada.composer.tap();
    await ada.composer.pressSequentially("one");
    await ada.composer.press("Enter");
    await ada.composer.pressSequentially("two");
    await eventually(() => ada.composer.inputValue(), "one\ntwo");
    expect(await ada.messages.count()).toBe(0);
    await ada.page.evaluate(() => {
      document.activeElement?.addEventListener("blur", () => document.body.setAttribute("data-blurred", ""));
    });
    await ada.page.getByRole("button", { name: "Send" }).tap();
    await ada.hears("one\ntwo");
    await eventually(() => isWriting(ada.page), true);
    expect(await ada.page.locator("[data-blurred]").count()).toBe(0);
    await ada.composer.fill("by a keyboard that is plugged in");
    await ada.composer.press("Control+Enter");
    await ada.hears("plugged in");
    expect(await ada.complaints()).toEqual([]);
  });

  test("a keyboard that lies over the page, as on Safari, covers nothing of the composer", async () => {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    // Chromium makes the page smaller, as it is asked to; this view stands for one that doesn't.
    await page.addInitScript(() => {
      const view = Object.assign(new EventTarget(), { height: 740, width: 360, offsetTop: 0, offsetLeft: 0, scale: 1 });
      Object.defineProperty(window, "visualViewport", { value: view });
    });
    await page.goto(await room());
    await page.locator(".namefield-name").waitFor();
    await page.waitForLoadState("networkidle");
    const bottom = () => page.evaluate(() => document.querySelector(".composer")?.getBoundingClientRect().bottom);
    const keyboard = (height: number) =>
      page.evaluate((left) => {
        const view = window.visualViewport as EventTarget;
        Object.assign(view, { height: left });
        view.dispatchEvent(new Event("resize"));
      }, 740 - height);
    await eventually(() => bottom(), 740);
    await keyboard(300);
    await eventually(() => bottom(), 440);
    await keyboard(0);
    await eventually(() => bottom(), 740);
    // A browser's own bar is no keyboard.
    await keyboard(60);
    expect(await bottom()).toBe(740);
  });

  test("the composer is never wider or higher than what is seen", async () => {
    const ada = await inRoom(undefined, PHONE);
    const inView = () =>
      ada.page.evaluate(() => {
        const box = document.querySelector(".composer-box")?.getBoundingClientRect();
        return box !== undefined && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
      });
    await ada.composer.fill("unbroken".repeat(200));
    await eventually(inView, true);
    await ada.page.setViewportSize({ width: 320, height: 360 });
    await eventually(inView, true);
    await ada.page.locator(".namefield-name").tap();
    await ada.page.getByRole("textbox", { name: "Your name" }).waitFor();
    await eventually(inView, true);
  });
});

describe("emoji and mentions", () => {
  test("a picked emoji stands where the caret was, and writing goes on behind it", async () => {
    const ada = await inRoom();
    await ada.composer.fill("ab");
    await ada.composer.press("ArrowLeft");
    await ada.page.getByRole("button", { name: "Emoji" }).click();
    await ada.page.getByRole("searchbox", { name: "Search emoji" }).fill("party popper");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(() => isWriting(ada.page), true);
    await ada.page.keyboard.type("!");
    await eventually(() => ada.composer.inputValue(), "a🎉!b");
    await ada.page.getByRole("button", { name: "Emoji" }).click();
    await ada.page.getByRole("searchbox", { name: "Search emoji" }).fill("tada");
    await ada.page.keyboard.press("Shift+Enter");
    await eventually(() => ada.composer.inputValue(), "a🎉!🎉b");
    // The first one is for what is looked for.
    for (let times = 0; times < 2; times++) await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await ada.composer.inputValue()).toBe("a🎉!🎉b");
    expect(await ada.complaints()).toEqual([]);
  });

  test("a shortcode and a name are completed, and Enter sends only what is complete", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([inRoom(address), inRoom(address)]);
    await bo.rename("Bo Derwent");
    await ada.page.locator(".roster", { hasText: "Bo Derwent" }).waitFor();
    await ada.composer.pressSequentially("look :tad");
    await ada.page.getByRole("option", { name: ":tada:" }).waitFor();
    await ada.composer.press("Enter");
    await eventually(() => ada.composer.inputValue(), "look 🎉 ");
    await ada.composer.pressSequentially("@der");
    await ada.page.getByRole("option", { name: "Bo Derwent" }).click();
    await eventually(() => ada.composer.inputValue(), "look 🎉 @Bo Derwent ");
    await ada.composer.pressSequentially("@");
    await ada.page.getByRole("listbox").waitFor();
    await ada.composer.press("Escape");
    await eventually(() => ada.page.getByRole("listbox").count(), 0);
    await ada.composer.press("Enter");
    await bo.hears("look 🎉 @Bo Derwent @");
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });
});

describe("too much", () => {
  test("H8: a paste too long stays, says by how much, and goes once it is shorter", async () => {
    const ada = await inRoom();
    const long = "🦋".repeat(4003);
    await ada.composer.fill(long);
    await ada.page.getByText("3 characters too many").waitFor();
    await ada.page.getByText("A message has at most 4,000 characters.").waitFor();
    await eventually(() => ada.composer.getAttribute("aria-invalid"), "true");
    await ada.composer.press("Enter");
    await eventually(() => ada.page.getByRole("button", { name: "Send" }).isDisabled(), true);
    expect(await ada.composer.inputValue()).toBe(long);
    await ada.composer.press("End");
    for (let times = 0; times < 3; times++) await ada.composer.press("Backspace");
    await ada.page.getByText("0 characters left").waitFor();
    await ada.composer.press("Enter");
    await ada.messages.first().waitFor();
    await eventually(() => ada.composer.inputValue(), "");
  });

  test("what is far too long is not taken, and nothing that was written is lost to it", async () => {
    const ada = await inRoom();
    await ada.composer.fill("mine ");
    await ada.page.context().grantPermissions(["clipboard-write"]);
    await ada.page.evaluate(() => navigator.clipboard.writeText("x".repeat(1_000_000)));
    await ada.composer.press("ControlOrMeta+v");
    await ada.page.getByText("A message has at most 4,000 characters.").waitFor();
    expect(await ada.composer.inputValue()).toBe("mine ");
    await ada.composer.press("End");
    await ada.page.keyboard.type("still");
    await eventually(() => ada.composer.inputValue(), "mine still");
    await eventually(() => ada.page.getByText("at most 4,000").count(), 0);
  });

  test("W15: who outruns the server's pace loses nothing: all of it arrives, in order, by itself", async () => {
    const address = await room();
    const [ada, bo] = await Promise.all([inRoom(address), inRoom(address)]);
    const texts = Array.from({ length: 9 }, (_, at) => `n${at}`);
    for (const text of texts) await ada.say(text);
    await eventually(() => ada.composer.inputValue(), "");
    await bo.hears("n8");
    await eventually(() => bo.said(), texts);
    await ada.page.waitForFunction(() => document.querySelector("[data-state]") === null);
    expect(await ada.complaints()).toEqual([]);
  });
});
