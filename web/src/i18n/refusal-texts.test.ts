import { beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSALS, type RefusalCode } from "#protocol/error-codes";
import { refusalText } from "./refusal-texts.ts";
import { roomEventText } from "./room-event-texts.ts";
import { loadLazyTexts } from "./t.ts";

const SERVER = join(import.meta.dir, "../../../server");

beforeAll(() => loadLazyTexts());

test("A1: every error code has a text", () => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    expect(refusalText({ code, message: "" }).length).toBeGreaterThan(5);
  }
});

test("W2: the text of a refusal keeps the number or the fault in the server's sentence", () => {
  const malformed = (message: string) => refusalText({ code: "malformed", message });
  expect(malformed("name: has control or invisible characters.")).toBe("It has control or invisible characters.");
  expect(malformed("name: is longer than 32 characters.")).toBe("It’s longer than 32 characters.");
  expect(malformed("ttlMinutes: from 1 to 90.")).toBe("Rooms on this server last 90 minutes at most.");
  expect(malformed("ttlMinutes: from 1 to 10080.")).toBe("Rooms on this server last 7 days at most.");
  expect(malformed("extend: at most 120 minutes from now.")).toBe("The room can end 2 hours from now at the latest.");
  expect(refusalText({ code: "room_full", message: "This room holds 12 people at most." })).toBe(
    "This room holds 12 people at most.",
  );
  expect(refusalText({ code: "not_allowed", message: "This server doesn't allow custom codes." })).toBe(
    "This server doesn’t allow custom codes.",
  );
});

test("A15: only messages are said to have been sent too fast", () => {
  const slowDown = (message: string) => refusalText({ code: "slow_down", message });
  for (const message of ["You're sending too fast.", "Too many frames at once.", "Slow mode is on here."]) {
    expect(slowDown(message)).toBe("You’re sending too fast. Wait a moment.");
  }
  for (const message of ["Too many requests. Wait a moment.", "Too many passwords were tried. Wait a moment.", ""]) {
    expect(slowDown(message)).toBe("Too many tries. Wait a moment.");
  }
});

test("A1: every pattern matches a sentence in the server's code", () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const source = files.map((file) => readFileSync(join(SERVER, file), "utf8")).join("\n");
  /** Returns a refusal of a field as the server's code writes it: its name and the problem are separate arguments. */
  const field = (name: string, problem: string) => `badField("${name}", ${problem}`;
  const missing = [
    "no visible characters",
    "control or invisible",
    "not valid Unicode",
    "is longer than ${",
    field("ttlMinutes", "`from 1 to ${"),
    field("idleMinutes", "`from 1 to ${"),
    field("extend", "`at most ${"),
    "This room holds ${",
    "doesn't allow custom codes",
    field("code", ""),
    "currentPassword: enter",
    "currentPassword: is wrong",
    "adminCode: wrong",
    "You're sending too fast",
    "Too many frames",
    "Slow mode is on here",
  ].filter((part) => !source.includes(part));
  expect(missing).toEqual([]);
});

test("R10: the text of a room event is made from its changes", () => {
  const event = { type: "room", id: "e-1", seq: 1, roomId: "r", timestamp: "", userId: "ada", user: "Ada" } as const;
  const told = (room: { title?: string; expiresAt?: string }, userId: string | null = "ada") =>
    roomEventText({ ...event, userId, message: "in the server's words", room });
  expect(told({ title: "Boat trip" })).toBe("Ada changed the title to “Boat trip”");
  expect(told({ title: "" }, null)).toBe("The owner removed the title");
  expect(told({ expiresAt: "2026-03-01T12:00:00.000Z" })).toStartWith("Ada extended the room: it now ends ");
  expect(told({})).toBe("in the server's words");
});
