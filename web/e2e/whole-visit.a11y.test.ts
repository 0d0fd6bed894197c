// Accessibility of a whole visit, from the lobby to the end of a room: axe finds nothing.
import { expect, test } from "bun:test";
import { startApiTalker } from "./api-talker.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

test("S1: every state from the lobby to the end of a room", async () => {
  const ada = await app.visit(app.lobby);
  const { page } = ada;
  const { found, check } = createAxeInspection(page);
  const heading = (name: string) => page.getByRole("heading", { name });
  await page.getByText("More options").click();
  await check("lobby", page.getByRole("checkbox", { name: "Show in the public list" }));
  await page.getByRole("checkbox", { name: "Show in the public list" }).check();
  const address = await ada.createRoom();
  await check("an empty room", ada.composer);
  const bo = await startApiTalker(app.server, address, "Bo");
  await bo.say("**Look** at `this`: https://example.org\n\n> said\n\n- one\n\n```\ncode\n```", "and this");
  await ada.waitForMessage("and this");
  await ada.send("I see");
  await ada.waitForMessage("I see");
  bo.sendFrame({ type: "typing" });
  // The sky has other colours at noon and at dusk.
  for (const life of ["1", "0.75", "0.5", "0.25", "0"]) {
    await page.evaluate((value) => document.documentElement.style.setProperty("--life", value), life);
    await check(`talk at ${life}`, page.locator(".code-block"), { colorsOnly: true });
  }
  await page.locator(".name-field-name").click();
  await check("a name being changed", page.getByRole("textbox", { name: "Your name" }));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "2 here" }).click();
  await check("people", page.getByRole("dialog"));
  await page.keyboard.press("Escape");
  await ada.openAbout();
  await check("about the room", page.getByRole("dialog"));
  await page.getByRole("button", { name: "End the room…" }).click();
  await check("a second thought", page.getByRole("button", { name: "Keep it" }));
  await page.getByRole("button", { name: "End the room", exact: true }).click();
  await check("ended", heading("This room has ended"));
  await page.goto(`${app.server.url}/zzzz-zzzz`);
  await check("no such room", heading("This room doesn’t exist"));
  bo.leave();
  expect(found).toEqual({});
  expect(await ada.problems()).toEqual([]);
}, 120_000);
