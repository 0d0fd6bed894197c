// The composer: keys, editing, input methods, touch, emoji and mentions; nothing that was written is lost.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser();

const isWriting = (page: Page) => page.evaluate(() => document.activeElement?.tagName === "TEXTAREA");
const edited = (visitor: Visitor) => visitor.page.locator(".message", { hasText: "edited" });

describe("editing and undoing", () => {
  test("H10: the up arrow edits the last message, and Enter changes it for everybody", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
    await ada.send("frist");
    await bo.send("hm?");
    await ada.waitForMessage("hm?");
    await bo.waitForMessage("frist");
    await ada.composer.press("ArrowUp");
    await eventually(() => ada.composer.inputValue(), "frist");
    await ada.page.getByText("Editing your message").waitFor();
    await ada.composer.fill("first");
    await ada.page.getByRole("button", { name: "Save" }).click();
    await bo.waitForMessage("first");
    await edited(bo).waitFor();
    await eventually(() => bo.messageTexts(), ["first", "hm?"]);
    await eventually(() => ada.composer.inputValue(), "");
    await eventually(() => ada.page.getByText("Editing your message").count(), 0);
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });

  test("an arrow key in written text moves the caret, and cancelling an edit restores the draft", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.send("said");
    await ada.waitForMessage("said");
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
    await ada.waitForMessage("said differently");
    await eventually(() => ada.messageTexts(), ["said differently"]);
  });

  test("Escape clears the text, Undo restores it, and a draft survives a reload", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.composer.fill("all of this");
    await ada.composer.press("Escape");
    await eventually(() => ada.composer.inputValue(), "");
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await eventually(() => ada.composer.inputValue(), "all of this");
    await eventually(() => isWriting(ada.page), true);
    await ada.page.reload();
    await ada.waitUntilJoined();
    await eventually(() => ada.composer.inputValue(), "all of this");
    expect(await ada.messages.count()).toBe(0);
  });
});

describe("keys", () => {
  test("a slash focuses the composer, a question mark shows all keys, and both can be turned off", async () => {
    const ada = await app.join(await app.createRoom());
    const { keyboard } = ada.page;
    const overview = ada.page.getByRole("dialog", { name: "Keyboard and formatting" });
    await ada.composer.press("?");
    await ada.composer.press("/");
    await eventually(() => ada.composer.inputValue(), "?/");
    // The room's hotkeys are loaded after the composer.
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
    expect(await ada.problems()).toEqual([]);
  });

  test("W1: a link opens with the composer focused, so that a message needs only text and Enter", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.page.keyboard.type("hello");
    await ada.page.keyboard.press("Enter");
    await ada.waitForMessage("hello");
    await eventually(() => ada.composer.getAttribute("autocomplete"), "off");
  });

  test("Enter, arrow keys and Escape belong to an input method while it composes", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.send("said");
    await ada.waitForMessage("said");
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
    await ada.waitForMessage("日本");
  });
});

describe("a touch screen", () => {
  test("Enter breaks the line, the button sends, and the keyboard stays open", async () => {
    const ada = await app.join(await app.createRoom(), PHONE);
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
    await ada.waitForMessage("one\ntwo");
    await eventually(() => isWriting(ada.page), true);
    expect(await ada.page.locator("[data-blurred]").count()).toBe(0);
    await ada.composer.fill("by a keyboard that is plugged in");
    await ada.composer.press("Control+Enter");
    await ada.waitForMessage("plugged in");
    expect(await ada.problems()).toEqual([]);
  });

  test("a keyboard that overlays the page, as in Safari, covers no part of the composer", async () => {
    const context = await app.browser.newContext(PHONE);
    const page = await context.newPage();
    // Chromium shrinks the page for the keyboard. This fake viewport stands for a browser that does not.
    await page.addInitScript(() => {
      const view = Object.assign(new EventTarget(), { height: 740, width: 360, offsetTop: 0, offsetLeft: 0, scale: 1 });
      Object.defineProperty(window, "visualViewport", { value: view });
    });
    await page.goto(await app.createRoom());
    await page.locator(".name-field-name").waitFor();
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
    // A browser's own toolbar must not be taken for a keyboard.
    await keyboard(60);
    expect(await bottom()).toBe(740);
  });

  test("the composer is never wider or higher than the visible area", async () => {
    const ada = await app.join(await app.createRoom(), PHONE);
    const inView = () =>
      ada.page.evaluate(() => {
        const box = document.querySelector(".composer-box")?.getBoundingClientRect();
        return box !== undefined && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
      });
    await ada.composer.fill("unbroken".repeat(200));
    await eventually(inView, true);
    await ada.page.setViewportSize({ width: 320, height: 360 });
    await eventually(inView, true);
    // In so low a window only the picture of the name is shown, until the focus comes there.
    await ada.page.locator(".name-field-name").press("Enter");
    await ada.page.getByRole("textbox", { name: "Your name" }).waitFor();
    await eventually(inView, true);
  });
});

describe("emoji and mentions", () => {
  test("a picked emoji is inserted at the caret, and writing goes on after it", async () => {
    const ada = await app.join(await app.createRoom());
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
    // The first Escape clears the search, the second closes the picker.
    for (let times = 0; times < 2; times++) await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await ada.composer.inputValue()).toBe("a🎉!🎉b");
    expect(await ada.problems()).toEqual([]);
  });

  test("a shortcode and a name are completed, and Enter sends only what is complete", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
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
    await bo.waitForMessage("look 🎉 @Bo Derwent @");
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });
});

describe("long and fast messages", () => {
  test("H8: a text that is too long stays and shows the excess, and can be sent once it is shorter", async () => {
    const ada = await app.join(await app.createRoom());
    const long = "🦋".repeat(4003);
    await ada.composer.fill(long);
    await ada.page.getByText("3 characters too many").waitFor();
    await ada.page.getByText("A message can have 4,000 characters at most.").waitFor();
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

  test("a paste that is far too long is rejected, and the written text stays", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.composer.fill("mine ");
    await ada.page.context().grantPermissions(["clipboard-write"]);
    await ada.page.evaluate(() => navigator.clipboard.writeText("x".repeat(1_000_000)));
    await ada.composer.press("ControlOrMeta+v");
    await ada.page.getByText("A message can have 4,000 characters at most.").waitFor();
    expect(await ada.composer.inputValue()).toBe("mine ");
    await ada.composer.press("End");
    await ada.page.keyboard.type("still");
    await eventually(() => ada.composer.inputValue(), "mine still");
    await eventually(() => ada.page.getByText("4,000 characters at most").count(), 0);
  });

  test("W15: messages beyond the rate limit all arrive by themselves, in order", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
    const texts = Array.from({ length: 9 }, (_, at) => `n${at}`);
    for (const text of texts) await ada.send(text);
    await eventually(() => ada.composer.inputValue(), "");
    await bo.waitForMessage("n8");
    await eventually(() => bo.messageTexts(), texts);
    await ada.page.waitForFunction(() => document.querySelector("[data-state]") === null);
    expect(await ada.problems()).toEqual([]);
  });
});
