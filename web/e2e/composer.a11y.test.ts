// Accessibility of the composer, the name and the avatar: axe finds nothing.
import { expect, test } from "bun:test";
import { createAxeInspection } from "./axe-inspection.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

test("S1: every state of the composer", async () => {
  const { url } = await app.server.post("rooms");
  const ada = await app.visit(url);
  const bo = await app.visit(url);
  await Promise.all([ada.waitUntilJoined(), bo.waitUntilJoined()]);
  const { page } = ada;
  const { keyboard } = page;
  const { found, check } = createAxeInspection(page);
  const gone = () => page.getByRole("dialog").waitFor({ state: "detached" });

  await bo.composer.fill("hm");
  await check("somebody writing", page.locator(".typing-line", { hasText: "typing" }));
  await page.getByRole("button", { name: "Your picture" }).click();
  await check("the pictures", page.locator(".avatar-picker-popover"));
  await page.getByRole("radio", { name: "Frog" }).click();
  await gone();
  await page.locator(".name-field-avatar img").waitFor();
  await page.locator(".name-field-name").click();
  await page.getByRole("button", { name: "Another name" }).click();
  await page.getByRole("textbox", { name: "Your name" }).fill("bad\u202ename");
  await keyboard.press("Enter");
  await check("a name that can’t be", page.getByText("control or invisible characters"));
  await keyboard.press("Escape");
  await ada.send("said");
  await ada.waitForMessage("said");
  await ada.composer.press("ArrowUp");
  await check("another wording", page.getByText("Editing your message"));
  await ada.composer.fill("said, well");
  await ada.composer.press("Escape");
  await check("cleared", page.getByRole("button", { name: "Undo" }));
  await ada.composer.fill("x".repeat(3900));
  await check("nearly too long", page.getByText("100 characters left"));
  await ada.composer.fill("x".repeat(4001));
  await check("too long", page.getByText("1 character too many"));
  await ada.composer.fill("");
  await ada.composer.pressSequentially("look :tad");
  await check("a shortcode", page.getByRole("option", { name: ":tada:" }));
  await ada.composer.press("Escape");
  await ada.composer.pressSequentially(" @");
  await check("a mention", page.getByRole("listbox"));
  await ada.composer.press("Escape");
  await page.getByRole("button", { name: "Emoji" }).click();
  const search = page.getByRole("searchbox", { name: "Search emoji" });
  await search.fill("cat");
  await check("the emoji", search);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await gone();
  await keyboard.press("ControlOrMeta+/");
  await check("the overview", page.getByRole("dialog", { name: "Keyboard and formatting" }));
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([]);
}, 120_000);
