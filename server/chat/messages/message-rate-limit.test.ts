import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Refusal } from "#protocol/error-codes";
import { createFakeDomain, flushPromises } from "../../testing/fake-domain.ts";
import type { RoomCommand } from "../commands/command-pipeline.ts";
import { MessageRateLimit } from "./message-rate-limit.ts";

const chat = (n: number) => ({ type: "chat", message: `m${n}`, nonce: `n${n}` });

describe("MessageRateLimit", () => {
  test("W15: five at once, then one every half second, then refused with the wait", () => {
    const rateLimit = new MessageRateLimit();
    const answers = Array.from({ length: 17 }, () => rateLimit.admit("a", 1000));
    expect(answers.slice(0, 5)).toEqual(Array(5).fill({ waitMs: 0 }));
    expect(answers.slice(5, 15)).toEqual(Array.from({ length: 10 }, (_, n) => ({ waitMs: (n + 1) * 500 })));
    expect(answers.slice(15)).toEqual(Array(2).fill({ retryAfterMs: 500 }));
    expect(rateLimit.admit("b", 1000)).toEqual({ waitMs: 0 });
    expect(rateLimit.admit("a", 1500)).toEqual({ waitMs: 5000 });
  });

  test("W15: over any time, no more is taken than burst and rate allow; turns are at least half a second apart", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const rateLimit = new MessageRateLimit();
        const takenAt: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const answer = rateLimit.admit("a", now);
          if ("waitMs" in answer) takenAt.push(now + answer.waitMs);
        }
        for (let from = 0; from < takenAt.length; from++) {
          for (let to = from + 1; to < takenAt.length; to++) {
            const count = to - from + 1;
            const elapsed = (takenAt[to] ?? 0) - (takenAt[from] ?? 0);
            if (count > 5 + elapsed / 500 + 1e-6) return false;
          }
        }
        return takenAt.every((at, index) => index === 0 || at >= (takenAt[index - 1] ?? 0));
      }),
    );
  });

  test("W15: a clock set back by days makes nobody wait for it", () => {
    const rateLimit = new MessageRateLimit();
    for (let n = 0; n < 20; n++) rateLimit.admit("a", 1e12);
    const answer = rateLimit.admit("a", 1e12 - 5 * 86_400_000);
    expect("retryAfterMs" in answer ? answer.retryAfterMs : 0).toBeLessThanOrEqual(2500);
  });
});

describe("in a room", () => {
  test("W15: a burst is taken in order, later messages in their turn, and what is too much is refused with its nonce", async () => {
    const domain = createFakeDomain({ limits: true });
    const ann = await domain.join(domain.create(), "a");
    ann.takeFrames();
    for (let n = 1; n <= 17; n++) ann.send(chat(n));
    const atOnce = ann.takeFrames();
    expect(atOnce.filter((frame) => frame.type === "chat").map((frame) => frame.message)).toEqual([
      "m1",
      "m2",
      "m3",
      "m4",
      "m5",
    ]);
    expect(atOnce.filter((frame) => frame.type === "refused")).toEqual(
      ["n16", "n17"].map((nonce) => ({
        type: "refused",
        code: "slow_down",
        message: "You're sending too fast.",
        nonce,
        retryAfterMs: 500,
      })),
    );
    domain.advance(1_100);
    await flushPromises();
    expect(ann.takeFrames().map((frame) => frame.message)).toEqual(["m6", "m7"]);
    domain.advance(10_000);
    await flushPromises();
    expect(ann.takeFrames().map((frame) => frame.message)).toEqual([
      "m8",
      "m9",
      "m10",
      "m11",
      "m12",
      "m13",
      "m14",
      "m15",
    ]);
    expect(ann.socket.closedWith).toBeUndefined();
  });

  test("A15, W15: a change of the room that comes too early is not refused as a message", async () => {
    const domain = createFakeDomain({ limits: true });
    const room = domain.create();
    await domain.join(room, "a");
    const submit = (command: RoomCommand) =>
      domain.rooms.commandPipeline.submit(
        room,
        { member: { id: "a", name: "a", avatar: null }, role: "owner" },
        command,
      );
    for (let n = 0; n < 15; n++) void submit({ type: "chat", message: `${n}` });
    const sentenceFor = async (command: RoomCommand) => ((await submit(command)) as Refusal).message;
    expect(await sentenceFor({ type: "chat", message: "x" })).toBe("You're sending too fast.");
    expect(await sentenceFor({ type: "change", title: "x" })).toBe("Too many changes at once. Wait a moment.");
    expect(await sentenceFor({ type: "moderate", action: "kick", userId: "b" })).toBe(
      "Too many changes at once. Wait a moment.",
    );
  });

  test("W15: messages that wait when the room ends are refused, and where limits are off none wait", async () => {
    const domain = createFakeDomain({ limits: true });
    const room = domain.create();
    const ann = await domain.join(room, "a");
    const late = Array.from({ length: 6 }, (_, n) =>
      domain.rooms.commandPipeline.submit(
        room,
        { member: { id: "a", name: "a", avatar: null }, role: "member" },
        { type: "chat", message: `${n}` },
      ),
    ).at(-1);
    domain.rooms.end(room, "ended");
    domain.advance(1000);
    expect(await late).toMatchObject({ code: "ended" });
    const free = createFakeDomain();
    const bob = await free.join(free.create(), "b");
    bob.takeFrames();
    for (let n = 0; n < 100; n++) bob.send(chat(n));
    expect(bob.takeFrames().filter((frame) => frame.type === "chat")).toHaveLength(100);
    expect(ann.socket.closedWith).toBe(4001);
  });
});
