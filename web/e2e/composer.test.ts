// The composer: keys, editing, input methods, touch, emoji and mentions; nothing that was written is lost.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { startApiTalker } from "./api-talker.ts";
import { eventually } from "./eventually.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser();

const isWriting = (page: Page) => page.evaluate(() => document.activeElement?.tagName === "TEXTAREA");
describe("writing and editing", () => {
  test("W1, H10: a link opens with the composer focused, the up arrow edits the last message, and Escape can be undone", async () => {
    const address = await app.createRoom();
    const bo = await startApiTalker(app.server, address, "Bo");
    const ada = await app.join(address);
    // A message needs only text and Enter.
    await ada.page.keyboard.type("frist");
    await ada.page.keyboard.press("Enter");
    await ada.waitForMessage("frist");
    await eventually(() => ada.composer.getAttribute("autocomplete"), "off");
    await bo.say("hm?");
    await ada.waitForMessage("hm?");
    await ada.composer.press("ArrowUp");
    await eventually(() => ada.composer.inputValue(), "frist");
    await ada.page.getByText("Editing your message").waitFor();
    await ada.composer.fill("first");
    await ada.page.getByRole("button", { name: "Save" }).click();
    await eventually(() => bo.heard("edit").map(({ message }) => message), ["first"]);
    await ada.page.locator(".message", { hasText: "edited" }).waitFor();
    await eventually(() => ada.messageTexts(), ["first", "hm?"]);
    await eventually(() => ada.composer.inputValue(), "");
    await eventually(() => ada.page.getByText("Editing your message").count(), 0);

    // An arrow key in written text moves the caret, and cancelling an edit restores the draft.
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
    await eventually(() => ada.messageTexts(), ["said differently", "hm?"]);

    // Escape clears the text, Undo restores it, and a draft survives a reload.
    await ada.composer.fill("all of this");
    await ada.composer.press("Escape");
    await eventually(() => ada.composer.inputValue(), "");
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await eventually(() => ada.composer.inputValue(), "all of this");
    await eventually(() => isWriting(ada.page), true);
    await ada.page.reload();
    await ada.waitUntilJoined();
    await eventually(() => ada.composer.inputValue(), "all of this");
    await ada.waitForMessage("hm?");
    expect(await ada.messages.count()).toBe(2);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("keys", () => {
  test("a slash focuses the composer, a question mark shows all keys, both can be turned off, and an input method has its own", async () => {
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

    // Enter, arrow keys and Escape belong to an input method while it composes.
    await keyboard.press("Escape");
    await overview.waitFor({ state: "detached" });
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
    expect(await ada.problems()).toEqual([]);
  });
});

describe("a touch screen", () => {
  test("Enter breaks the line, the button sends, the keyboard stays open, and the composer stays in the visible area", async () => {
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
    expect(await ada.problems()).toEqual([]);
  });

  test("a keyboard that overlays the page, as in Safari, covers no part of the composer", async () => {
    // Chromium shrinks the page for the keyboard. This fake viewport stands for a browser that does not.
    const { page } = await app.visit(await app.createRoom(), PHONE, async (page) => {
      await page.addInitScript(() => {
        const view = Object.assign(new EventTarget(), {
          height: 740,
          width: 360,
          offsetTop: 0,
          offsetLeft: 0,
          scale: 1,
        });
        Object.defineProperty(window, "visualViewport", { value: view });
      });
    });
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
});

describe("emoji, mentions and long messages", () => {
  test("H8: emoji and names are completed where the caret is, and what is too long stays, and can be sent once it is shorter", async () => {
    const address = await app.createRoom();
    const bo = await startApiTalker(app.server, address, "Bo Derwent");
    const ada = await app.join(address);
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

    // Enter sends only what is complete.
    await ada.composer.fill("");
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
    await eventually(() => bo.heard("chat").map(({ message }) => message), ["look 🎉 @Bo Derwent @"]);
    await eventually(() => ada.messages.count(), 1);

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
    await ada.waitForMessage("🦋");
    await eventually(() => ada.composer.inputValue(), "");

    // A paste that is far too long is rejected, and the written text stays.
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
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("W15: messages beyond the rate limit all arrive by themselves, in order", async () => {
    const address = await app.createRoom();
    const bo = await startApiTalker(app.server, address, "Bo");
    const ada = await app.join(address);
    const texts = Array.from({ length: 9 }, (_, at) => `n${at}`);
    for (const text of texts) await ada.send(text);
    await eventually(() => ada.composer.inputValue(), "");
    await ada.waitForMessage("n8");
    await eventually(() => bo.heard("chat").map(({ message }) => message), texts);
    await ada.page.waitForFunction(() => document.querySelector("[data-state]") === null);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });
});
