// What the composer does beyond text: commands of other chats, keys that format, and quoting what is selected.
import { expect, test } from "bun:test";
import { createAxeInspection } from "./axe-inspection.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser();

const question = ({ page }: Visitor) => page.locator(".composer").getByRole("alert");
const hasFocus = ({ composer }: Visitor) => composer.evaluate((field) => field === document.activeElement);

test("M7: an unknown command is asked about: a second Enter sends it, Escape leaves it to be edited", async () => {
  const ada = await app.join(await app.createRoom());
  await ada.send("/help");
  await question(ada).getByText("Send “/help” as a message?").waitFor();
  const { found, check } = createAxeInspection(ada.page);
  await check("a command", question(ada));
  expect(found).toEqual({});
  await ada.composer.press("Escape");
  await eventually(() => question(ada).count(), 0);
  expect(await ada.composer.inputValue()).toBe("/help");
  await ada.composer.press("Enter");
  await question(ada).waitFor();
  // Writing on is an answer, too; holding Enter down is none.
  await ada.composer.pressSequentially(" me");
  await eventually(() => question(ada).count(), 0);
  await ada.composer.press("Enter");
  await question(ada).waitFor();
  await ada.composer.evaluate((field) => {
    const options = { key: "Enter", repeat: true, bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", options));
  });
  expect(await ada.composer.inputValue()).toBe("/help me");
  await ada.composer.press("Enter");
  await ada.waitForMessage("/help me");
  await eventually(() => ada.composer.inputValue(), "");
  expect(await question(ada).count()).toBe(0);

  await ada.send("/nick Bob");
  await ada.page.locator(".notice-line").getByRole("button", { name: "Edit" }).click();
  await eventually(() => hasFocus(ada), true);
  expect(await ada.composer.inputValue()).toBe("/nick Bob");
  await ada.composer.press("Enter");
  // By the keyboard alone: the question comes right after the field.
  await question(ada).waitFor();
  await ada.page.keyboard.press("Tab");
  await ada.page.keyboard.press("Enter");
  await ada.waitForMessage("/nick Bob");
  await eventually(() => hasFocus(ada), true);
  // An edit is saved, not sent.
  await ada.composer.press("ArrowUp");
  await ada.composer.fill("/nick Ada");
  await ada.composer.press("Enter");
  await ada.page.locator(".notice-line").getByRole("button", { name: "Save" }).click();
  await ada.waitForMessage("/nick Ada");
  for (const text of ["/etc/hosts", "//", "/"]) {
    await ada.composer.fill(text);
    if (text === "/") await ada.composer.press("Escape");
    await ada.composer.press("Enter");
    await eventually(() => ada.messageTexts(), expect.arrayContaining([text]));
  }
  expect(await ada.problems()).toEqual([]);
});

test("M7: /me is sent in italics, /shrug shrugs, and both are offered", async () => {
  const ada = await app.join(await app.createRoom());
  await ada.composer.press("/");
  await ada.page.getByRole("option", { name: "/shrug" }).waitFor();
  await ada.composer.press("Enter");
  await eventually(() => ada.composer.inputValue(), "/me ");
  await ada.composer.pressSequentially("waves");
  await ada.composer.press("Enter");
  await ada.messages.locator("em", { hasText: "waves" }).waitFor();
  expect(await ada.messageTexts()).toEqual(["waves"]);
  // What would be too long stays as it was written.
  const long = `/shrug ${"x".repeat(3993)}`;
  await ada.composer.fill(long);
  await ada.composer.press("Enter");
  await question(ada).getByText("A message can have 4,000 characters at most.").waitFor();
  expect(await ada.composer.inputValue()).toBe(long);
  await ada.send("/shrug who knows");
  await ada.waitForMessage("who knows ¯\\_(ツ)_/¯");
  await ada.composer.pressSequentially("/shrug");
  await ada.composer.press("Enter");
  await eventually(() => ada.messageTexts(), ["waves", "who knows ¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"]);
  expect(await ada.problems()).toEqual([]);
});

test("M7: on a phone the button asks, and the keyboard stays open", async () => {
  const ada = await app.join(await app.createRoom(), PHONE);
  await ada.composer.tap();
  await ada.composer.pressSequentially("/help");
  await ada.page.getByRole("button", { name: "Send" }).tap();
  await question(ada).waitFor();
  expect(await hasFocus(ada)).toBe(true);
  await ada.page.locator(".notice-line").getByRole("button", { name: "Send" }).tap();
  await ada.waitForMessage("/help");
  expect(await hasFocus(ada)).toBe(true);
  expect(await ada.problems()).toEqual([]);
});

test("M8: Ctrl with B, I and E marks the selection and takes the marks away, and undo takes back each step", async () => {
  const ada = await app.join(await app.createRoom());
  const { composer, page } = ada;
  const press = async (...keys: string[]) => {
    for (const key of keys) await composer.press(key);
  };
  // The keys are loaded after the composer.
  await eventually(async () => {
    await composer.fill("");
    await press("ControlOrMeta+b");
    return composer.inputValue();
  }, "****");
  await composer.pressSequentially("hi");
  expect(await composer.inputValue()).toBe("**hi**");
  await composer.fill("");
  await composer.pressSequentially("one two");
  await press("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "ControlOrMeta+i");
  expect(await composer.inputValue()).toBe("one *two*");
  await press("ControlOrMeta+b");
  expect(await composer.inputValue()).toBe("one ***two***");
  await press("ControlOrMeta+i", "ControlOrMeta+b");
  expect(await composer.inputValue()).toBe("one two");
  await press("ControlOrMeta+e");
  expect(await composer.inputValue()).toBe("one `two`");
  for (const before of ["one two", "one **two**", "one ***two***", "one *two*", "one two"]) {
    await press("ControlOrMeta+z");
    expect(await composer.inputValue()).toBe(before);
  }
  await press("ControlOrMeta+e", "Enter");
  await ada.messages.locator("code", { hasText: "two" }).waitFor();
  // Elsewhere these keys are the browser's.
  await page.getByRole("log").focus();
  await page.keyboard.press("ControlOrMeta+b");
  expect(await composer.inputValue()).toBe("");
  await page.keyboard.press("?");
  const overview = page.getByRole("dialog", { name: "Keyboard and formatting" });
  for (const text of ["/me …", "/shrug", "Reply, quoting any selected text"]) await overview.getByText(text).waitFor();
  expect(await ada.problems()).toEqual([]);
});

test("M8, H9: R quotes what is selected of a message, and without a selection only replies", async () => {
  const ada = await app.join(await app.createRoom());
  await ada.send("the key is under the mat");
  await ada.waitForMessage("the key is under the mat");
  const message = ada.page.locator(".message", { hasText: "under the mat" });
  const bar = ada.page.locator(".reply-bar", { hasText: "under the mat" });
  await message.click();
  await message.press("r");
  await bar.waitFor();
  expect(await ada.composer.inputValue()).toBe("");
  await ada.composer.press("Escape");
  await message.click();
  await message.locator(".message-text p").evaluate((line) => {
    const range = new Range();
    range.setStart(line.firstChild as Node, 4);
    range.setEnd(line.firstChild as Node, 7);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  });
  await message.press("r");
  await bar.waitFor();
  expect(await ada.composer.inputValue()).toBe("> key\n");
  await ada.page.keyboard.type("which one?");
  await ada.page.keyboard.press("Enter");
  const reply = ada.page.locator(".message", { hasText: "which one?" });
  await reply.locator("blockquote", { hasText: "key" }).waitFor();
  await reply.getByRole("button", { name: /Reply to/ }).waitFor();
  expect(await ada.problems()).toEqual([]);
});
