// Uses a page as one person: finds what is on the screen by selector and name, and waits until it is there.
import { eventually } from "../eventually.ts";
import type { EnginePage, Key, Modifier, Point } from "./engine.ts";

/** Each question to these browsers takes a while, and several of them share a machine with the other tests. */
const MAX_WAIT_MS = 30_000;

/** Runs in the page. Returns the middle of the last element that is shown and has these words, after it is scrolled to. */
function findShown(selector: string, words: string): Point | null {
  const matching = [...document.querySelectorAll(selector)].filter((element) => {
    const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return name.includes(words) && element.getClientRects().length > 0;
  });
  const element = matching.at(-1);
  if (element === undefined) return null;
  element.scrollIntoView({ block: "nearest" });
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const atPoint = document.elementFromPoint(x, y);
  return atPoint !== null && (element.contains(atPoint) || atPoint.contains(element)) ? { x, y } : null;
}

export class EngineVisitor {
  readonly page: EnginePage;

  constructor(page: EnginePage) {
    this.page = page;
  }

  /** Waits until something is shown and stays in its place, and returns its middle. */
  async find(selector: string, words = ""): Promise<Point> {
    let last: Point | null = null;
    const isStill = async () => {
      const before = last;
      last = await this.page.evaluate(findShown, selector, words);
      return last !== null && before !== null && before.x === last.x && before.y === last.y ? "shown" : "not shown";
    };
    const what = `${selector} “${words}”`;
    await eventually(async () => `${what}: ${await isStill()}`, `${what}: shown`, MAX_WAIT_MS);
    return last ?? { x: 0, y: 0 };
  }

  async click(selector: string, words?: string): Promise<void> {
    await this.page.click(await this.find(selector, words));
  }

  /** Points at a message, and clicks on one of the tools that appear. */
  async useTool(message: string, tool: string): Promise<void> {
    await this.page.hover(await this.find(".message-text", message));
    await this.click(".message-tools button", tool);
  }

  async say(text: string): Promise<void> {
    await this.click(".composer-text");
    await this.page.type(text);
    await this.page.press("Enter");
  }

  /** Waits until everybody's copy of a message is shown, not only one that waits to be sent. */
  waitForMessage(text: string): Promise<Point> {
    return this.find(".message:not([data-state]) .message-text", text);
  }

  /** Waits until the room has welcomed this person. */
  waitUntilJoined(): Promise<Point> {
    return this.find(".composer .name-field-name");
  }

  /** Creates a room in the lobby and returns its address. */
  async createRoom(): Promise<string> {
    await this.click(".new-room-submit");
    await this.waitUntilJoined();
    return this.page.evaluate(() => location.href);
  }

  /** Presses a key until the element with the focus has these words. */
  async moveTo(words: string, key: Key, modifier?: Modifier): Promise<void> {
    const isThere = (text: string) => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) return false;
      return `${activeElement.ariaLabel} ${activeElement.textContent}`.includes(text);
    };
    for (let times = 0; times < 40; times++) {
      if (await this.page.evaluate(isThere, words)) return;
      await this.page.press(key, modifier);
    }
    throw new Error(`${key} never leads to “${words}”.`);
  }

  /** Returns by how much the page is wider and higher than its window. */
  overflow(): Promise<[number, number]> {
    return this.page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
  }
}
