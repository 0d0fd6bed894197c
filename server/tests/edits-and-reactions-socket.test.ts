// Edits, deletions and reactions: who may, what everybody sees, and what is left of what was.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { ChatEvent, Revision } from "#protocol/frames";
import { revised } from "#protocol/revise";
import { createDomain } from "../testing/fake-domain.ts";

async function talk() {
  const domain = createDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const bob = await domain.join(room, "b", { name: "Bob" });
  ann.take();
  bob.take();
  ann.say({ type: "chat", message: "canary one" });
  const [message] = ann.take();
  bob.take();
  const held = () =>
    domain.engine
      .history(room.founding.epoch)
      .read({ limit: 1000 })
      .entries.map(({ text }) => text);
  return { domain, room, ann, bob, message, held };
}

test("H10: an edit by its writer reaches everybody and late comers see the new text only", async () => {
  const { domain, room, ann, bob, message, held } = await talk();
  ann.say({ type: "edit", id: message.id, message: "two", nonce: "e1" });
  const [event] = bob.take();
  expect(event).toMatchObject({
    type: "edit",
    messageId: message.id,
    message: "two",
    user: "Ann",
    seq: 2,
    nonce: "e1",
  });
  const late = await domain.join(room, "c");
  const [first] = late.take()[0].events;
  expect(first).toEqual({ ...message, message: "two", editedAt: event.timestamp });
  expect(held().join()).not.toContain("canary");
});

test("H10: others may not edit; the owner may delete, a member only their own", async () => {
  const { domain, room, ann, bob, message } = await talk();
  bob.say({ type: "edit", id: message.id, message: "mine", nonce: "n" });
  bob.say({ type: "delete", id: message.id });
  expect(bob.take()).toMatchObject([{ code: "not_allowed", nonce: "n" }, { code: "not_allowed" }]);
  const owner = await domain.join(room, "owner");
  ann.take();
  owner.say({ type: "edit", id: message.id, message: "mine" });
  owner.say({ type: "delete", id: message.id });
  expect(ann.take()).toMatchObject([{ type: "delete", messageId: message.id, userId: "owner" }]);
});

test("H10: what isn't there, isn't a message, or is deleted can't be revised", async () => {
  const { ann, message } = await talk();
  ann.say({ type: "react", id: message.id, emoji: "👍" });
  const [reaction] = ann.take();
  ann.say({ type: "delete", id: message.id });
  ann.take();
  for (const id of [message.id, reaction.id, "x", `${message.id}0`, "__proto__"])
    ann.say({ type: "edit", id, message: "x" });
  ann.say({ type: "chat", message: "re", replyTo: reaction.id });
  expect(ann.take().map((frame) => frame.code)).toEqual([...Array(5).fill("not_found"), "malformed"]);
});

test("H11: a deleted text and its edits are gone from history, also for who resumes from before", async () => {
  const { domain, room, ann, message, held } = await talk();
  ann.say({ type: "edit", id: message.id, message: "canary two" });
  ann.say({ type: "edit", id: message.id, message: "canary three" });
  const before = domain.engine.usedBytes;
  ann.say({ type: "delete", id: message.id });
  expect(held().join()).not.toContain("canary");
  expect(domain.engine.usedBytes).toBeLessThan(before + 300);
  const back = await domain.join(room, "c", { cursor: { epoch: room.founding.epoch, seq: 0 } });
  const { events, recovered } = back.take()[0];
  expect(recovered).toBe(true);
  expect(events.map((event: { type: string }) => event.type)).toEqual(["chat", "edit", "edit", "delete"]);
  expect(events[0]).toMatchObject({ deleted: true, message: "", user: "Ann" });
});

test("H10: reactions are counted by member, taken back, and bounded", async () => {
  const { domain, room, ann, bob, message } = await talk();
  const now = () => domain.engine.history(room.founding.epoch).message(message.id)?.reactions;
  ann.say({ type: "react", id: message.id, emoji: "👍" });
  bob.say({ type: "react", id: message.id, emoji: "👍" });
  bob.say({ type: "react", id: message.id, emoji: "👍🏽" });
  bob.say({ type: "react", id: message.id, emoji: "👍" });
  expect(now()).toEqual({ "👍": ["a", "b"], "👍🏽": ["b"] });
  ann.say({ type: "react", id: message.id, emoji: "👍", on: false });
  bob.say({ type: "react", id: message.id, emoji: "👍🏽", on: false });
  expect(now()).toEqual({ "👍": ["b"] });
  ann.take();
  for (const emoji of ["a", "👍👍", "", "1", "<b>", "👍x"]) ann.say({ type: "react", id: message.id, emoji });
  expect(new Set(ann.take().map((frame) => frame.code))).toEqual(new Set(["malformed"]));
  for (let n = 0; n < 120; n++) {
    ann.say({ type: "react", id: message.id, emoji: String.fromCodePoint(0x1f400 + n) });
  }
  expect(ann.take().filter((frame) => frame.code === "too_large").length).toBeGreaterThanOrEqual(1);
  expect(Object.keys(now() ?? {}).length).toBeLessThanOrEqual(100);
});

test("H11: folding revisions again, in order, changes nothing", () => {
  const stamp = { id: "e-9", seq: 9, timestamp: "2026-01-01T00:00:00.000Z", roomId: "r", user: "U", messageId: "e-1" };
  const userId = fc.constantFrom("a", "b");
  const revision = fc.oneof(
    fc.record({ type: fc.constant("edit" as const), userId, message: fc.string() }),
    fc.record({ type: fc.constant("react" as const), userId, emoji: fc.constantFrom("👍", "🎉"), on: fc.boolean() }),
    fc.record({ type: fc.constant("delete" as const), userId }),
  );
  const message: ChatEvent = { ...stamp, type: "chat", id: "e-1", seq: 1, userId: "a", avatar: null, message: "first" };
  const fold = (from: ChatEvent, list: readonly Revision[]) => list.reduce(revised, from);
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
