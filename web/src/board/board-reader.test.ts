// Tests that the page's board is the server's, whatever it has of the messages and however late the code comes.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { Board } from "#protocol/board";
import { createPin } from "#protocol/board";
import type { ChatEvent, LogEvent, RoomEvent, ServerFrame, Welcome } from "#protocol/frames";
import { ApiError } from "../api/api-error.ts";
import { EMPTY_STATE, reduce } from "../sync/room-reducer.ts";
import { chatOf, FakeTime, ME, ROOM, welcomeOf } from "../testing/fakes.ts";
import { createBoardReader } from "./board-reader.ts";

const stampOf = (seq: number) => ({ id: `e1-${seq}`, seq, roomId: ROOM.code, timestamp: "2026-01-01T00:00:00.000Z" });
const pinOf = (seq: number, about: number, on = true): RoomEvent => ({
  type: "room",
  ...stampOf(seq),
  user: "Mira",
  userId: "mira",
  message: "",
  room: {},
  pin: { id: `e1-${about}`, on },
});
const revisionOf = (seq: number, about: number) => ({
  ...stampOf(seq),
  user: "Mira",
  userId: "mira",
  messageId: `e1-${about}`,
});
const editOf = (seq: number, about: number, message: string): LogEvent => ({
  type: "edit",
  ...revisionOf(seq, about),
  message,
});
const deletionOf = (seq: number, about: number): LogEvent => ({ type: "delete", ...revisionOf(seq, about) });
const wipeOf = (seq: number): RoomEvent => ({
  ...pinOf(seq, 0),
  pin: undefined as never,
  action: "wipe",
  target: { id: "mira", name: "Mira" },
});

/** @param answers what asking for the board gives, one after another */
function startRoom(welcome: Welcome, early: readonly LogEvent[] = [], answers: (Board | ApiError)[] = []) {
  const time = new FakeTime();
  let state = early.reduce<typeof EMPTY_STATE>(reduce, reduce(EMPTY_STATE, welcome));
  let asked = 0;
  const room = createRoot(() => {
    const [board, setBoard] = createSignal<Board | undefined>(welcome.board);
    return {
      code: ROOM.code,
      identity: {} as never,
      storageKey: "code",
      ownerKey: () => undefined,
      board,
      setBoard,
      state: () => state,
      log: () => state.messages.log,
      members: () => [ME],
      after: (delayMs: number, run: () => void) => time.after(delayMs, run),
    };
  });
  const fetch = async () => {
    asked++;
    return answers.shift() ?? [];
  };
  const read = createBoardReader(room, fetch, () => 1);
  return {
    time,
    asked: () => asked,
    receive(frame: ServerFrame): void {
      state = reduce(state, frame);
      if (frame.type === "welcome") room.setBoard(frame.board);
      read(frame, "events" in frame ? frame.events : "seq" in frame ? [frame] : []);
    },
    texts: () => room.board()?.map(({ message }) => message),
    board: room.board,
  };
}

const said = (seq: number): ChatEvent => chatOf(seq);

test("B6: live pins, edits, deletions and wipes are followed, and an empty board is none", () => {
  const { receive, texts } = startRoom(welcomeOf([said(1), said(2), said(3)]));
  expect(texts()).toBeUndefined();
  for (const event of [pinOf(4, 2), pinOf(5, 1), editOf(6, 2, "edited")]) receive(event);
  expect(texts()).toEqual(["m1", "edited"]);
  receive(deletionOf(7, 1));
  receive(pinOf(8, 3));
  receive(pinOf(9, 2, false));
  expect(texts()).toEqual(["m3"]);
  receive(wipeOf(10));
  expect(texts()).toBeUndefined();
});

test("B6: what came before the code was loaded counts, also of messages that the page doesn't have", () => {
  const board = [said(1), said(2), said(3)].map(createPin);
  const early = [editOf(11, 1, "edited"), deletionOf(12, 2), pinOf(13, 10), editOf(14, 10, "ten")];
  const { texts, asked } = startRoom(welcomeOf([said(10)], { board }), early);
  expect(texts()).toEqual(["edited", "m3", "ten"]);
  expect(asked()).toBe(0);
});

test("B6: a wipe of long ago takes nothing off that was said after it", () => {
  const { texts } = startRoom(welcomeOf([said(1), wipeOf(2), said(3)], { board: [createPin(said(3))] }));
  expect(texts()).toEqual(["m3"]);
});

test("B6: a pin of a message that the page doesn't have is asked for, once, and again when that fails", async () => {
  const answers = [new ApiError("internal", "No."), [createPin(said(1)), createPin(said(2))]];
  const { receive, texts, time, asked } = startRoom(welcomeOf([said(5)]), [], answers);
  receive(pinOf(6, 1));
  receive(pinOf(7, 2));
  expect([texts(), asked()]).toEqual([undefined, 0]);
  // Meanwhile another one is pinned, and one of the answer's is gone.
  receive(pinOf(8, 5));
  await time.pass(2);
  receive(deletionOf(9, 2));
  expect([texts(), asked()]).toEqual([["m5"], 1]);
  await time.pass(5_000);
  expect([texts(), asked()]).toEqual([["m1", "m5"], 2]);
  receive(editOf(10, 1, "edited"));
  expect(texts()).toEqual(["edited", "m5"]);
});

test("B6: a welcome after a lost connection tells the board anew, also that nothing is on it", () => {
  const { receive, texts, asked } = startRoom(welcomeOf([said(1), said(2)], { board: [createPin(said(1))] }));
  const missed = [pinOf(3, 1, false), pinOf(4, 2)];
  receive(welcomeOf(missed, { recovered: true, board: [createPin(said(2))], cursor: { epoch: "e1", seq: 4 } }));
  expect(texts()).toEqual(["m2"]);
  receive(welcomeOf([said(90)]));
  expect([texts(), asked()]).toEqual([undefined, 0]);
});

test("U14: an erased account's name leaves the board", () => {
  const { receive, board } = startRoom(welcomeOf([said(9)], { board: [createPin(said(1))] }));
  receive({ type: "forgotten", userId: "mira" });
  expect(board()).toMatchObject([{ user: "Somebody", avatar: null, message: "m1" }]);
});
