// Tests that the text of a room event is made from its changes, not from the server's sentence.
import { beforeAll, expect, test } from "bun:test";
import type { RoomEvent } from "#protocol/frames";
import { ROOM_ACTIONS } from "#protocol/roles";
import { ar } from "./ar.ts";
import { momentText, roomEventText } from "./room-event-texts.ts";
import { loadLazyTexts } from "./t.ts";

beforeAll(loadLazyTexts);

const event = (fields: Partial<RoomEvent>): RoomEvent => ({
  ...{ type: "room", id: "e1-1", seq: 1, timestamp: "2026-11-20T08:00:00.000Z", roomId: "k7pq2mfx" },
  ...{ user: "Ada", userId: "ada", message: "the server's words", room: {} },
  ...fields,
});
const target = { id: "bo", name: "Bo" };

test("G2: the text of every action names who did it to whom", () => {
  for (const action of ROOM_ACTIONS) {
    const said = roomEventText(event({ action, target, until: "2026-11-20T09:00:00.000Z" }));
    expect(said).toContain("Ada");
    expect(said).not.toContain("server");
    if (action !== "take") expect(said).toContain("Bo");
  }
});

test("G3: the text of a mute says until when, and includes the reason", () => {
  const until = new Date(Date.now() + 60_000).toISOString();
  expect(roomEventText(event({ action: "mute", target, until, reason: "too loud" }))).toBe(
    `Ada muted Bo until ${momentText(until)}: too loud`,
  );
});

test("S11: Arabic says by nouns who came, left, writes or did something, whoever it was", () => {
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
  expect(plain(ar.joined(["Mira"]))).toBe("انضمام: Mira");
  expect(plain(ar.left(["Mira"]))).toBe("مغادرة: Mira");
  expect(plain(ar.joinedAndLeft(["Mira"], ["Bo"]))).toBe("انضمام: Mira، مغادرة: Bo");
  expect(plain(ar.typing(["Mira"]))).toBe("جارٍ الكتابة: Mira…");
  expect(plain(ar.wantsToJoin("Mira"))).toBe("طلب انضمام: Mira");
  const done = [
    ...Object.values(ar.moderationActions),
    ...Object.values(ar.entryChanged),
    ar.titleRemoved,
    ar.slowModeOff,
  ];
  for (const textOf of done) expect(plain(textOf("Mira", "Bo"))).toStartWith("Mira: ");
});

test("R10, L3: a change of the idle life says how long an empty room goes on", () => {
  expect(roomEventText(event({ room: { idleMinutes: 30 } }))).toBe(
    "Ada ends the room 30 minutes after everyone has left",
  );
  expect(roomEventText(event({ room: { idleMinutes: null } }))).toBe("Ada keeps the room when everyone has left");
});

test("R10, G16, B1: several changes are one line, and a change this client doesn't know has the server's text", () => {
  expect(roomEventText(event({ room: { entry: "knock", slowModeSeconds: 30 } }))).toBe(
    "Ada requires new people to ask to join · Ada turned on slow mode: one message every 30 seconds",
  );
  expect(roomEventText(event({ room: { slowModeSeconds: null, visibility: "public" } }))).toBe(
    "Ada added the room to the public list · Ada turned off slow mode",
  );
  expect(roomEventText(event({ room: { writers: "moderators" } }))).toBe(
    "Ada made the room read-only: only the hosts can write",
  );
  expect(roomEventText(event({ room: { writers: "everyone" } }))).toBe("Ada let everyone write");
  expect(roomEventText(event({ room: { pinners: "everyone" } }))).toBe("Ada let everyone pin");
  expect(roomEventText(event({ pin: { id: "e1-1", on: true } }))).toBe("Ada pinned a message");
  expect(roomEventText(event({ pin: { id: "e1-1", on: false } }))).toBe("Ada took a message off the board");
  expect(roomEventText(event({}))).toBe("the server's words");
  expect(roomEventText(event({ userId: null, user: "The owner", message: "The owner changed the title" }))).toBe(
    "The owner changed the title",
  );
});

test("L11: a change of the life of messages says how long they stay", () => {
  const texts = ([60, "seen", null] as const).map((vanish) => roomEventText(event({ room: { vanish } })));
  expect(texts).toEqual([
    "Ada made new messages disappear after 1 minute",
    "Ada made new messages disappear once everyone has seen them",
    "Ada turned off disappearing messages",
  ]);
});
