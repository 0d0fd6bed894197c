// Messages that disappear by themselves: choosing a life for them, seeing it, and what is left.
import { describe, expect, test } from "bun:test";
import { eventually } from "./eventually.ts";
import type { Visitor } from "./visitor.ts";
import { PHONE, withBrowser } from "./with-browser.ts";

const app = withBrowser("--limits", "off");

/** Longer than the life that is chosen here. */
const MAX_LIFE_WAIT_MS = 30_000;

const textsOf = ({ messages }: Visitor) => messages.allTextContents();

async function chooseLife({ page }: Visitor, label: string): Promise<void> {
  await page.getByRole("button", { name: "Disappearing messages" }).click();
  await page.getByRole("dialog", { name: "Disappearing messages" }).getByText(label, { exact: true }).click();
}

describe("disappearing messages", () => {
  test("L12, L13, L14: a life is chosen, shown and kept; after it nothing is left, also where the connection is lost", async () => {
    const { ada, address } = await app.hostRoom();
    const bo = await app.joinAs("Bo", address);
    await ada.send("before");
    await chooseLife(ada, "after 10 seconds");
    const line = ada.page.locator(".life-line");
    await line.getByText("Your messages disappear after 10 seconds.").waitFor();
    await ada.send("ten seconds");
    await bo.waitForMessage("ten seconds");
    await bo.page.locator(".vanish-mark", { hasText: /0:0\d/ }).waitFor();
    // What is remembered counts from the first message after a reload on.
    await ada.page.reload();
    await ada.waitUntilJoined();
    await line.getByText("Your messages disappear after 10 seconds.").waitFor();
    await ada.send("while Bo is away");
    await bo.waitForMessage("while Bo is away");
    await bo.page.context().setOffline(true);
    await eventually(() => textsOf(ada), ["before"], MAX_LIFE_WAIT_MS);
    await eventually(() => textsOf(bo), ["before"], MAX_LIFE_WAIT_MS);
    expect(await ada.page.getByText("This message was deleted.").count()).toBe(0);
    await bo.page.context().setOffline(false);

    await chooseLife(ada, "once everyone here has seen them");
    await line.getByText("once everyone here has seen them").waitFor();
    await ada.send("read and gone");
    await ada.page.locator(".vanish-mark", { hasText: "until everyone has seen it" }).waitFor();
    await bo.waitForMessage("read and gone");
    await eventually(() => textsOf(ada), ["before"]);
    await eventually(() => textsOf(bo), ["before"]);
    await line.getByRole("button", { name: "Turn off" }).click();
    await line.waitFor({ state: "detached" });
    await ada.send("stays");
    await bo.waitForMessage("stays");
    expect(await bo.page.locator(".vanish-mark").count()).toBe(0);
    // The browser tells of the connection that was taken away.
    expect(
      [...(await ada.problems()), ...(await bo.problems())].filter((problem) => !/ERR_INTERNET/.test(problem)),
    ).toEqual([]);
  });

  test("L11, L13: the room's setting is told, shown to all, and counts for messages without a life of their own", async () => {
    const { ada, address } = await app.hostRoom();
    const phone = await app.join(address, PHONE);
    await ada.openSettings();
    await ada.page.getByRole("combobox", { name: "Disappearing messages" }).selectOption("after 1 hour");
    await ada.closeDialogs();
    await phone.waitForRoomEvent("Ada made new messages disappear after 1 hour");
    const line = phone.page.locator(".life-line");
    await line.getByText("Messages here disappear after 1 hour.").waitFor();
    await phone.page.getByRole("button", { name: "Attach files" }).tap();
    await phone.page.getByRole("button", { name: "Disappearing messages" }).tap();
    await phone.page.getByText("after 1 minute").tap();
    await line.getByText("Your messages disappear after 1 minute.").waitFor();
    await phone.composer.fill("a minute");
    await phone.page.getByRole("button", { name: "Send" }).tap();
    await ada.waitForMessage("a minute");
    await ada.send("an hour");
    await phone.waitForMessage("an hour");
    await ada.page.locator(".vanish-mark", { hasText: /^\D*(1:00|0:\d\d)$/ }).waitFor();
    await ada.page.locator(".vanish-mark", { hasText: /(1 h|60 min|59 min)$/ }).waitFor();
    await line.getByRole("button", { name: "Same as the room" }).tap();
    await line.getByText("Messages here disappear after 1 hour.").waitFor();
    expect([...(await ada.problems()), ...(await phone.problems())]).toEqual([]);
  });
});
