// Who is called, by what, and when not.
import { describe, expect, test } from "bun:test";
import { makeStorage } from "../browser/storage.ts";
import { chatOf, ME } from "../testing/fakes.ts";
import { createTelling, type Telling } from "./notification-rules.ts";

function listener(kept = makeStorage(() => undefined, "")) {
  const told: [string[], Telling][] = [];
  let isSeen = false;
  const telling = createTelling({
    you: () => ME,
    isSeen: () => isSeen,
    authorOf: (id) => (id === "e1-1" ? ME.id : "mira"),
    kept,
    key: "tell",
    tell: (messages, how) => told.push([messages.map(({ message }) => message), how]),
  });
  const look = (does: boolean) => {
    isSeen = does;
  };
  return { ...telling, kept, look, texts: () => told.splice(0).flatMap(([texts]) => texts) };
}

const mention = chatOf(2, { message: `Hi @${ME.name}!` });

describe("a call", () => {
  test("P5: nothing calls before it is asked for", () => {
    const { read, texts } = listener();
    read([chatOf(1), mention]);
    expect(texts()).toEqual([]);
  });

  test("P5: everything of others, while nobody looks; never one's own, and nothing that isn't said", () => {
    const { read, texts, choose, look } = listener();
    choose({ of: "all" });
    read([chatOf(1), chatOf(2, { userId: ME.id }), chatOf(3, { deleted: true }), chatOf(4)]);
    expect(texts()).toEqual(["m1", "m4"]);
    look(true);
    read([chatOf(5)]);
    expect(texts()).toEqual([]);
  });

  test("P5: of mentions, also answers to what one wrote", () => {
    const { read, texts, choose } = listener();
    choose({ of: "mentions" });
    read([chatOf(1), mention, chatOf(3, { replyTo: "e1-1" }), chatOf(4, { replyTo: "e1-2" })]);
    expect(texts()).toEqual([mention.message, "m3"]);
  });

  test("P5: the choice is kept for the room", () => {
    const first = listener();
    first.choose({ of: "all", notification: true });
    const again = listener(first.kept);
    expect(again.telling()).toEqual({ of: "all", sound: true, notification: true });
    first.kept.set("tell", "nonsense");
    expect(listener(first.kept).telling().of).toBe("none");
  });
});
