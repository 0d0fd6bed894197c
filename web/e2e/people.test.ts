// People: names, avatars, who is typing, who is away, and the roster on wide and narrow screens.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { createApiMembers } from "./api-members.ts";
import { type ApiTalker, startApiTalker } from "./api-talker.ts";
import { createAxeInspection } from "./axe-inspection.ts";
import { createBreakableNetwork } from "./breakable-network.ts";
import { eventually } from "./eventually.ts";
import { setPageVisibility } from "./page-visibility.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

const face = (page: Page) => page.locator(".name-field-avatar img");
const showsFace = (page: Page, name: string) =>
  page.waitForFunction(
    (part) => document.querySelector<HTMLImageElement>(".name-field-avatar img")?.src.includes(part),
    name,
  );

/** Returns the avatar that belongs to a suggested name in English. */
const animalOf = (name: string) => name.split(" ").at(-1)?.toLowerCase() ?? "";
const partsOf = ({ page }: Visitor) => ({
  avatarButton: page.getByRole("button", { name: "Your picture" }),
  nameButton: page.locator(".name-field-name"),
  field: page.getByRole("textbox", { name: "Your name" }),
  dice: page.getByRole("button", { name: "Another name" }),
});

/** Returns what somebody was told last of a member of this name. */
const toldOf = (whom: ApiTalker, name: string) =>
  (whom.heard("roster").at(-1)?.members as { name: string }[] | undefined)?.find((member) => member.name === name);

test("I11: who gets another name than the chosen one is told so, at joining and after a change", async () => {
  const address = await app.createRoom();
  const ada = await startApiTalker(app.server, address, "Ada");
  const bo = await app.joinAs("Ada", address);
  const notice = bo.page.locator(".notice-line");
  const says = async () => (await notice.allInnerTexts()).map((text) => text.replace(/[\u2066-\u2069]|\s*✕/g, ""));
  await eventually(says, ["Someone here is already Ada. You’re Ada 2."]);
  expect(await bo.page.locator('[role="status"]', { has: notice }).count()).toBe(1);
  const { found, check } = createAxeInspection(bo.page);
  await check("a name that is taken", notice);
  expect(found).toEqual({});
  await notice.getByRole("button", { name: "Close" }).click();
  await eventually(says, []);
  await bo.rename("Bo");
  await eventually(() => toldOf(ada, "Bo"), expect.anything());
  expect(await says()).toEqual([]);
  await bo.rename("ada");
  await eventually(says, ["Someone here is already ada. You’re ada 2."]);
  // A word the server uses for itself belongs to nobody who is here.
  await bo.rename("System");
  await eventually(says, ["The name System is taken. You’re System 2 here."]);
  await bo.send("hello");
  await bo.waitForMessage("hello");
  await eventually(says, []);
  ada.leave();
  expect(await bo.problems()).toEqual([]);
});

test("P4, I1, I5: an avatar is chosen by keys or a click, shown to everybody at once, and like the name the same in every tab", async () => {
  const address = await app.createRoom();
  const [ada, bo] = await Promise.all([app.join(address), startApiTalker(app.server, address, "Bo")]);
  const { page } = ada;
  // By keyboard alone, also back to the initial.
  await page.getByRole("button", { name: "Your picture" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: "Your initial" }).focus();
  await page.keyboard.press("ArrowRight");
  await showsFace(page, "mayfly");
  await page.keyboard.press("ArrowRight");
  await showsFace(page, "dragonfly");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await eventually(() => page.evaluate(() => document.activeElement?.className), "name-field-avatar");
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: "Dragonfly" }).waitFor();
  for (let times = 0; times < 2; times++) await page.keyboard.press("ArrowLeft");
  await face(page).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  const same = await ada.openTab(address);
  const other = await ada.openTab(await app.createRoom());
  for (const tab of [same, other]) await tab.locator(".name-field-name").waitFor();
  await page.getByRole("button", { name: "Your picture" }).click();
  await page.getByRole("radio", { name: "Otter" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  for (const tab of [page, same, other]) await showsFace(tab, "otter");
  await eventually(async () => toldOf(bo, await ada.name()), expect.objectContaining({ avatar: "otter" }));
  await ada.send("look at me");
  await eventually(() => bo.heard("chat").map(({ avatar }) => avatar), ["otter"]);
  await eventually(() => same.locator(".roster li").count(), 2);

  await ada.rename("Ada");
  for (const tab of [same, other]) await tab.locator(".roster li", { hasText: "Ada" }).waitFor();
  await eventually(() => other.locator(".name-field-text").textContent(), "Ada");
  await eventually(() => same.locator(".roster li").count(), 2);
  await page.reload();
  await showsFace(page, "otter");
  bo.leave();
  expect(await ada.problems()).toEqual([]);
});

test("I2, I9, I10: a random name comes with its face, which Enter saves and Escape discards, and leaves what was chosen by hand", async () => {
  const address = await app.createRoom();
  const [ada, bo] = await Promise.all([app.join(address), startApiTalker(app.server, address, "Bo")]);
  const { avatarButton, nameButton, field, dice } = partsOf(ada);
  const before = await ada.name();
  const another = async () => {
    const was = await field.inputValue();
    await dice.click();
    await eventually(async () => (await field.inputValue()) !== was, true);
    return field.inputValue();
  };
  // A new guest has the face of the suggested name.
  await showsFace(ada.page, animalOf(before));
  await avatarButton.click();
  const checked = ada.page.getByRole("radio", { checked: true });
  await eventually(async () => (await checked.getAttribute("aria-label"))?.toLowerCase(), animalOf(before));
  await ada.page.keyboard.press("Escape");
  await nameButton.click();
  await showsFace(ada.page, animalOf(await another()));
  await field.press("Escape");
  await showsFace(ada.page, animalOf(before));
  await ada.send("still me");
  await eventually(() => bo.heard("chat"), [expect.objectContaining({ user: before, avatar: animalOf(before) })]);
  expect(await ada.name()).toBe(before);
  await nameButton.click();
  await another();
  const rolled = await another();
  await field.press("Enter");
  await ada.page.locator(".name-field-name", { hasText: rolled }).waitFor();
  await eventually(() => toldOf(bo, rolled), expect.objectContaining({ avatar: animalOf(rolled) }));
  await ada.page.reload();
  await ada.waitUntilJoined();
  await eventually(() => ada.name(), rolled);
  await showsFace(ada.page, animalOf(rolled));

  // A name that is written over a random one leaves the face.
  const suggested = animalOf(rolled) === "owl" ? "bat" : "owl";
  await ada.page.route("**/api/names*", (route) => route.fulfill({ json: { name: "Quiet Guest", avatar: suggested } }));
  await nameButton.click();
  await dice.click();
  await showsFace(ada.page, suggested);
  await field.fill("Ada");
  await showsFace(ada.page, animalOf(rolled));
  await field.press("Enter");
  await ada.page.locator(".name-field-name", { hasText: "Ada" }).waitFor();
  await ada.page.unrouteAll();

  // One that arrives late doesn't replace text written meanwhile.
  await nameButton.click();
  const answered = Promise.withResolvers<void>();
  await ada.page.route("**/api/names*", async (route) => {
    const answer = await route.fetch();
    await answered.promise;
    await route.fulfill({ response: answer });
  });
  const late = ada.page.waitForResponse("**/api/names*");
  await dice.click();
  await field.fill("Grace");
  answered.resolve();
  await (await late).finished();
  await field.press("Enter");
  await ada.page.locator(".name-field-name", { hasText: /^Grace/ }).waitFor();
  await ada.page.unrouteAll();

  // Random ones leave a face that was chosen by hand, and are of its animal.
  for (const choice of ["Owl", "Moth"]) {
    await avatarButton.click();
    await ada.page.getByRole("radio", { name: choice }).click();
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await nameButton.click();
  const suggestion = ada.page.waitForResponse("**/api/names*");
  await dice.click();
  const { name } = await (await suggestion).json();
  expect(animalOf(name)).toBe("moth");
  await eventually(() => field.inputValue(), name);
  await field.press("Enter");
  await ada.page.locator(".name-field-name", { hasText: name }).waitFor();
  await avatarButton.click();
  await ada.page.getByRole("radio", { name: "Your initial" }).click();
  await face(ada.page).waitFor({ state: "detached" });
  await nameButton.click();
  await another();
  expect(await face(ada.page).count()).toBe(0);
  bo.leave();
  expect(await ada.problems()).toEqual([]);
});

test("P3, I4: the typing line names one or two people, or a few and how many more, and no event disturbs a name being edited", async () => {
  const address = await app.createRoom();
  const ada = await app.join(address);
  const people = [];
  for (const name of ["Bo", "Cy", "Di", "Ed"]) people.push(await startApiTalker(app.server, address, name));
  const [bo, cy, di, ed] = people;
  const line = ada.page.locator(".typing-line");
  bo?.sendFrame({ type: "typing" });
  await line.filter({ hasText: "Bo is typing…" }).waitFor();
  bo?.sendFrame({ type: "chat", message: "done" });
  await line.waitFor({ state: "detached" });
  for (const other of [cy, di]) other?.sendFrame({ type: "typing" });
  await line.filter({ hasText: "Cy and Di are typing…" }).waitFor();
  ed?.sendFrame({ type: "typing" });
  await line.filter({ hasText: "Cy, Di and Ed are typing…" }).waitFor();
  await eventually(() => ada.page.locator(".typing-line .avatar").count(), 3);

  await ada.page.locator(".name-field-name").click();
  const field = ada.page.getByRole("textbox", { name: "Your name" });
  await field.fill("Ada, after long th");
  cy?.sendFrame({ type: "rename", avatar: "owl" });
  cy?.sendFrame({ type: "chat", message: "well?" });
  await ada.page.locator(".message img[src*=owl]").waitFor();
  await ada.page.locator(".roster li", { hasText: "Cy", has: ada.page.locator("img[src*=owl]") }).waitFor();
  // The remaining time of the room is shown anew each second.
  await ada.page.clock.runFor(1200);
  await field.press("End");
  await ada.page.keyboard.type("ought");
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".roster", { hasText: "Ada, after long thought" }).waitFor();
  for (const person of people) person.leave();
  expect(await ada.problems()).toEqual([]);
});

test("P5: being away begins when a page was hidden for a minute, also on a new socket, and ends when it is seen", async () => {
  const address = await app.createRoom();
  const watcher = await startApiTalker(app.server, address, "Watcher");
  const awayStates = () => watcher.heard("away").map(({ on }) => on);
  const network = createBreakableNetwork(app.server.port);
  const ada = await app.visit(address.replace(app.server.url, network.url), {}, (page) => page.clock.install());
  await ada.waitUntilJoined();
  await setPageVisibility(ada.page, "hidden");
  await ada.page.clock.runFor(59_000);
  expect(awayStates()).toEqual([]);
  await ada.page.clock.runFor(1500);
  await eventually(awayStates, [true]);
  network.cut();
  for (let times = 0; times < 100 && awayStates().length < 3; times++) {
    await ada.page.clock.runFor(200);
    await Bun.sleep(20);
  }
  expect(awayStates()).toEqual([true, false, true]);
  await setPageVisibility(ada.page, "visible");
  await eventually(awayStates, [true, false, true, false]);
  await eventually(() => ada.page.locator(".roster li").count(), 2);
  watcher.leave();
  network.stop();
});

describe("the roster", () => {
  test("is a sheet on a phone, with you first and everybody's avatar and status", async () => {
    const address = await app.createRoom();
    const ada = await app.join(address, PHONE);
    const bo = await startApiTalker(app.server, address, "Bo");
    bo.sendFrame({ type: "rename", avatar: "frog" });
    bo.sendFrame({ type: "away", on: true });
    expect(await ada.page.locator(".room-people").isVisible()).toBe(false);
    await ada.page.getByRole("button", { name: "2 here" }).tap();
    const sheet = ada.page.getByRole("dialog", { name: "2 here" });
    await sheet.locator("[data-away]", { hasText: "Bo" }).filter({ hasText: "away" }).waitFor();
    await sheet.locator("li", { hasText: "Bo", has: ada.page.locator("img[src*=frog]") }).waitFor();
    await sheet.locator("li").first().filter({ hasText: "you" }).waitFor();
    // The sheet has slid up from below and reaches the lower edge of the screen.
    await ada.page.waitForFunction(
      () => document.querySelector("dialog")?.getBoundingClientRect().bottom === innerHeight,
    );
    await ada.page.getByRole("button", { name: "Close", exact: true }).tap();
    bo.sendFrame({ type: "away", on: false });
    await ada.page.getByRole("button", { name: "2 here" }).tap();
    await sheet.locator("li", { hasText: "Bo" }).waitFor();
    await sheet.locator("[data-away]").waitFor({ state: "detached" });
    bo.leave();
    expect(await ada.problems()).toEqual([]);
  });

  test("P4, P6: lists two hundred people in order, is searched by name, and tells how many are away", async () => {
    const { ada, address } = await app.hostRoom();
    const { page } = ada;
    const code = new URL(address).pathname.slice(1);
    const members = createApiMembers(app.server);
    const guests = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `Guest ${from + at}`);
    const send = await members.enter(code, guests(1, 13));
    await page.getByRole("button", { name: "14 here" }).click();
    const short = page.getByRole("dialog", { name: "14 here" });
    await short.waitFor();
    expect(await short.getByRole("searchbox").count()).toBe(0);
    await page.keyboard.press("Escape");
    await short.waitFor({ state: "detached" });
    await members.enter(code, ["José"]);
    send({ type: "away", on: true }, "Guest 1");
    await page.getByRole("button", { name: "15 here" }).click();
    const dialog = page.getByRole("dialog", { name: "15 here" });
    await dialog.getByText("1 of them is away").waitFor();
    await dialog.getByRole("searchbox", { name: "Find a person" }).fill("jose");
    await eventually(() => dialog.locator(".member-row-name").allInnerTexts(), ["José"]);
    await dialog.getByRole("searchbox").fill("nobody");
    await dialog.getByText("Nobody by that name.").waitFor();
    await dialog.getByRole("searchbox").fill("");
    await members.enter(code, guests(14, 199));
    const long = page.getByRole("dialog", { name: "201 here" });
    const names = long.locator(".member-row-name");
    await long.getByText("Guest 20", { exact: true }).waitFor();
    await eventually(() => names.nth(2).textContent(), "Guest 3");
    expect(await names.count()).toBeLessThan(60);
    // Further rows come as somebody scrolls to them, and who is away comes last.
    await eventually(async () => {
      await names.last().scrollIntoViewIfNeeded();
      return names.last().textContent();
    }, "Guest 1");
    expect(await names.count()).toBe(201);
    expect((await names.allTextContents()).slice(-3)).toEqual(["Guest 199", "José", "Guest 1"]);
    members.leave();
    expect(await ada.problems()).toEqual([]);
  });
});
