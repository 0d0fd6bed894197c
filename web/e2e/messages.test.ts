// Replying to messages, editing, deleting and reacting, by mouse, touch and keyboard, and what the others see.
import { describe, expect, test } from "bun:test";
import type { BrowserContextOptions } from "playwright-core";
import { type ApiTalker, numberedLines, startApiTalker } from "./api-talker.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off", "--history", "2000");

/** Opens a room as a new guest, in which Bo is without a browser. */
async function joinWithBo(options: BrowserContextOptions = {}): Promise<{ ada: Visitor; bo: ApiTalker }> {
  const { room, url } = await app.server.post("rooms");
  const [ada, bo] = await Promise.all([app.join(url, options), startApiTalker(app.server, room.code, "Bo")]);
  return { ada, bo };
}

const message = ({ page }: Visitor, text: string) => page.locator(".transcript-row .message", { hasText: text }).last();
const menu = ({ page }: Visitor) => page.locator(".message-menu");

/** Opens the menu of a message with the mouse. */
async function openMenu(visitor: Visitor, text: string): Promise<void> {
  await message(visitor, text).hover();
  await message(visitor, text).getByRole("button", { name: "More" }).click();
  await menu(visitor).waitFor();
}

const chooseInMenu = (visitor: Visitor, name: string) =>
  menu(visitor).getByRole("button", { name, exact: true }).click();

describe("by mouse", () => {
  test("H9: a reply shows the message it quotes, and a click jumps to it", async () => {
    const { ada, bo } = await joinWithBo();
    const [id] = await bo.say("Who has the key?");
    await ada.waitForMessage("Who has the key?");
    await message(ada, "Who has the key?").hover();
    await message(ada, "Who has the key?").getByRole("button", { name: "Reply" }).click();
    await ada.page.locator(".reply-bar", { hasText: "Bo" }).waitFor();
    await ada.send("I have");
    const quote = message(ada, "I have").getByRole("button", { name: "Reply to Bo" });
    await quote.filter({ hasText: "Who has the key?" }).waitFor();
    await eventually(() => bo.heard("chat").at(-1), expect.objectContaining({ message: "I have", replyTo: id }));
    await bo.say(...numberedLines(1, 80));
    await ada.waitForMessage("line 80");
    await eventually(() => message(ada, "Who has the key?").count(), 0);
    await ada.send("and later");
    await openMenu(ada, "and later");
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
    await quote.click();
    await ada.page.locator(".message[data-highlighted]", { hasText: "Who has the key?" }).waitFor();
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("H9: a quoted message is found even if it is old, and a missing one is reported", async () => {
    const { room, url } = await app.server.post("rooms");
    const bo = await startApiTalker(app.server, room.code, "Bo");
    const [first] = await bo.say("the very first", ...numberedLines(1, 1500));
    const [id] = await bo.say("about to go");
    await bo.ask("POST", "messages", { message: "to the very first", replyTo: first });
    await bo.ask("POST", "messages", { message: "to about to go", replyTo: id });
    const ada = await app.join(url);
    const quoteIn = (text: string) => message(ada, text).locator(".quote");
    await quoteIn("to about to go").filter({ hasText: "about to go" }).waitFor();
    await bo.ask("DELETE", `messages/${id}`);
    await quoteIn("to about to go").filter({ hasText: "deleted" }).waitFor();
    await quoteIn("to the very first").filter({ hasText: "the very first" }).click();
    await ada.page.locator(".message[data-highlighted]", { hasText: "the very first" }).waitFor();
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("H10, H11, I4: messages are edited, deleted and reacted to for everybody, and mentions are highlighted", async () => {
    const address = await app.createRoom();
    const [ada, bo] = await Promise.all([app.join(address), app.join(address)]);
    // One's own message is edited and deleted.
    await ada.send("Mett at noon");
    await bo.waitForMessage("Mett at noon");
    const readOut = bo.page.locator("[aria-live=polite] p", { hasText: "Mett at noon" });
    await readOut.waitFor({ state: "attached" });
    await openMenu(bo, "Mett at noon");
    expect(await menu(bo).getByRole("button", { name: "Edit" }).count()).toBe(0);
    expect(await menu(bo).getByRole("button", { name: "Delete" }).count()).toBe(0);
    await bo.page.keyboard.press("Escape");
    await openMenu(ada, "Mett at noon");
    await chooseInMenu(ada, "Edit");
    await eventually(() => ada.composer.inputValue(), "Mett at noon");
    await ada.send("Meet at noon");
    await bo.waitForMessage("Meet at noon");
    await message(bo, "Meet at noon").getByText("edited").waitFor();
    await readOut.waitFor({ state: "detached" });
    await eventually(() => ada.composer.inputValue(), "");
    await openMenu(ada, "Meet at noon");
    await chooseInMenu(ada, "Delete");
    await message(ada, "This message was deleted.").waitFor();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await ada.waitForMessage("Meet at noon");
    await openMenu(ada, "Meet at noon");
    await chooseInMenu(ada, "Delete");
    await message(ada, "This message was deleted.").waitFor();
    expect(await bo.messages.filter({ hasText: "Meet at noon" }).count()).toBe(1);
    for (const visitor of [ada, bo]) {
      await message(visitor, "This message was deleted.").waitFor();
      await visitor.page.getByText("Meet at noon").waitFor({ state: "detached" });
    }

    // Reactions are counted, one's own are marked, and others are named.
    await ada.send("Cake?");
    await bo.waitForMessage("Cake?");
    await message(bo, "Cake?").hover();
    await message(bo, "Cake?").getByRole("button", { name: "React", exact: true }).click();
    await chooseInMenu(bo, "🎉");
    const chip = (visitor: Visitor) => message(visitor, "Cake?").locator(".reaction[aria-pressed]");
    await chip(ada).waitFor();
    await eventually(() => chip(ada).textContent(), "🎉1");
    await eventually(() => chip(ada).getAttribute("aria-pressed"), "false");
    await eventually(() => chip(ada).getAttribute("aria-label"), `🎉 1: ${await bo.name()}`);
    await chip(ada).click();
    await chip(bo).filter({ hasText: "🎉2" }).waitFor();
    await eventually(() => chip(ada).getAttribute("aria-pressed"), "true");
    await openMenu(bo, "Cake?");
    await eventually(() => menu(bo).locator("li").textContent(), `🎉 you and ${await ada.name()}`);
    await bo.page.keyboard.press("Escape");
    await chip(bo).click();
    await chip(ada).filter({ hasText: "🎉1" }).waitFor();
    await openMenu(ada, "Cake?");
    await chooseInMenu(ada, "More emoji");
    await ada.page.getByRole("searchbox").fill("cupcake");
    await ada.page.keyboard.press("Enter");
    await message(bo, "Cake?").locator(".reaction", { hasText: "🧁" }).waitFor();

    // Mentions of oneself and of present members are highlighted.
    await ada.rename("Ada Lovelace");
    await bo.page.locator(".roster", { hasText: "Ada Lovelace" }).waitFor();
    await bo.send("@Ada Lovelace and @Nobody, look");
    const called = ada.page.locator(".mention");
    await called.waitFor();
    await eventually(() => called.allTextContents(), ["@Ada Lovelace"]);
    await eventually(() => called.getAttribute("data-own"), "");
    expect(await bo.page.locator(".mention").getAttribute("data-own")).toBeNull();
    expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
  });
});

test("H8: three emoji alone are large, and a code block scrolls and has a copy button", async () => {
  const ada = await app.join(await app.createRoom(), { permissions: ["clipboard-read", "clipboard-write"] });
  await ada.send("🎉👍🏽 ❤️");
  await ada.send(`\`\`\`\n${"long ".repeat(60)}\n\`\`\``);
  const size = (text: string) =>
    ada.messages.filter({ hasText: text }).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  await eventually(async () => (await size("🎉")) > 30, true);
  const code = ada.page.locator(".code-block");
  await code.waitFor();
  const [inner, outer] = await code.locator("pre").evaluate((pre) => [pre.scrollWidth, pre.clientWidth]);
  expect(inner).toBeGreaterThan(outer ?? 0);
  expect(await ada.page.getByRole("log").evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true);
  await code.hover();
  await code.getByRole("button", { name: "Copy" }).click();
  await eventually(() => ada.page.evaluate(() => navigator.clipboard.readText()), `${"long ".repeat(60)}`);
});

describe("by keyboard", () => {
  test("S9, H10: Tab leads to a message's tools, arrow keys between messages, and single keys run the most used actions", async () => {
    const { ada, bo } = await joinWithBo();
    const [fromBo] = await bo.say("from Bo");
    await ada.waitForMessage("from Bo");
    for (const text of ["first", "second", "third"]) await ada.send(text);
    await ada.waitForMessage("third");
    await ada.composer.focus();
    await ada.page.keyboard.press("Shift+Tab");
    const focused = () => ada.page.evaluate(() => document.activeElement?.querySelector(".message-text")?.textContent);
    await ada.page.locator(".message:focus .message-tools").waitFor();
    await eventually(() => focused(), "third");
    await ada.page.keyboard.press("ArrowUp");
    await eventually(() => focused(), "second");
    await ada.page.keyboard.press("e");
    await eventually(() => ada.composer.inputValue(), "second");
    await ada.page.keyboard.type("!");
    await ada.page.keyboard.press("Enter");
    await eventually(() => bo.heard("edit").map(({ message }) => message), ["second!"]);
    await ada.page.keyboard.press("Shift+Tab");
    await eventually(() => focused(), "second!");
    await ada.page.keyboard.press("ArrowUp");
    await ada.page.keyboard.press("ArrowUp");
    await eventually(() => focused(), "from Bo");
    // Bo's message must stay: it is not Ada's to delete.
    await ada.page.keyboard.press("Delete");
    expect(await message(ada, "This message was deleted.").count()).toBe(0);
    await ada.page.keyboard.press("r");
    await ada.page.locator(".reply-bar").waitFor();
    await ada.page.keyboard.type("heard");
    await ada.page.keyboard.press("Enter");
    await eventually(() => bo.heard("chat").at(-1), expect.objectContaining({ message: "heard", replyTo: fromBo }));
    await ada.page.keyboard.press("Shift+Tab");
    await eventually(() => focused(), "from Bo");
    await ada.page.keyboard.press("ArrowDown");
    await eventually(() => focused(), "first");
    await ada.page.keyboard.press("Delete");
    await message(ada, "This message was deleted.").waitFor();
    const [, , second] = bo.heard("chat");
    await ada.page.keyboard.press("ArrowDown");
    await eventually(() => focused(), "second!");
    await ada.page.keyboard.press("Enter");
    await menu(ada).waitFor();
    await ada.page.keyboard.press("ArrowRight");
    await ada.page.keyboard.press("Enter");
    await eventually(() => bo.heard("react"), [expect.objectContaining({ messageId: second?.id, on: true })]);
    await eventually(() => focused(), "second!");
    await eventually(() => bo.heard("delete").length, 1);

    for (let times = 0; times < 2; times++) await ada.page.keyboard.press("ArrowUp");
    await eventually(() => focused(), "from Bo");
    await ada.page.locator(".message:focus .message-tools").waitFor();
    await ada.page.keyboard.press("Tab");
    await ada.page.locator(".message-name:focus").waitFor();
    for (const name of ["React", "Reply", "More", "Message"]) {
      await ada.page.keyboard.press("Tab");
      await eventually(() => ada.page.evaluate(() => document.activeElement?.ariaLabel), name);
    }
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("by touch", () => {
  test("H10: a tap opens a sheet along the bottom, and a long press on a reaction shows who reacted", async () => {
    const { ada, bo } = await joinWithBo(PHONE);
    await bo.say("Tap me");
    await ada.waitForMessage("Tap me");
    await message(ada, "Tap me").locator(".message-text").tap();
    await menu(ada).waitFor();
    await eventually(async () => {
      const box = await menu(ada).boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0));
    }, PHONE.viewport.height);
    await menu(ada).getByRole("button", { name: "👍" }).tap();
    const chip = message(ada, "Tap me").locator(".reaction[aria-pressed]");
    await chip.waitFor();
    const { x = 0, y = 0 } = (await chip.boundingBox()) ?? {};
    const touch = await ada.page.context().newCDPSession(ada.page);
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 10, y: y + 10 }] });
    await menu(ada).locator("li", { hasText: "👍 you" }).waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    expect(await chip.count()).toBe(1);
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });
});

describe("while the network is down", () => {
  test("H2, H10: changes to messages are shown at once, wait for the network, and happen once", async () => {
    const network = createBreakableNetwork(app.server.port);
    const { room } = await app.server.post("rooms");
    const bo = await startApiTalker(app.server, room.code, "Bo");
    const ada = await app.join(`${network.url}/${room.shownCode}`);
    for (const text of ["one", "two"]) await ada.send(text);
    await ada.waitForMessage("two");
    network.down();
    await openMenu(ada, "one");
    await chooseInMenu(ada, "Edit");
    await eventually(() => ada.composer.inputValue(), "one");
    await ada.send("uno");
    await message(ada, "uno").waitFor();
    await openMenu(ada, "two");
    await chooseInMenu(ada, "👍");
    await message(ada, "two").locator(".reaction", { hasText: "1" }).waitFor();
    expect([...bo.heard("edit"), ...bo.heard("react")]).toEqual([]);
    network.up();
    await message(ada, "uno").getByText("edited").waitFor();
    await eventually(() => ada.page.locator("[data-state]").count(), 0);
    await eventually(() => bo.heard("edit").map(({ message }) => message), ["uno"]);
    await eventually(() => bo.heard("react").map(({ emoji }) => emoji), ["👍"]);
    bo.leave();
    network.stop();
  });
});
