import { expect, test } from "bun:test";
import { fieldOfRefusal, parseRoomForm } from "./parse-room-form.ts";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

test("L1: an untouched form gives the default life and no other option", () => {
  const untouched = { life: "1440", howMany: "2", unit: "hour", title: "", code: "", idle: "0", members: "" };
  expect(parseRoomForm(formOf(untouched))).toEqual({ ttlMinutes: 1440 });
});

test("L1: a custom life is from a minute to thirty days, in whole minutes", () => {
  const life = (howMany: string, unit: string) => parseRoomForm(formOf({ life: "other", howMany, unit }));
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

test("R3: a custom code is made lower case, and its spaces dashes", () => {
  const code = (text: string) => parseRoomForm(formOf({ code: text }));
  expect(code(" Boat Trip 9 ")).toEqual({ ttlMinutes: 1440, code: "boat-trip-9" });
  for (const text of ["ab", "fête", "a/b", "---", "x".repeat(33)]) expect(code(text)).toBe("code");
});

test("R9: the member limit is a whole number of people", () => {
  expect(parseRoomForm(formOf({ members: "12" }))).toEqual({ ttlMinutes: 1440, maxMembers: 12 });
  for (const members of ["0", "1.5", "-3", "100001", "many"])
    expect(parseRoomForm(formOf({ members }))).toBe("members");
});

test("R1: every field filled in becomes an option", () => {
  const form = formOf({
    life: "60",
    title: " Tea ",
    idle: "30",
    public: "on",
    anyone: "on",
    code: "tea",
    members: "4",
  });
  expect(parseRoomForm(form)).toEqual({
    ttlMinutes: 60,
    title: "Tea",
    code: "tea",
    idleMinutes: 30,
    maxMembers: 4,
    visibility: "public",
    anyoneCanEnd: true,
  });
});

test("R4, L1, S22: a refusal about a field is shown beside that field", () => {
  expect(fieldOfRefusal({ code: "code_taken", message: "That code is taken." })).toBe("code");
  expect(fieldOfRefusal({ code: "not_allowed", message: "This server doesn't allow custom codes." })).toBe("code");
  expect(fieldOfRefusal({ code: "malformed", message: "ttlMinutes: from 1 to 60." })).toBe("life");
  for (const [name, field] of [
    ["title", "title"],
    ["password", "password"],
    ["idleMinutes", "idle"],
    ["maxMembers", "members"],
  ] as const) {
    expect(fieldOfRefusal({ code: "malformed", message: `${name}: is wrong.` })).toBe(field);
  }
  expect(fieldOfRefusal({ code: "server_full", message: "The server's memory for rooms is used up." })).toBeUndefined();
});

test("G4, G10, G11, G16, L7: entry, password, slow mode, who can write and a life without an end become options when they are chosen", () => {
  expect(parseRoomForm(formOf({ entry: "knock", slow: "30" }))).toEqual({
    ttlMinutes: 1440,
    entry: "knock",
    slowModeSeconds: 30,
  });
  expect(parseRoomForm(formOf({ entry: "password", password: " open sesame " }))).toEqual({
    ttlMinutes: 1440,
    entry: "password",
    password: " open sesame ",
  });
  expect(parseRoomForm(formOf({ entry: "password", password: "" }))).toBe("password");
  // A password typed before another entry was chosen is not sent.
  expect(parseRoomForm(formOf({ entry: "open", password: "x", slow: "0" }))).toEqual({ ttlMinutes: 1440 });
  expect(parseRoomForm(formOf({ writers: "moderators" }))).toEqual({ ttlMinutes: 1440, writers: "moderators" });
  expect(parseRoomForm(formOf({ writers: "everyone" }))).toEqual({ ttlMinutes: 1440 });
  expect(parseRoomForm(formOf({ life: "never" }))).toEqual({ ttlMinutes: null });
});
