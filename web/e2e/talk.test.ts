// The basics: two people talk in a room, reload, open tabs, change names, and send formatted messages.
import { expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

test("W1, P3, I1, P1, I5, I4, P4: two people talk in a room, type, reload, open tabs and change names", async () => {
  const ada = await app.visit(app.lobby);
  const address = await ada.createRoom();
  expect(new URL(address).pathname).toMatch(/^\/[0-9a-z]{4}-[0-9a-z]{4}$/);
  const bo = await app.join(address);
  await eventually(() => bo.composer.evaluate((field) => field === document.activeElement), true);
  // Typing is shown to the other, and messages are announced to screen readers.
  const name = await ada.name();
  await ada.composer.pressSequentially("I am wri");
  await bo.page.getByText(`${name} is typing…`).waitFor();
  await ada.composer.press("Enter");
  await bo.waitForMessage("I am wri");
  await bo.page.locator("[aria-live=polite] p", { hasText: `${name}: I am wri` }).waitFor({ state: "attached" });
  await bo.page.locator(".typing-line").waitFor({ state: "detached" });

  await bo.send("Hello from Bo");
  await ada.waitForMessage("Hello from Bo");
  await ada.send("Hello from Ada");
  await bo.waitForMessage("Hello from Ada");
  await eventually(() => ada.messageTexts(), ["I am wri", "Hello from Bo", "Hello from Ada"]);
  await eventually(() => bo.messageTexts(), await ada.messageTexts());
  await eventually(() => ada.page.locator(".roster li").count(), 2);
  await eventually(() => ada.page.locator("[data-state]").count(), 0);

  // A reload keeps the identity, the messages and the draft, and nobody notices.
  await ada.composer.fill("half a thou");
  await ada.page.reload();
  await ada.waitForMessage("Hello from Bo");
  await eventually(() => ada.name(), name);
  await eventually(() => ada.composer.inputValue(), "half a thou");
  await ada.send("after");
  await bo.waitForMessage("after");
  expect(await bo.page.locator(".transcript-line", { hasText: name }).count()).toBeLessThanOrEqual(1);
  expect(await bo.page.getByText(`${name} left`).count()).toBe(0);
  await eventually(() => bo.page.locator(".roster li").count(), 2);

  // Two tabs are one member, and both see everything.
  const second = await ada.openTab(address);
  await second.locator(".name-field-name").waitFor();
  await ada.send("from the first");
  await second.getByText("from the first").first().waitFor();
  await eventually(() => second.locator(".roster li").count(), 2);
  await second.close();

  // A name is changed in place, for everybody and permanently.
  await ada.rename("Ada Lovelace");
  await bo.page.locator(".roster", { hasText: "Ada Lovelace" }).waitFor();
  await bo.page.locator(".name-field-name").click();
  const field = bo.page.getByRole("textbox", { name: "Your name" });
  await field.fill("bad\u202ename");
  await field.press("Enter");
  await bo.page.getByText("control or invisible characters").waitFor();
  await field.press("Escape");
  await ada.page.goto(await app.createRoom());
  await ada.waitUntilJoined();
  await eventually(() => ada.name(), "Ada Lovelace");
  expect([...(await ada.problems()), ...(await bo.problems())]).toEqual([]);
});

test("R3: a code or a link is accepted however it is pasted", async () => {
  const address = await app.createRoom();
  const code = new URL(address).pathname.slice(1);
  const ada = await app.visit(app.lobby);
  const field = ada.page.getByRole("textbox", { name: "Have a code or a link?" });
  for (const text of [code, ` ${code.toUpperCase().replace("-", " ")} `, `Come in: ${address} `]) {
    await field.fill(text);
    await field.press("Enter");
    await ada.waitUntilJoined();
    expect(ada.page.url()).toBe(address);
    await ada.page.goBack();
  }
  await field.fill("what?");
  await field.press("Enter");
  await ada.page.getByText("isn’t a room code or link").waitFor();
  expect(await ada.problems()).toEqual([]);
});

test("S1, H8: Markdown becomes elements, no text is run as code, Shift+Enter breaks the line, and what is too long can't be sent", async () => {
  const ada = await app.visit(await app.createRoom());
  await ada.waitUntilJoined();
  await ada.send("**bold** _it_ `x<b>` [site](https://example.org/a) <img src=x onerror=alert(1)>");
  await ada.send("[bad](javascript:alert(1)) <script>alert(1)</script>");
  await ada.send("> said\n\n- one\n- two\n\n```\n<b>&amp;\n```");
  await ada.waitForMessage("<b>&amp;");
  await eventually(() => ada.page.locator(".message-text strong").textContent(), "bold");
  await eventually(() => ada.page.locator(".message-text em").textContent(), "it");
  const link = ada.page.locator(".message-text a");
  await eventually(() => link.count(), 1);
  await eventually(() => link.getAttribute("rel"), "noopener noreferrer");
  await eventually(() => link.getAttribute("href"), "https://example.org/a");
  expect(await ada.page.locator(".message-text img, .message-text script, .message-text b").count()).toBe(0);
  await eventually(() => ada.page.locator(".message-text blockquote").textContent(), "said");
  await eventually(() => ada.page.locator(".message-text li").allInnerTexts(), ["one", "two"]);
  await eventually(() => ada.page.locator(".message-text pre").textContent(), "<b>&amp;");

  await ada.composer.pressSequentially("one");
  await ada.composer.press("Shift+Enter");
  await ada.composer.pressSequentially("two");
  await ada.composer.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
  expect(await ada.messages.count()).toBe(3);
  await ada.composer.press("Enter");
  await ada.waitForMessage("one\ntwo");
  await ada.composer.fill("x".repeat(4001));
  await ada.page.getByText("1 character too many").waitFor();
  await eventually(() => ada.page.getByRole("button", { name: "Send" }).isDisabled(), true);
  await ada.composer.press("Enter");
  expect(await ada.composer.inputValue()).toBe("x".repeat(4001));
  expect(await ada.problems()).toEqual([]);
});
