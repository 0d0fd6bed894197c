// Files that are pasted or dropped where they can't be sent.
import { describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { withBrowser } from "./with-browser.ts";

const app = withBrowser();

const SENTENCE = "Files can’t be sent here.";

/** Sends an event with a file, and perhaps text, to what has the focus. @returns whether the browser would do its own thing */
const transfer = (page: Page, type: "dragover" | "drop" | "paste", text = "") =>
  page.evaluate(
    ([type = "", text = ""]) => {
      const data = new DataTransfer();
      data.items.add(new File(["x"], "picture.png", { type: "image/png" }));
      if (text !== "") data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true };
      const event =
        type === "paste"
          ? new ClipboardEvent(type, { ...options, clipboardData: data })
          : new DragEvent(type, { ...options, dataTransfer: data });
      return (document.activeElement ?? document.body).dispatchEvent(event);
    },
    [type, text],
  );

const answer = (page: Page) => page.getByRole("alert").filter({ hasText: SENTENCE });

/** The code that answers files is loaded after the page. */
const waitUntilAnswered = (page: Page) => eventually(() => transfer(page, "dragover"), false);

/** A room in which only hosts may write, and that has none. */
const readOnlyRoom = () => app.createRoom({ writers: "moderators" });

describe("a file", () => {
  test("S13: dropped in the lobby, or where one may not write, leaves the page and is answered", async () => {
    for (const address of [app.lobby, await readOnlyRoom()]) {
      const ada = await app.visit(address);
      await waitUntilAnswered(ada.page);
      if (address !== app.lobby) {
        for (const button of [".composer-attach", ".composer-voice"])
          await ada.page.locator(`${button}:disabled`).waitFor();
      }
      const before = ada.page.url();
      expect(await answer(ada.page).count()).toBe(0);
      expect(await transfer(ada.page, "drop")).toBe(false);
      await answer(ada.page).waitFor();
      expect(ada.page.url()).toBe(before);
      expect(await ada.problems()).toEqual([]);
    }
  });

  test("S13: pasted into the composer leaves the text that comes with it", async () => {
    const ada = await app.join(await app.createRoom());
    await waitUntilAnswered(ada.page);
    await ada.composer.focus();
    expect(await transfer(ada.page, "paste", "1\t2")).toBe(true);
    expect(await ada.page.locator(".attachment").count()).toBe(0);
    expect(await transfer(ada.page, "paste", "picture.png")).toBe(false);
    await ada.page.locator(".attachment").waitFor();
    expect(await answer(ada.page).count()).toBe(0);
    expect(await ada.problems()).toEqual([]);
  });

  test("F31: dragged from the system onto the page by a mouse is attached, and doesn't open in its place", async () => {
    const ada = await app.join(await app.createRoom());
    await ada.page.getByRole("button", { name: "Attach files" }).waitFor();
    const devtools = await ada.page.context().newCDPSession(ada.page);
    const data = { items: [], files: [import.meta.path], dragOperationsMask: 1 };
    const before = ada.page.url();
    const hint = ada.page.getByText("Drop to add to your message");
    // The code that answers files may be loaded only after the button is there.
    const drag = async () => {
      for (const type of ["dragEnter", "dragOver"] as const)
        await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
      return hint.count();
    };
    await eventually(drag, 1);
    await devtools.send("Input.dispatchDragEvent", { type: "drop", x: 300, y: 300, data });
    await ada.page.locator('.attachment[data-state="done"]', { hasText: "files.test.ts" }).waitFor();
    await eventually(() => hint.count(), 0);
    expect(ada.page.url()).toBe(before);
    expect(await ada.problems()).toEqual([]);
  });
});
