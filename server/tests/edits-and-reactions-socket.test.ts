// Edits, deletions and reactions: who may do them, what everybody sees, and that old text is gone.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { ChatEvent, Revision } from "#protocol/frames";
import { applyRevision } from "#protocol/revise";
import { createFakeDomain } from "../testing/fake-domain.ts";

async function startConversation() {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const bob = await domain.join(room, "b", { name: "Bob" });
  ann.takeFrames();
  bob.takeFrames();
  ann.send({ type: "chat", message: "canary one" });
  const [message] = ann.takeFrames();
  bob.takeFrames();
  const historyTexts = () =>
    domain.engine
      .history(room.founding.epoch)
      .read({ limit: 1000 })
      .entries.map(({ text }) => text);
  return { domain, room, ann, bob, message, historyTexts };
}

test("H10: an edit by the author reaches everybody, and later joiners see only the new text", async () => {
  const { domain, room, ann, bob, message, historyTexts } = await startConversation();
  ann.send({ type: "edit", id: message.id, message: "two", nonce: "e1" });
  const [event] = bob.takeFrames();
  expect(event).toMatchObject({
    type: "edit",
    messageId: message.id,
    message: "two",
    user: "Ann",
    seq: 2,
    nonce: "e1",
  });
  const late = await domain.join(room, "c");
  const [first] = late.takeFrames()[0].events;
  expect(first).toEqual({ ...message, message: "two", editedAt: event.timestamp });
  expect(historyTexts().join()).not.toContain("canary");
});

test("H10: others may not edit; the owner may delete any message, a member only their own", async () => {
  const { domain, room, ann, bob, message } = await startConversation();
  bob.send({ type: "edit", id: message.id, message: "mine", nonce: "n" });
  bob.send({ type: "delete", id: message.id });
  expect(bob.takeFrames()).toMatchObject([{ code: "not_allowed", nonce: "n" }, { code: "not_allowed" }]);
  const owner = await domain.join(room, "owner");
  ann.takeFrames();
  owner.send({ type: "edit", id: message.id, message: "mine" });
  owner.send({ type: "delete", id: message.id });
  expect(ann.takeFrames()).toMatchObject([{ type: "delete", messageId: message.id, userId: "owner" }]);
});

test("H10: an unknown id, an event that is no message, and a deleted message cannot be revised", async () => {
  const { ann, message } = await startConversation();
  ann.send({ type: "react", id: message.id, emoji: "👍" });
  const [reaction] = ann.takeFrames();
  ann.send({ type: "delete", id: message.id });
  ann.takeFrames();
  for (const id of [message.id, reaction.id, "x", `${message.id}0`, "__proto__"])
    ann.send({ type: "edit", id, message: "x" });
  ann.send({ type: "chat", message: "re", replyTo: reaction.id });
  expect(ann.takeFrames().map((frame) => frame.code)).toEqual([...Array(5).fill("not_found"), "malformed"]);
});

test("H11: a deleted text and its edits are gone from history, also for a client that resumes from before", async () => {
  const { domain, room, ann, message, historyTexts } = await startConversation();
  ann.send({ type: "edit", id: message.id, message: "canary two" });
  ann.send({ type: "edit", id: message.id, message: "canary three" });
  const before = domain.engine.usedBytes;
  ann.send({ type: "delete", id: message.id });
  expect(historyTexts().join()).not.toContain("canary");
  expect(domain.engine.usedBytes).toBeLessThan(before + 300);
  const back = await domain.join(room, "c", { cursor: { epoch: room.founding.epoch, seq: 0 } });
  const { events, recovered } = back.takeFrames()[0];
  expect(recovered).toBe(true);
  expect(events.map((event: { type: string }) => event.type)).toEqual(["chat", "edit", "edit", "delete"]);
  expect(events[0]).toMatchObject({ deleted: true, message: "", user: "Ann" });
});

test("H13: a text that was edited away is gone from history, for newcomers and whoever resumes, between any edits", async () => {
  const { domain, room, ann, message, historyTexts } = await startConversation();
  for (const text of ["canary two", "canary three", "canary four", "final"]) {
    ann.send({ type: "edit", id: message.id, message: text });
    ann.send({ type: "react", id: message.id, emoji: "👍" });
  }
  expect(historyTexts().join()).not.toContain("canary");
  const late = await domain.join(room, "c");
  expect(late.takeFrames()[0].events[0]).toMatchObject({ message: "final" });
  for (let seq = 0; seq < 9; seq++) {
    const back = await domain.join(room, `d${seq}`, { cursor: { epoch: room.founding.epoch, seq } });
    const { events, recovered } = back.takeFrames()[0];
    expect([recovered, events.length]).toEqual([true, 9 - seq]);
    const former = { ...message, message: "as it was" };
    const shown = events.filter(({ seq }: { seq: number }) => seq > 1).reduce(applyRevision, former);
    expect(shown).toMatchObject(seq === 8 ? { message: "as it was" } : { message: "final" });
  }
});

test("H13: a title that was changed again is gone from history; what else was changed with it is not", async () => {
  const { domain, room, historyTexts } = await startConversation();
  const owner = await domain.join(room, "owner", { name: "Olga" });
  owner.send({ type: "change", title: "canary $& title", extend: 5 });
  owner.send({ type: "change", title: "canary too" });
  owner.send({ type: "change", slowModeSeconds: 3 });
  expect(historyTexts().join()).toContain("canary too");
  owner.send({ type: "change", title: "Tea" });
  const changes = historyTexts().map((text) => JSON.parse(text));
  expect(changes.slice(1).map(({ message }) => message)).toEqual([
    "Olga changed the title and extended the room by 5 minutes",
    "Olga changed the title",
    "Olga turned on slow mode: one message every 3 s",
    'Olga changed the title to "Tea"',
  ]);
  expect(changes.slice(1).map(({ room }) => Object.keys(room).join())).toEqual([
    "expiresAt",
    "",
    "slowModeSeconds",
    "title",
  ]);
  expect(
    changes
      .slice(1, 3)
      .map((event) => JSON.stringify(event))
      .join(),
  ).not.toContain("canary");
});

test("H10: reactions are counted per member, can be taken back, and are limited", async () => {
  const { domain, room, ann, bob, message } = await startConversation();
  const now = () => domain.engine.history(room.founding.epoch).findMessage(message.id)?.reactions;
  ann.send({ type: "react", id: message.id, emoji: "👍" });
  bob.send({ type: "react", id: message.id, emoji: "👍" });
  bob.send({ type: "react", id: message.id, emoji: "👍🏽" });
  bob.send({ type: "react", id: message.id, emoji: "👍" });
  expect(now()).toEqual({ "👍": ["a", "b"], "👍🏽": ["b"] });
  ann.send({ type: "react", id: message.id, emoji: "👍", on: false });
  bob.send({ type: "react", id: message.id, emoji: "👍🏽", on: false });
  expect(now()).toEqual({ "👍": ["b"] });
  ann.takeFrames();
  for (const emoji of ["a", "👍👍", "", "1", "<b>", "👍x"]) ann.send({ type: "react", id: message.id, emoji });
  expect(new Set(ann.takeFrames().map((frame) => frame.code))).toEqual(new Set(["malformed"]));
  for (let n = 0; n < 120; n++) {
    ann.send({ type: "react", id: message.id, emoji: String.fromCodePoint(0x1f400 + n) });
  }
  expect(ann.takeFrames().filter((frame) => frame.code === "too_large").length).toBeGreaterThanOrEqual(1);
  expect(Object.keys(now() ?? {}).length).toBeLessThanOrEqual(100);
});

test("H11: applying the same revisions again, in order, changes nothing", () => {
  const stamp = { id: "e-9", seq: 9, timestamp: "2026-01-01T00:00:00.000Z", roomId: "r", user: "U", messageId: "e-1" };
  const userId = fc.constantFrom("a", "b");
  const revision = fc.oneof(
    fc.record({ type: fc.constant("edit" as const), userId, message: fc.string() }),
    fc.record({ type: fc.constant("react" as const), userId, emoji: fc.constantFrom("👍", "🎉"), on: fc.boolean() }),
    fc.record({ type: fc.constant("delete" as const), userId }),
  );
  const message: ChatEvent = { ...stamp, type: "chat", id: "e-1", seq: 1, userId: "a", avatar: null, message: "first" };
  const fold = (from: ChatEvent, list: readonly Revision[]) => list.reduce(applyRevision, from);
  const sorted = ({ reactions, ...rest }: ChatEvent) => [
    rest,
    Object.entries(reactions ?? {})
      .map(([e, ids]) => [e, ids.toSorted()])
      .sort(),
  ];
  fc.assert(
    fc.property(fc.array(revision, { maxLength: 12 }), (list) => {
      const revisions = list.map((one) => ({ ...stamp, ...one }) as Revision);
      const once = fold(message, revisions);
      expect(sorted(fold(once, revisions))).toEqual(sorted(once));
    }),
  );
});

test("H12: a message and an edit keep the ids of known members whose names they call, and a deletion takes them away", async () => {
  const { ann, bob, room, domain } = await startConversation();
  const { id: bobId } = room.roster.get("b") ?? { id: "" };
  ann.send({ type: "chat", message: "hi ＠BOB and @Ann", mentions: [bobId, "nobody", bobId, "a"] });
  const [first] = bob.takeFrames();
  expect(first.mentions).toEqual([bobId, "a"]);
  ann.send({ type: "chat", message: "Bob is not called", mentions: [bobId] });
  expect(bob.takeFrames()[0].mentions).toEqual([]);
  ann.send({ type: "chat", message: "hi @Bob" });
  expect(bob.takeFrames()[0]).not.toHaveProperty("mentions");
  const now = () => domain.engine.history(room.founding.epoch).findMessage(first.id);
  ann.send({ type: "edit", id: first.id, message: "only @Ann", mentions: [bobId, "a"] });
  expect(bob.takeFrames()[0].mentions).toEqual(["a"]);
  expect(now()?.mentions).toEqual(["a"]);
  ann.send({ type: "edit", id: first.id, message: "@Ann again" });
  expect(now()).not.toHaveProperty("mentions");
  ann.send({ type: "edit", id: first.id, message: "@Bob", mentions: [bobId] });
  ann.send({ type: "delete", id: first.id });
  expect(now()).not.toHaveProperty("mentions");
});

test("H12: mentions that are no list of at most 20 ids are refused", async () => {
  const { ann, bob, message } = await startConversation();
  for (const mentions of ["b", [1], [""], Array.from({ length: 21 }, () => "b"), null]) {
    ann.send({ type: "chat", message: "@Bob", mentions } as never);
    ann.send({ type: "edit", id: message.id, message: "@Bob", mentions } as never);
    expect(ann.takeFrames()).toMatchObject([
      { type: "refused", code: "malformed" },
      { type: "refused", code: "malformed" },
    ]);
  }
  expect(bob.takeFrames()).toEqual([]);
  ann.send({ type: "chat", message: "@Bob", mentions: Array.from({ length: 20 }, () => "b") });
  expect(bob.takeFrames()[0].mentions).toEqual(["b"]);
});
