import { beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSALS, type RefusalCode } from "#protocol/error-codes";
import { said } from "./refusal-texts.ts";
import { changeSaid } from "./room-event-texts.ts";
import { laterWords } from "./t.ts";

const SERVER = join(import.meta.dir, "../../../server");

beforeAll(() => laterWords());

test("A1: every code has a sentence", () => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    expect(said({ code, message: "" }).length).toBeGreaterThan(5);
  }
});

test("W2: a sentence that names a number or a fault is told with it", () => {
  const malformed = (message: string) => said({ code: "malformed", message });
  expect(malformed("name: has control or invisible characters.")).toBe("It has control or invisible characters.");
  expect(malformed("name: is longer than 32 characters.")).toBe("It is longer than 32 characters.");
  expect(malformed("ttlMinutes: from 1 to 90.")).toBe("A room may live for at most 90 minutes here.");
  expect(malformed("ttlMinutes: from 1 to 10080.")).toBe("A room may live for at most 7 days here.");
  expect(malformed("extend: at most 120 minutes from now.")).toBe("A room may have at most 2 hours from now.");
  expect(said({ code: "room_full", message: "This room takes 12 at most." })).toBe("This room takes 12 at most.");
  expect(said({ code: "not_allowed", message: "This server draws its codes itself." })).toContain("draws");
});

test("A1: the sentences looked for are the server's own", () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const source = files.map((file) => readFileSync(join(SERVER, file), "utf8")).join("\n");
  for (const part of [
    "nothing to see",
    "control or invisible",
    "not valid Unicode",
    "is longer than ${",
    "ttlMinutes: from 1 to ${",
    "idleMinutes: from 1 to ${",
    "extend: at most ${",
    "This room takes ${",
    "This server draws",
    '"code: ',
  ]) {
    expect(source).toContain(part);
  }
});

test("R10: changes to a room are told from what changed", () => {
  const event = { type: "room", id: "e-1", seq: 1, roomId: "r", timestamp: "", userId: "ada", user: "Ada" } as const;
  const told = (room: { title?: string; expiresAt?: string }, userId: string | null = "ada") =>
    changeSaid({ ...event, userId, message: "in the server's words", room });
  expect(told({ title: "Boat trip" })).toBe("Ada changed the title to “Boat trip”");
  expect(told({ title: "" }, null)).toBe("The owner took the title away");
  expect(told({ expiresAt: "2026-03-01T12:00:00.000Z" })).toStartWith("Ada gave the room more time: it ends ");
  expect(told({})).toBe("in the server's words");
});
