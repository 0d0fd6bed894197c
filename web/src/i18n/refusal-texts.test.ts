import { beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSALS, type RefusalCode } from "#protocol/error-codes";
import { refusalText } from "./refusal-texts.ts";
import { roomEventText } from "./room-event-texts.ts";
import { loadLazyTexts } from "./t.ts";

const SERVER = join(import.meta.dir, "../../../server");

beforeAll(() => loadLazyTexts());

test("A1: every code has a sentence", () => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    expect(refusalText({ code, message: "" }).length).toBeGreaterThan(5);
  }
});

test("W2: a sentence that names a number or a fault is told with it", () => {
  const malformed = (message: string) => refusalText({ code: "malformed", message });
  expect(malformed("name: has control or invisible characters.")).toBe("It has control or invisible characters.");
  expect(malformed("name: is longer than 32 characters.")).toBe("It is longer than 32 characters.");
  expect(malformed("ttlMinutes: from 1 to 90.")).toBe("A room may live for at most 90 minutes here.");
  expect(malformed("ttlMinutes: from 1 to 10080.")).toBe("A room may live for at most 7 days here.");
  expect(malformed("extend: at most 120 minutes from now.")).toBe("A room may have at most 2 hours from now.");
  expect(refusalText({ code: "room_full", message: "This room takes 12 at most." })).toBe(
    "This room takes 12 at most.",
  );
  expect(refusalText({ code: "not_allowed", message: "This server draws its codes itself." })).toContain("draws");
});

test("A1: the sentences looked for are the server's own", () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const source = files.map((file) => readFileSync(join(SERVER, file), "utf8")).join("\n");
  /** A sentence about a field: the server writes its name apart from what is wrong with it. */
  const field = (name: string, problem: string) => `badField("${name}", ${problem}`;
  const missing = [
    "nothing to see",
    "control or invisible",
    "not valid Unicode",
    "is longer than ${",
    field("ttlMinutes", "`from 1 to ${"),
    field("idleMinutes", "`from 1 to ${"),
    field("extend", "`at most ${"),
    "This room takes ${",
    "This server draws",
    field("code", ""),
    "currentPassword: give",
    "currentPassword: is not",
  ].filter((part) => !source.includes(part));
  expect(missing).toEqual([]);
});

test("R10: changes to a room are told from what changed", () => {
  const event = { type: "room", id: "e-1", seq: 1, roomId: "r", timestamp: "", userId: "ada", user: "Ada" } as const;
  const told = (room: { title?: string; expiresAt?: string }, userId: string | null = "ada") =>
    roomEventText({ ...event, userId, message: "in the server's words", room });
  expect(told({ title: "Boat trip" })).toBe("Ada changed the title to “Boat trip”");
  expect(told({ title: "" }, null)).toBe("The owner took the title away");
  expect(told({ expiresAt: "2026-03-01T12:00:00.000Z" })).toStartWith("Ada gave the room more time: it ends ");
  expect(told({})).toBe("in the server's words");
});
