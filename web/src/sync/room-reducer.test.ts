// Tests the client's state against the server's log.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ChatEvent, RoomEvent, ServerFrame } from "#protocol/frames";
import { chatOf, ME, ROOM, welcomeOf } from "../testing/fakes.ts";
import { allEvents } from "./event-list.ts";
import { createReducer, EMPTY_STATE, type LocalAction, oldestSeq, type RoomState, reduce } from "./room-reducer.ts";

const after = (...actions: (ServerFrame | LocalAction)[]): RoomState => actions.reduce(reduce, EMPTY_STATE);
const shown = (state: RoomState) => allEvents(state.messages.log);
const seqs = (state: RoomState) => shown(state).map(({ seq }) => seq);
const stamp = { id: "e1-s1", timestamp: ROOM.createdAt, roomId: ROOM.code };

/** Generates what a network that loses and repeats frames may bring: parts of the log, and welcomes. */
type Step = { from: number; count: number } | { rejoin: "resumed" | "snapshot" };
const LENGTH = 40;
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ from: fc.integer({ min: 0, max: LENGTH - 1 }), count: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 1, arbitrary: fc.record({ rejoin: fc.constantFrom("resumed" as const, "snapshot" as const) }) },
  ),
  { maxLength: 40 },
);
const log: ChatEvent[] = Array.from({ length: LENGTH }, (_, at) => chatOf(at + 1));

function framesOf(step: Step, state: RoomState): ServerFrame[] {
  if (!("rejoin" in step)) return log.slice(step.from, step.from + step.count);
  const cursor = state.cursor;
  const head = { epoch: "e1", seq: LENGTH };
  if (step.rejoin === "resumed" && cursor !== undefined) {
    return [welcomeOf(log.slice(cursor.seq), { recovered: true, cursor: head })];
  }
  return [welcomeOf(log.slice(-10), { cursor: head })];
}

describe("the log", () => {
  test("H7: whatever arrives, the state holds a part of the log without gaps that ends at the cursor", () => {
    fc.assert(
      fc.property(steps, (plan) => {
        let state = after(welcomeOf(log.slice(0, 5)));
        for (const step of plan) {
          state = framesOf(step, state).reduce(reduce, state);
          const first = oldestSeq(state);
          expect(shown(state)).toEqual(log.slice(first - 1, state.cursor?.seq));
        }
      }),
    );
  });

  test("H7: after a gap nothing is applied until the client resumes, and then nothing is missing", () => {
    const holed = after(welcomeOf(log.slice(0, 5)), chatOf(6), chatOf(8), chatOf(9), chatOf(7));
    expect(holed.hasGap).toBe(true);
    expect(seqs(holed)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(holed.cursor).toEqual({ epoch: "e1", seq: 6 });
    const back = reduce(holed, welcomeOf(log.slice(6, 9), { recovered: true }));
    expect(back.hasGap).toBe(false);
    expect(seqs(back)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("H7: a client that went by the highest seq seen instead would lose messages", () => {
    const reckless = createReducer((standing, seq) => (seq <= standing ? "known" : "next"));
    let state = [welcomeOf(log.slice(0, 5)), chatOf(6), chatOf(8)].reduce<RoomState>(reckless, EMPTY_STATE);
    state = reckless(state, welcomeOf(log.slice(state.cursor?.seq), { recovered: true }));
    expect(seqs(state)).not.toContain(7);
  });

  test("H5: a resumed welcome adds what was missed, a snapshot replaces what was there", () => {
    const first = after(welcomeOf(log.slice(0, 3)), { type: "typing", user: "Mira", userId: "mira" });
    expect(seqs(reduce(first, welcomeOf(log.slice(3, 5), { recovered: true })))).toEqual([1, 2, 3, 4, 5]);
    const fresh = reduce(first, welcomeOf(log.slice(20, 25)));
    expect(seqs(fresh)).toEqual([21, 22, 23, 24, 25]);
    expect(fresh.hasOlder).toBe(true);
    expect(fresh.typing).toEqual([]);
    expect(after(welcomeOf(log.slice(0, 3))).hasOlder).toBe(false);
    expect(after(welcomeOf([], { cursor: { epoch: "e1", seq: 9 } })).hasOlder).toBe(true);
  });

  test("H6: events in replay frames are appended in order", () => {
    const state = after(
      welcomeOf(log.slice(0, 2)),
      welcomeOf(log.slice(2, 4), { recovered: true, more: true }),
      { type: "replay", events: log.slice(4, 6), more: true },
      { type: "replay", events: log.slice(6, 8), more: false },
      chatOf(9),
    );
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("H7: known events change nothing at all", () => {
    const state = after(welcomeOf(log.slice(0, 5)));
    expect(reduce(state, chatOf(3))).toBe(state);
  });

  test("A3: an older page goes before the first event, unless a snapshot has replaced that event", () => {
    const state = after(welcomeOf(log.slice(20, 25)));
    const page = [18, 19, 20].map((seq) => chatOf(seq));
    const older = reduce(state, { type: "older", before: 21, messages: page, more: true });
    expect(seqs(older)).toEqual([18, 19, 20, 21, 22, 23, 24, 25]);
    expect(older.hasOlder).toBe(true);
    expect(reduce(state, { type: "older", before: 30, messages: page, more: true })).toBe(state);
    expect(reduce(state, { type: "older", before: 21, messages: [], more: true }).hasOlder).toBe(false);
  });

  test("R10: a room event changes the room", () => {
    const change = {
      type: "room",
      seq: 1,
      user: "Mira",
      userId: "mira",
      message: "Mira …",
      room: { title: "Boats" },
    } as const;
    const state = after(welcomeOf([]), { ...stamp, ...change });
    expect(state.room?.title).toBe("Boats");
    expect(state.room?.expiresAt).toBe(ROOM.expiresAt);
  });
});

describe("our messages", () => {
  const sent = after({ type: "clock", now: 5 }, welcomeOf([]), { type: "send", nonce: "n1", message: "hello" });
  const echo = chatOf(1, { userId: ME.id, nonce: "n1", message: "hello" });

  test("H2: our echo with its nonce is the confirmation; another member's is not", () => {
    expect(sent.outbox).toEqual([
      { nonce: "n1", at: 5, failure: undefined, command: { type: "chat", message: "hello" } },
    ]);
    expect(reduce(sent, { ...echo, userId: "mira" }).outbox).toHaveLength(1);
    expect(reduce(sent, echo).outbox).toEqual([]);
    expect(seqs(reduce(sent, echo))).toEqual([1]);
  });

  test("H2: a resumed event, a snapshot or a repeated event confirms it as well", () => {
    expect(reduce(sent, welcomeOf([echo], { recovered: true })).outbox).toEqual([]);
    expect(reduce(sent, welcomeOf([echo])).outbox).toEqual([]);
    const again = reduce({ ...sent, cursor: { epoch: "e1", seq: 4 } }, echo);
    expect(again.outbox).toEqual([]);
    expect(shown(again)).toEqual([]);
  });

  test("W2: a refused message keeps its text and the reason; after a refusal to slow down it only waits", () => {
    const refusal = { type: "refused", nonce: "n1", code: "too_large", message: "message: is longer." } as const;
    const failed = reduce(sent, refusal);
    expect(failed.outbox[0]?.failure).toEqual({ code: "too_large", message: "message: is longer." });
    expect(reduce(sent, { ...refusal, code: "slow_down" }).outbox).toBe(sent.outbox);
    const twice = [
      { type: "send", nonce: "n2", message: "b" },
      { type: "retry", nonce: "n1" },
    ] as const;
    const again = twice.reduce<RoomState>(reduce, failed);
    expect(again.outbox.map(({ nonce, failure }) => [nonce, failure])).toEqual([
      ["n2", undefined],
      ["n1", undefined],
    ]);
    expect(reduce(failed, { type: "discard", nonce: "n1" }).outbox).toEqual([]);
  });

  test("W2: a refusal of something else is shown until it is dismissed or the room welcomes anew", () => {
    const state = reduce(sent, { type: "refused", code: "malformed", message: "name: is longer." });
    expect(state.refusal).toEqual({ code: "malformed", message: "name: is longer." });
    expect(state.outbox).toBe(sent.outbox);
    expect(reduce(state, { type: "dismiss" }).refusal).toBeUndefined();
    expect(reduce(sent, { type: "refused", code: "slow_down", message: "Wait." }).refusal).toBeUndefined();
  });
});

describe("who is here", () => {
  const mira = { userId: "mira", user: "Mira", message: "" };
  const joined = { type: "user_joined", ...stamp, ...mira, avatar: null, role: "member" } as const;

  test("P2: joined and left change the roster, once each", () => {
    const state = after(welcomeOf([]), joined, joined);
    expect(state.members.map(({ id }) => id)).toEqual(["me", "mira"]);
    expect(reduce(state, { type: "user_left", ...stamp, ...mira }).members).toEqual([ME]);
  });

  test("U14: an erased account's name leaves every event, the roster and the lines about comings at once", () => {
    const stampOf = (seq: number) => ({ ...stamp, id: `e1-${seq}`, seq });
    const promoted: ServerFrame = {
      type: "room",
      ...stampOf(2),
      user: "Mira",
      userId: "mira",
      message: "Mira made Bob an admin",
      room: {},
      action: "promote",
      target: { id: "bob", name: "Bob" },
    };
    const byBob = chatOf(3, { user: "Bob", userId: "bob", avatar: "owl", message: "Mira!" });
    const knock: ServerFrame = { type: "knock", user: "Mira", userId: "mira", avatar: null };
    const typing: ServerFrame = { type: "typing", user: "Mira", userId: "mira" };
    // A message before those we have: its revision waits for it, with a name.
    const loose: ServerFrame = {
      ...stampOf(4),
      type: "edit",
      user: "Mira",
      userId: "mira",
      messageId: "e1-0",
      message: "x",
    };
    const before = after(welcomeOf([chatOf(1), promoted, byBob]), joined, loose, knock, typing);
    const state = reduce(before, { type: "forgotten", userId: "mira" });
    expect(allEvents(state.messages.log).map(({ user, message }) => [user, message])).toEqual([
      ["Somebody", "m1"],
      ["Somebody", "Somebody made Bob an admin"],
      ["Bob", "Mira!"],
    ]);
    expect(shown(state).at(2)).toBe(shown(before).at(2) as never);
    expect([state.members, state.typing, state.knocks]).toEqual([[ME], [], []]);
    // What others wrote about them stays.
    expect(JSON.stringify({ ...state, messages: { ...state.messages, log: [] } })).not.toContain("Mira");
  });

  test("P4: a roster frame replaces all members, us included", () => {
    const renamed = { ...ME, name: "Ada" };
    const state = after(welcomeOf([]), joined, { type: "roster", members: [renamed] });
    expect(state.you).toEqual(renamed);
    expect(state.members).toEqual([renamed]);
  });

  test("P3: typing ends after five seconds or with a message, and our own is not shown", () => {
    const typing = { type: "typing", user: "Mira", userId: "mira" } as const;
    const state = after({ type: "clock", now: 1000 }, welcomeOf([]), typing, typing, { ...typing, userId: ME.id });
    expect(state.typing).toEqual([{ userId: "mira", user: "Mira", until: 6000 }]);
    expect(reduce(state, { type: "clock", now: 5999 }).typing).toHaveLength(1);
    expect(reduce(state, { type: "clock", now: 6000 }).typing).toEqual([]);
    expect(reduce(state, chatOf(1)).typing).toEqual([]);
  });

  test("L5: the end of the room and its reason are kept", () => {
    expect(after(welcomeOf([]), { type: "room_ended", ...stamp, reason: "idle", message: "…" }).endReason).toBe("idle");
  });

  test("W14: the server's clock is read from its welcome", () => {
    const serverTime = new Date(90_000).toISOString();
    expect(after({ type: "clock", now: 60_000 }, welcomeOf([], { serverTime })).serverAheadMs).toBe(30_000);
  });

  test("W1: a frame of an unknown type changes nothing, but one with a seq moves the cursor", () => {
    const state = after(welcomeOf([]));
    expect(reduce(state, { type: "confetti" } as unknown as ServerFrame)).toBe(state);
    expect(reduce(state, { type: "poll", seq: 1 } as unknown as ServerFrame).cursor?.seq).toBe(1);
  });
});

describe("revisions of messages", () => {
  const about = { ...stamp, user: "Mira", userId: "mira", messageId: "e1-1" };

  test("H7: an edit and a deletion change the message, and have a seq like any event", () => {
    const edit = { type: "edit", seq: 3, ...about, message: "better" } as const;
    const edited = after(welcomeOf(log.slice(0, 2)), edit);
    expect(shown(edited)[0]).toMatchObject({ message: "better", editedAt: stamp.timestamp });
    expect(edited.cursor?.seq).toBe(3);
    const gone = reduce(edited, { type: "delete", seq: 4, ...about });
    expect(shown(gone)[0]).toMatchObject({ message: "", deleted: true });
    expect(gone.hasGap).toBe(false);
  });
});

describe("knocks and moderation", () => {
  const knock = (userId: string) => ({ type: "knock", user: userId, userId, avatar: null }) as const;
  const roomEvent = (seq: number, fields: Partial<RoomEvent>): RoomEvent => {
    const { user, userId, id, timestamp, roomId } = chatOf(seq);
    return { type: "room", seq, id, timestamp, roomId, user, userId, message: "", room: {}, ...fields };
  };

  test("G7: a knock is listed once, until it is answered or withdrawn", () => {
    const welcomed = reduce(EMPTY_STATE, welcomeOf([], { knocks: [{ user: "ann", userId: "ann", avatar: null }] }));
    const two = [knock("bo"), knock("ann"), knock("bo")].reduce(reduce, welcomed);
    expect(two.knocks.map(({ userId }) => userId)).toEqual(["ann", "bo"]);
    const gone = reduce(two, { type: "knock_gone", userId: "ann" });
    expect(gone.knocks.map(({ userId }) => userId)).toEqual(["bo"]);
    expect(reduce(gone, welcomeOf([])).knocks).toEqual([]);
  });

  test("R10: changed settings of a room are kept, its end included", () => {
    const lasting = reduce(
      reduce(EMPTY_STATE, welcomeOf([])),
      roomEvent(1, { room: { expiresAt: null, entry: "knock" } }),
    );
    expect(lasting.room).toMatchObject({ expiresAt: null, entry: "knock", title: ROOM.title });
  });

  test("G3: a wipe deletes what its target wrote before it, also in pages loaded later, and nothing after it", () => {
    const mira = { id: "mira", name: "Mira" };
    const begun = reduce(
      EMPTY_STATE,
      welcomeOf([chatOf(5), chatOf(6, { userId: "bo" })], { cursor: { epoch: "e1", seq: 6 } }),
    );
    const wipe = roomEvent(7, { action: "wipe", target: mira });
    const after = reduce(begun, { type: "replay", events: [wipe, chatOf(8)], more: false });
    const said = (state: RoomState) =>
      allEvents(state.messages.log).map((event) => "deleted" in event && event.deleted);
    expect(said(after)).toEqual([true, false, false, false]);
    const older = reduce(after, {
      type: "older",
      before: 5,
      messages: [chatOf(3), chatOf(4, { userId: "bo" })],
      more: false,
    });
    expect(said(older)).toEqual([true, false, true, false, false, false]);
  });
});
