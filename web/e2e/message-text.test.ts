// How a message's text is shown where only a browser can tell: directions, numbers of items, who is meant.
import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Returns a word of the last message as the eye reads it: its letters by where they are drawn, from left to right. */
async function asDrawn(page: Page, word: string): Promise<string> {
  const message = page.locator(".message-text").last();
  return message.evaluate((element, word) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const from = node.nodeValue?.indexOf(word) ?? -1;
      if (from < 0) continue;
      const letters = [...word].map((letter, at) => {
        const range = document.createRange();
        range.setStart(node, from + at);
        range.setEnd(node, from + at + 1);
        return { letter, left: range.getBoundingClientRect().left };
      });
      return letters
        .sort((a, b) => a.left - b.left)
        .map(({ letter }) => letter)
        .join("");
    }
    return "";
  }, word);
}

test("M5: nothing within an element turns what follows it, and an address reads as it is sent or shows where it leads", async () => {
  const ada = await app.join(await app.createRoom());
  const turning = [
    "[click \u202e here](https://a.example/) tail",
    "https://legit.example/a\u202egpj.exe tail",
    "**bold \u202e** tail",
    "*\u2067it* tail",
    "~~gone\u202e~~ tail",
    "`code\u202e` tail",
    "***\u202eboth*** tail",
  ];
  for (const [at, text] of turning.entries()) {
    await ada.send(text);
    await eventually(() => ada.messages.count(), at + 1);
    await ada.messages.last().locator(":is(a, strong, em, del, code)").first().waitFor();
    await eventually(async () => [text, await asDrawn(ada.page, "tail")], [text, "tail"]);
  }
  await ada.send("https://legit.example/a\u202egpj.exe");
  const link = ada.page.locator(".message-text a").last();
  await eventually(() => link.textContent(), "https://legit.example/a%E2%80%AEgpj.exe");
  await ada.send("[https://bank.example](https://other.example/)");
  await eventually(() => link.textContent(), "https://bank.example (other.example)");
  expect(await ada.problems()).toEqual([]);
});

test("M3: every item shows its number, whole also on the narrowest screen", async () => {
  const ada = await app.visit(await app.createRoom(), { viewport: { width: 320, height: 640 } });
  await ada.waitUntilJoined();
  await ada.send("4. four\n3. three\n2. two");
  const list = ada.page.locator(".message-text ol").last();
  const values = () => list.locator("li").evaluateAll((items) => items.map((item) => (item as HTMLLIElement).value));
  await eventually(values, [4, 3, 2]);
  await ada.send("12345678. a\n12345679. b");
  await eventually(values, [12345678, 12345679]);
  await eventually(() => list.evaluate((element) => getComputedStyle(element).listStylePosition), "inside");
  await ada.send("12345678. ist meine Nummer");
  await ada.waitForMessage("12345678. ist meine Nummer");
  expect(await ada.problems()).toEqual([]);
});

test("M6, H12: a name is completed behind a word without a space, and who was chosen is meant", async () => {
  const address = await app.createRoom();
  const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
  await bo.rename("小明");
  await ada.page.locator(".roster", { hasText: "小明" }).waitFor();
  await ada.composer.pressSequentially("お願い@小");
  await ada.page.getByRole("option", { name: "小明" }).click();
  await eventually(() => ada.composer.inputValue(), "お願い@小明 ");
  await ada.composer.press("Backspace");
  await ada.composer.pressSequentially("明 x");
  await ada.composer.press("Enter");
  await bo.waitForMessage("お願い@小明明 x");
  await eventually(() => bo.page.locator(".mention").allTextContents(), ["@小明"]);
  await eventually(() => bo.page.locator(".mention").getAttribute("data-own"), "");
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});
