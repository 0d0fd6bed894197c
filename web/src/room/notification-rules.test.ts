// Tests which messages notify a person, and when none does.
import { describe, expect, test } from "bun:test";
import { createStorage } from "../browser/storage.ts";
import { chatOf, ME } from "../testing/fakes.ts";
import { createNotificationRules, type NotificationSettings } from "./notification-rules.ts";

function listener(store = createStorage(() => undefined, "")) {
  const notified: [string[], NotificationSettings][] = [];
  let isVisible = false;
  const rules = createNotificationRules({
    you: () => ME,
    isPageVisible: () => isVisible,
    authorOf: (id) => (id === "e1-1" ? ME.id : "mira"),
    browserStore: store,
    storageKey: "tell",
    notify: (messages, how) => notified.push([messages.map(({ message }) => message), how]),
  });
  const setVisible = (does: boolean) => {
    isVisible = does;
  };
  return { ...rules, store, setVisible, texts: () => notified.splice(0).flatMap(([texts]) => texts) };
}

const mention = chatOf(2, { message: `Hi @${ME.name}!` });

test("M6, H12: a call goes by the ids that a message carries", () => {
  const { readEvents, texts, update, setVisible } = listener();
  setVisible(false);
  update({ of: "mentions" });
  readEvents([
    chatOf(1, { message: `@${ME.name}`, mentions: ["mira"] }),
    chatOf(2, { message: "x", mentions: [ME.id] }),
  ]);
  expect(texts()).toEqual(["x"]);
});

describe("notifications", () => {
  test("S21: are of mentions with a sound until somebody chooses otherwise", () => {
    const { readEvents, texts, settings, update } = listener();
    readEvents([chatOf(1), mention]);
    expect(texts()).toEqual(["Hi @BraveWolf!"]);
    expect(settings()).toEqual({ of: "mentions", sound: true, notification: true });
    update({ of: "none" });
    readEvents([mention]);
    expect(texts()).toEqual([]);
  });

  test("P5: of all messages come only for others' messages while the page is hidden", () => {
    const { readEvents, texts, update, setVisible } = listener();
    update({ of: "all" });
    readEvents([chatOf(1), chatOf(2, { userId: ME.id }), chatOf(3, { deleted: true }), chatOf(4)]);
    expect(texts()).toEqual(["m1", "m4"]);
    setVisible(true);
    readEvents([chatOf(5)]);
    expect(texts()).toEqual([]);
  });

  test("P5: of mentions include replies to one's own messages", () => {
    const { readEvents, texts, update } = listener();
    update({ of: "mentions" });
    readEvents([chatOf(1), mention, chatOf(3, { replyTo: "e1-1" }), chatOf(4, { replyTo: "e1-2" })]);
    expect(texts()).toEqual([mention.message, "m3"]);
  });

  test("P5: keep their settings for each room", () => {
    const first = listener();
    first.update({ of: "all", notification: true });
    const again = listener(first.store);
    expect(again.settings()).toEqual({ of: "all", sound: true, notification: true });
    first.store.set("tell", "nonsense");
    expect(listener(first.store).settings().of).toBe("mentions");
  });
});
