// Tests that a message whose life is over leaves the page, whatever way the page learns of it.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent, ServerFrame, VanishEvent } from "#protocol/frames";
import { createQuotedMessages } from "../room/quoted-messages.ts";
import { chatOf, ROOM, welcomeOf } from "../testing/fakes.ts";
import { allEvents } from "./event-list.ts";
import { createOlderMessages } from "./older-messages.ts";
import { EMPTY_STATE, type LocalAction, oldestSeq, type RoomState, reduce } from "./room-reducer.ts";

const after = (...actions: (ServerFrame | LocalAction)[]): RoomState => actions.reduce(reduce, EMPTY_STATE);
const seqs = (state: RoomState) => allEvents(state.messages.log).map(({ seq }) => seq);
const vanish = (seq: number, ...about: number[]): VanishEvent => ({
  ...{ type: "vanish", id: `e1-${seq}`, seq, timestamp: ROOM.createdAt, roomId: ROOM.code },
  messageIds: about.map((one) => `e1-${one}`),
});
const gone = (seq: number): ChatEvent => chatOf(seq, { message: "", deleted: true, vanish: 10 });

describe("L12: a message that vanishes", () => {
  test("leaves the list by its event, which counts as any other", () => {
    const state = after(welcomeOf([chatOf(1), chatOf(2, { vanish: 10 }), chatOf(3)]), vanish(4, 2, 99), chatOf(5));
    expect(seqs(state)).toEqual([1, 3, 5]);
    expect(state.cursor?.seq).toBe(5);
    expect(seqs(after(welcomeOf([chatOf(1, { vanish: 10 })]), vanish(2, 1)))).toEqual([]);
  });

  test("leaves it by our clock, and its event then changes nothing", () => {
    const state = after(
      welcomeOf([chatOf(1), chatOf(2, { vanish: 10 })]),
      { type: "expire", event: vanish(0, 2) },
      vanish(3, 2),
    );
    expect(seqs(state)).toEqual([1]);
    expect(state.hasGap).toBe(false);
  });

  test("is in no snapshot and in no list after a resume; one that was deleted by hand stays as deleted", () => {
    const deleted = chatOf(3, { message: "", deleted: true });
    expect(seqs(after(welcomeOf([chatOf(1), gone(2), deleted])))).toEqual([1, 3]);
    const resumed = after(
      welcomeOf([chatOf(1)]),
      welcomeOf([gone(2), chatOf(3), vanish(4, 2)], { recovered: true, cursor: { epoch: "e1", seq: 4 } }),
    );
    expect(seqs(resumed)).toEqual([1, 3]);
  });

  test("doesn't come back with a page that the server sent before", () => {
    const state = after(welcomeOf([chatOf(3)]), vanish(4, 2), {
      ...{ type: "older", before: 3, more: false },
      messages: [chatOf(1), chatOf(2, { vanish: 10 })],
    });
    expect(seqs(state)).toEqual([1, 3]);
  });

  test("in pages of nothing else, loading goes on before them", async () => {
    const [state, setState] = createSignal(after(welcomeOf([chatOf(301)])));
    const asked: number[] = [];
    const { loadBack } = createRoot(() =>
      createOlderMessages({
        code: ROOM.code,
        state,
        act: (action) => setState((before) => reduce(before, action)),
        fetch: async (_, before) => {
          asked.push(before);
          const from = Math.max(1, before - 100);
          const messages = Array.from({ length: before - from }, (__, at) => gone(from + at));
          return { messages: from === 1 ? [chatOf(1), ...messages.slice(1)] : messages, more: from > 1 };
        },
      }),
    );
    await loadBack(1);
    expect(asked).toEqual([301, 201, 101]);
    expect(seqs(state())).toEqual([1, 301]);
    expect(oldestSeq(state())).toBe(1);
  });

  test("is gone from quotes, also from one that was fetched", async () => {
    const [state, setState] = createSignal(after(welcomeOf([chatOf(9)])));
    const originalOf = createRoot(() =>
      createQuotedMessages({
        code: ROOM.code,
        messages: () => state().messages,
        fetch: async (_, before) => ({
          messages: [before === 3 ? chatOf(2, { vanish: 60 }) : gone(before - 1)],
          more: true,
        }),
      }),
    );
    for (const id of ["e1-2", "e1-5"]) originalOf(id);
    await new Promise<void>((resolve) => setTimeout(resolve));
    expect(originalOf("e1-2")).toMatchObject({ message: "m2" });
    expect(originalOf("e1-5")).toBe("gone");
    setState((before) => reduce(before, vanish(10, 2)));
    expect(originalOf("e1-2")).toBe("gone");
  });
});
