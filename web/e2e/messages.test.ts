// What people do with messages: answer, change, delete and react, by mouse, finger and keys, and what the others see.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { lines, startScribe } from "./api-talker.ts";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { createNetwork } from "./network.ts";
import { endVisits, startMayfly, Visitor } from "./visitor.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof startMayfly>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startMayfly("--limits", "off", "--history", "2000")]);
});
afterEach(() => endVisits(browser));
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function two(options: BrowserContextOptions = {}): Promise<{ ada: Visitor; bo: Visitor; code: string }> {
  const { room, url } = await server.post("rooms");
  const [ada, bo] = await Promise.all([Visitor.arrive(browser, url, options), Visitor.arrive(browser, url)]);
  await Promise.all([ada.isHere(), bo.isHere()]);
  return { ada, bo, code: room.code };
}

const message = ({ page }: Visitor, text: string) => page.locator(".row .message", { hasText: text }).last();
const menu = ({ page }: Visitor) => page.locator(".messagemenu");

/** Opens the menu of a message as a mouse does. */
async function openMenu(visitor: Visitor, text: string): Promise<void> {
  await message(visitor, text).hover();
  await message(visitor, text).getByRole("button", { name: "More" }).click();
  await menu(visitor).waitFor();
}

const choose = (visitor: Visitor, name: string) => menu(visitor).getByRole("button", { name, exact: true }).click();

describe("by mouse", () => {
  test("H9: an answer shows what it answers, and leads to it", async () => {
    const { ada, bo, code } = await two();
    await ada.say("Who has the key?");
    await bo.hears("Who has the key?");
    await message(bo, "Who has the key?").hover();
    await message(bo, "Who has the key?").getByRole("button", { name: "Reply" }).click();
    await bo.page.locator(".writingto", { hasText: await ada.name() }).waitFor();
    await bo.say("I have");
    const quote = message(ada, "I have").getByRole("button", { name: `In answer to ${await ada.name()}` });
    await quote.filter({ hasText: "Who has the key?" }).waitFor();
    const scribe = await startScribe(server, code);
    await scribe.say(...lines(1, 80));
    await ada.hears("line 80");
    await eventually(() => message(ada, "Who has the key?").count(), 0);
    await message(bo, "line 80").waitFor();
    await ada.say("and later");
    await openMenu(ada, "and later");
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
    await quote.click();
    await ada.page.locator(".message[data-lit]", { hasText: "Who has the key?" }).waitFor();
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("H9: what is answered is found where it is long ago, and told where it is gone", async () => {
    const { ada, bo, code } = await two();
    await ada.say("the very first");
    await bo.hears("the very first");
    const scribe = await startScribe(server, code);
    await scribe.say(...lines(1, 1500));
    const [id] = await scribe.say("about to go");
    for (const text of ["the very first", "about to go"]) {
      const answers = { message: `to ${text}`, replyTo: text === "about to go" ? id : `${id?.split("-")[0]}-1` };
      await fetch(`${server.url}/api/rooms/${code}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${scribe.token}` },
        body: JSON.stringify(answers),
      });
    }
    await bo.hears("to about to go");
    await bo.page.reload();
    const quote = message(bo, "to the very first").locator("button.quote");
    await quote.filter({ hasText: "the very first" }).waitFor();
    await quote.click();
    await bo.page.locator(".message[data-lit]", { hasText: "the very first" }).waitFor();
    await fetch(`${server.url}/api/rooms/${code}/messages/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${scribe.token}` },
    });
    await message(ada, "to about to go").locator(".quote", { hasText: "deleted" }).waitFor();
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("H10, H11: one's own message is changed and deleted for everybody", async () => {
    const { ada, bo } = await two();
    await ada.say("Mett at noon");
    await bo.hears("Mett at noon");
    const readOut = bo.page.locator("[aria-live=polite] p", { hasText: "Mett at noon" });
    await readOut.waitFor({ state: "attached" });
    await openMenu(bo, "Mett at noon");
    expect(await menu(bo).getByRole("button", { name: "Edit" }).count()).toBe(0);
    expect(await menu(bo).getByRole("button", { name: "Delete" }).count()).toBe(0);
    await bo.page.keyboard.press("Escape");
    await openMenu(ada, "Mett at noon");
    await choose(ada, "Edit");
    await eventually(() => ada.composer.inputValue(), "Mett at noon");
    await ada.say("Meet at noon");
    await bo.hears("Meet at noon");
    await message(bo, "Meet at noon").getByText("edited").waitFor();
    await readOut.waitFor({ state: "detached" });
    await eventually(() => ada.composer.inputValue(), "");
    await openMenu(ada, "Meet at noon");
    await choose(ada, "Delete");
    await message(ada, "This message was deleted.").waitFor();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await ada.hears("Meet at noon");
    await openMenu(ada, "Meet at noon");
    await choose(ada, "Delete");
    await message(ada, "This message was deleted.").waitFor();
    expect(await bo.messages.filter({ hasText: "Meet at noon" }).count()).toBe(1);
    for (const visitor of [ada, bo]) {
      await message(visitor, "This message was deleted.").waitFor();
      await visitor.page.getByText("Meet at noon").waitFor({ state: "detached" });
    }
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("H10: reactions are counted, one's own stand out, and others are named", async () => {
    const { ada, bo } = await two();
    await ada.say("Cake?");
    await bo.hears("Cake?");
    await message(bo, "Cake?").hover();
    await message(bo, "Cake?").getByRole("button", { name: "React", exact: true }).click();
    await choose(bo, "🎉");
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
    await choose(ada, "More emoji");
    await ada.page.getByRole("searchbox").fill("cupcake");
    await ada.page.keyboard.press("Enter");
    await message(bo, "Cake?").locator(".reaction", { hasText: "🧁" }).waitFor();
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });

  test("I4: who is called sees it, and names of those present stand out", async () => {
    const { ada, bo } = await two();
    await ada.rename("Ada Lovelace");
    await bo.page.locator(".roster", { hasText: "Ada Lovelace" }).waitFor();
    await bo.say("@Ada Lovelace and @Nobody, look");
    const called = ada.page.locator(".mention");
    await called.waitFor();
    await eventually(() => called.allTextContents(), ["@Ada Lovelace"]);
    await eventually(() => called.getAttribute("data-own"), "");
    expect(await bo.page.locator(".mention").getAttribute("data-own")).toBeNull();
  });

  test("H8: three emoji alone are large, code has a button to copy it and scrolls by itself", async () => {
    const { ada } = await two({ permissions: ["clipboard-read", "clipboard-write"] });
    await ada.say("🎉👍🏽 ❤️");
    await ada.say(`\`\`\`\n${"long ".repeat(60)}\n\`\`\``);
    const size = (text: string) =>
      ada.messages
        .filter({ hasText: text })
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    await eventually(async () => (await size("🎉")) > 30, true);
    const code = ada.page.locator(".codeblock");
    await code.waitFor();
    const [inner, outer] = await code.locator("pre").evaluate((pre) => [pre.scrollWidth, pre.clientWidth]);
    expect(inner).toBeGreaterThan(outer ?? 0);
    expect(await ada.page.getByRole("log").evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true);
    await code.hover();
    await code.getByRole("button", { name: "Copy" }).click();
    await eventually(() => ada.page.evaluate(() => navigator.clipboard.readText()), `${"long ".repeat(60)}`);
  });
});

describe("by keys", () => {
  test("H10: arrows lead through the messages, and a key does what is most often done", async () => {
    const { ada, bo } = await two();
    await bo.say("from Bo");
    await ada.hears("from Bo");
    for (const text of ["first", "second", "third"]) await ada.say(text);
    await ada.hears("third");
    await ada.composer.focus();
    await ada.page.keyboard.press("Shift+Tab");
    const focused = () => ada.page.evaluate(() => document.activeElement?.querySelector(".marked")?.textContent);
    await ada.page.locator(".message:focus").waitFor();
    await eventually(() => focused(), "third");
    await ada.page.locator(".messagetools").waitFor();
    await ada.page.keyboard.press("ArrowUp");
    await eventually(() => focused(), "second");
    await ada.page.keyboard.press("e");
    await eventually(() => ada.composer.inputValue(), "second");
    await ada.page.keyboard.type("!");
    await ada.page.keyboard.press("Enter");
    await bo.hears("second!");
    await ada.page.keyboard.press("Shift+Tab");
    await eventually(() => focused(), "second!");
    await ada.page.keyboard.press("ArrowUp");
    await ada.page.keyboard.press("ArrowUp");
    await eventually(() => focused(), "from Bo");
    // Not ours to delete.
    await ada.page.keyboard.press("Delete");
    expect(await message(ada, "This message was deleted.").count()).toBe(0);
    await ada.page.keyboard.press("r");
    await ada.page.locator(".writingto").waitFor();
    await ada.page.keyboard.type("heard");
    await ada.page.keyboard.press("Enter");
    await message(bo, "heard").locator(".quote").waitFor();
    await ada.page.keyboard.press("Shift+Tab");
    await eventually(() => focused(), "from Bo");
    await ada.page.keyboard.press("ArrowDown");
    await eventually(() => focused(), "first");
    await ada.page.keyboard.press("Delete");
    await message(ada, "This message was deleted.").waitFor();
    await message(bo, "This message was deleted.").waitFor();
    await ada.page.keyboard.press("ArrowDown");
    await eventually(() => focused(), "second!");
    await ada.page.keyboard.press("Enter");
    await menu(ada).waitFor();
    await ada.page.keyboard.press("ArrowRight");
    await ada.page.keyboard.press("Enter");
    await message(bo, "second!").locator(".reaction[aria-pressed]").waitFor();
    await eventually(() => focused(), "second!");
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });
});

describe("by finger", () => {
  test("H10: a tap opens a sheet along the bottom; a long touch on a reaction says who", async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const { ada, bo } = await two(phone);
    await bo.say("Tap me");
    await ada.hears("Tap me");
    await message(ada, "Tap me").locator(".marked").tap();
    await menu(ada).waitFor();
    await eventually(async () => {
      const box = await menu(ada).boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0));
    }, 740);
    await menu(ada).getByRole("button", { name: "👍" }).tap();
    const chip = message(ada, "Tap me").locator(".reaction[aria-pressed]");
    await chip.waitFor();
    const { x = 0, y = 0 } = (await chip.boundingBox()) ?? {};
    const touch = await ada.page.context().newCDPSession(ada.page);
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 10, y: y + 10 }] });
    await menu(ada).locator("li", { hasText: "👍 you" }).waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    expect(await chip.count()).toBe(1);
    expect([...(await ada.complaints()), ...(await bo.complaints())]).toEqual([]);
  });
});

describe("while the network is down", () => {
  test("H2, H10: what is done to messages waits, is shown meanwhile, and happens once", async () => {
    const network = createNetwork(server.port);
    const { room } = await server.post("rooms");
    const ada = await Visitor.arrive(browser, `${network.url}/${room.shownCode}`);
    const bo = await Visitor.arrive(browser, `${server.url}/${room.shownCode}`);
    await Promise.all([ada.isHere(), bo.isHere()]);
    for (const text of ["one", "two"]) await ada.say(text);
    await bo.hears("two");
    await ada.hears("two");
    network.down();
    await openMenu(ada, "one");
    await choose(ada, "Edit");
    await eventually(() => ada.composer.inputValue(), "one");
    await ada.say("uno");
    await message(ada, "uno").waitFor();
    await openMenu(ada, "two");
    await choose(ada, "👍");
    await message(ada, "two").locator(".reaction", { hasText: "1" }).waitFor();
    network.up();
    await bo.hears("uno");
    await message(bo, "two").locator(".reaction", { hasText: "1" }).waitFor();
    await message(ada, "uno").getByText("edited").waitFor();
    await eventually(() => ada.page.locator("[data-state]").count(), 0);
    network.stop();
  });
});
