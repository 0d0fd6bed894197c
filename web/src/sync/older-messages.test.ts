// Tests loading older messages page by page, and single ones that replies quote.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { ApiError } from "../api/api-error.ts";
import { createQuotedMessages } from "../room/quoted-messages.ts";
import { chatOf, FakeTime, ROOM, welcomeOf } from "../testing/fakes.ts";
import { allEvents } from "./event-list.ts";
import { createOlderMessages } from "./older-messages.ts";
import { EMPTY_STATE, type LocalAction, type RoomState, reduce } from "./room-reducer.ts";

const LENGTH = 1200;
/** The server has messages 1 to LENGTH; the page holds the last ten. */
function reader() {
  const log = Array.from({ length: LENGTH }, (_, at) => chatOf(at + 1));
  const asked: number[] = [];
  const server = { isDown: false };
  const [state, setState] = createSignal<RoomState>(reduce(EMPTY_STATE, welcomeOf(log.slice(-10))));
  const act = (action: LocalAction) => setState((before) => reduce(before, action));
  const fetch = async (_: string, before: number, limit = 100) => {
    asked.push(before);
    if (server.isDown) return new ApiError("internal", "The server can’t be reached.");
    const older = log.slice(0, before - 1);
    return { messages: older.slice(-limit), more: older.length > limit };
  };
  const parts = createRoot(() => ({
    ...createOlderMessages({ code: ROOM.code, state, act, fetch }),
    originalOf: createQuotedMessages({ code: ROOM.code, messages: () => state().messages, fetch }),
  }));
  return { ...parts, state, setState, asked, server, first: () => allEvents(state().messages.log)[0]?.seq };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

describe("A3: loading older messages", () => {
  test("a second call while a page is loading waits for the same page", async () => {
    const { loadOlder, isLoadingOlder, asked, first } = reader();
    const both = [loadOlder(), loadOlder()];
    expect(isLoadingOlder()).toBe(true);
    await Promise.all(both);
    expect(isLoadingOlder()).toBe(false);
    expect(asked).toEqual([LENGTH - 9]);
    expect(first()).toBe(LENGTH - 109);
  });

  test("loads all pages back to an old message, also while a page is loading", async () => {
    const { loadOlder, loadBack, first, state } = reader();
    void loadOlder();
    await loadBack(50);
    expect(first()).toBeLessThanOrEqual(50);
    expect(allEvents(state().messages.log).map(({ seq }) => seq)).toEqual(
      Array.from({ length: LENGTH - (first() ?? 0) + 1 }, (_, at) => (first() ?? 0) + at),
    );
    await loadBack(1);
    expect(state().hasOlder).toBe(false);
    await loadOlder();
    expect(first()).toBe(1);
  });

  test("stops if the server can't be reached", async () => {
    const { loadBack, asked, server, first } = reader();
    server.isDown = true;
    await loadBack(50);
    expect(asked).toHaveLength(1);
    expect(first()).toBe(LENGTH - 9);
  });
});

describe("H9: the message that a reply quotes", () => {
  test("is there at once if the page has it, else it is fetched once", async () => {
    const { originalOf, asked } = reader();
    expect(originalOf(`e1-${LENGTH}`)).toEqual(chatOf(LENGTH));
    expect(originalOf("e1-7")).toBeUndefined();
    expect(originalOf("e1-7")).toBeUndefined();
    await settled();
    expect(originalOf("e1-7")).toEqual(chatOf(7));
    expect(asked).toEqual([8]);
  });

  test("is gone if the server no longer has it, and requested again after a failure", async () => {
    const { originalOf, asked, server } = reader();
    originalOf("e0-7");
    server.isDown = true;
    originalOf("e1-7");
    await settled();
    server.isDown = false;
    expect(originalOf("e0-7")).toBe("gone");
    expect(originalOf("e1-7")).toBeUndefined();
    await settled();
    expect(originalOf("e1-7")).toEqual(chatOf(7));
    expect(asked).toEqual([8, 8, 8]);
  });

  test("H11: is no longer shown once it is deleted", async () => {
    const { originalOf, setState } = reader();
    originalOf("e1-7");
    await settled();
    const stamp = { id: "e1-1201", seq: LENGTH + 1, timestamp: "", roomId: "", user: "Mira", userId: "mira" };
    setState((before) => reduce(before, { type: "delete", ...stamp, messageId: "e1-7" }));
    expect(originalOf("e1-7")).toMatchObject({ message: "", deleted: true });
  });
});

test("W19: a page that failed may be asked for again after a while, and not before", async () => {
  const time = new FakeTime();
  const [state, setState] = createSignal<RoomState>(reduce(EMPTY_STATE, welcomeOf([chatOf(20)])));
  const answers = [new ApiError("internal", "No."), { messages: [chatOf(19)], more: false }];
  const { loadOlder, isLoadingOlder } = createRoot(() =>
    createOlderMessages({
      code: ROOM.code,
      state,
      act: (action) => setState((before) => reduce(before, action)),
      fetch: async () => answers.shift() ?? new ApiError("internal", "No more."),
      after: time.after.bind(time),
    }),
  );
  void loadOlder();
  await time.pass(4_000);
  void loadOlder();
  expect(isLoadingOlder()).toBe(true);
  expect(answers).toHaveLength(1);
  await time.pass(1_000);
  expect(isLoadingOlder()).toBe(false);
  await loadOlder();
  expect(allEvents(state().messages.log).map(({ seq }) => seq)).toEqual([19, 20]);
});
