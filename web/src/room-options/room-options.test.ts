import { expect, test } from "bun:test";
import { fieldOf, wishesIn } from "./room-options.ts";

function filled(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test("L1: an untouched form asks for the usual life and nothing else", () => {
  const untouched = { life: "1440", howMany: "2", unit: "hour", title: "", code: "", idle: "0", members: "" };
  expect(wishesIn(filled(untouched))).toEqual({ ttlMinutes: 1440 });
});

test("L1: a life of one's own is from a minute to thirty days, in whole minutes", () => {
  const life = (howMany: string, unit: string) => wishesIn(filled({ life: "other", howMany, unit }));
  expect(life("1", "minute")).toEqual({ ttlMinutes: 1 });
  expect(life("90", "minute")).toEqual({ ttlMinutes: 90 });
  expect(life("1.5", "hour")).toEqual({ ttlMinutes: 90 });
  expect(life("720", "hour")).toEqual({ ttlMinutes: 43_200 });
  expect(life("30", "day")).toEqual({ ttlMinutes: 43_200 });
  for (const [howMany, unit] of [
    ["0", "minute"],
    ["31", "day"],
    ["1.5", "minute"],
    ["", "day"],
    ["x", "day"],
    ["1", "year"],
  ] as const) {
    expect(life(howMany, unit)).toBe("life");
  }
});

test("R3: a code of one's own is lower case, its spaces dashes", () => {
  const code = (text: string) => wishesIn(filled({ code: text }));
  expect(code(" Boat Trip 9 ")).toEqual({ ttlMinutes: 1440, code: "boat-trip-9" });
  for (const text of ["ab", "fête", "a/b", "---", "x".repeat(33)]) expect(code(text)).toBe("code");
});

test("R9: a cap is a whole number of people", () => {
  expect(wishesIn(filled({ members: "12" }))).toEqual({ ttlMinutes: 1440, maxMembers: 12 });
  for (const members of ["0", "1.5", "-3", "100001", "many"]) expect(wishesIn(filled({ members }))).toBe("members");
});

test("R1: everything wished for is asked for", () => {
  const form = filled({
    life: "60",
    title: " Tea ",
    idle: "30",
    public: "on",
    anyone: "on",
    code: "tea",
    members: "4",
  });
  expect(wishesIn(form)).toEqual({
    ttlMinutes: 60,
    title: "Tea",
    code: "tea",
    idleMinutes: 30,
    maxMembers: 4,
    visibility: "public",
    anyoneCanEnd: true,
  });
});

test("R4, L1: a refusal about a field is told beside it", () => {
  expect(fieldOf({ code: "code_taken", message: "This code is taken." })).toBe("code");
  expect(fieldOf({ code: "not_allowed", message: "This server draws its codes itself." })).toBe("code");
  expect(fieldOf({ code: "malformed", message: "ttlMinutes: from 1 to 60." })).toBe("life");
  expect(fieldOf({ code: "server_full", message: "The server's memory for rooms is used up." })).toBeUndefined();
});

test("G4, G10, G11, L7: a door, its password, a slow talk and no end are asked for when they are chosen", () => {
  expect(wishesIn(filled({ entry: "knock", slow: "30" }))).toEqual({
    ttlMinutes: 1440,
    entry: "knock",
    slowModeSeconds: 30,
  });
  expect(wishesIn(filled({ entry: "password", password: " open sesame " }))).toEqual({
    ttlMinutes: 1440,
    entry: "password",
    password: " open sesame ",
  });
  expect(wishesIn(filled({ entry: "password", password: "" }))).toBe("password");
  // One typed before another door was chosen is not sent.
  expect(wishesIn(filled({ entry: "open", password: "x", slow: "0" }))).toEqual({ ttlMinutes: 1440 });
  expect(wishesIn(filled({ life: "never" }))).toEqual({ ttlMinutes: null });
});
