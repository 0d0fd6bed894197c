// Tests how addresses map to pages, and typed text to rooms.
import { describe, expect, test } from "bun:test";
import { parseRoomInput } from "../lobby/parse-room-input.ts";
import { parseRoute, secretIn } from "./route.ts";

const under = (base: string) => (path: string) => parseRoute(new URL(path, "http://h"), new URL(base, "http://h"));

describe("routes", () => {
  test("S3: a path of one segment is a room, an empty one the lobby, anything else nowhere", () => {
    const route = under("/");
    expect(route("/")).toEqual({ page: "lobby" });
    expect(route("/index.html")).toEqual({ page: "lobby" });
    expect(route("/k7pq-2mfx")).toEqual({ page: "room", code: "k7pq-2mfx", view: "" });
    expect(route("/K7PQ-2MFX/?x=1")).toEqual({ page: "room", code: "k7pq-2mfx", view: "" });
    for (const path of [
      "/a/b",
      "/ab",
      "/k7pq-2mfx/board/x",
      "/k7pq-2mfx/boards",
      "/ab/board",
      "/k7pq.2mfx",
      "/%E0%A4%A",
      "/k7pq-2mfx/x",
      `/${"a".repeat(65)}`,
    ]) {
      expect(route(path)).toEqual({ page: "nowhere" });
    }
  });

  test("B10: below a room's address is that of its board alone, also of a room that is called board", () => {
    for (const base of ["/", "/chat/"]) {
      const route = under(base);
      expect(route(`${base}k7pq-2mfx/board`)).toEqual({ page: "room", code: "k7pq-2mfx", view: "/board" });
      expect(route(`${base}board`)).toEqual({ page: "room", code: "board", view: "" });
      expect(route(`${base}Board/board/?x#y`)).toEqual({ page: "room", code: "board", view: "/board" });
    }
  });

  test("S5: routes are the same under any base path", () => {
    const route = under("/chat/");
    expect(route("/chat/")).toEqual({ page: "lobby" });
    expect(route("/chat/k7pq-2mfx")).toEqual({ page: "room", code: "k7pq-2mfx", view: "" });
    expect(route("/k7pq-2mfx")).toEqual({ page: "nowhere" });
  });

  test("S17, S18: the administrator's page has an address of its own, and a code in the lobby's leads to it", () => {
    for (const base of ["/", "/chat/"]) {
      const route = under(base);
      for (const path of [
        "admin",
        "Admin/",
        "admin#admin=k7pq-2mfx",
        "#admin=k7pq-2mfx",
        "index.html#x=1&admin=k7pq",
      ]) {
        expect([path, route(base + path)]).toEqual([path, { page: "admin" }]);
      }
      for (const path of ["", "#admin=", "#admin", "#key=k7pq"]) expect(route(base + path)).toEqual({ page: "lobby" });
      expect(route(`${base}administration`)).toEqual({ page: "room", code: "administration", view: "" });
      expect(route(`${base}doctor`)).toEqual({ page: "doctor" });
      expect(route(`${base}admin/x`)).toEqual({ page: "nowhere" });
    }
    expect(secretIn(new URL("http://h/#admin=k7pq-2mfx"), "admin")).toBe("k7pq-2mfx");
  });

  test("R1: the owner key is read from the hash", () => {
    expect(secretIn(new URL("http://h/k7pq#key=a-b_c"), "key")).toBe("a-b_c");
    expect(secretIn(new URL("http://h/k7pq#key="), "key")).toBeUndefined();
    expect(secretIn(new URL("http://h/k7pq#other"), "key")).toBeUndefined();
    expect(secretIn(new URL("http://h/k7pq#key=a&x=1&key=b"), "key")).toBe("a&b");
  });
});

describe("R3: the room is found in", () => {
  test.each([
    ["k7pq-2mfx", "k7pq-2mfx"],
    ["  K7PQ 2MFX\n", "k7pq2mfx"],
    ["k 7 p q – 2 m f x", "k7pq-2mfx"],
    ["Family-Room", "family-room"],
    ["https://chat.example.org/k7pq-2mfx", "k7pq-2mfx"],
    ["Come in: http://192.168.1.20:8080/chat/K7PQ-2mfx/ now", "k7pq-2mfx"],
    ["192.168.1.20:8080/k7pq-2mfx?from=mail", "k7pq-2mfx"],
    ["<https://chat.example.org/k7pq-2mfx#x>", "k7pq-2mfx"],
    ["", undefined],
    ["no", undefined],
    ["https://chat.example.org/", undefined],
    ["what is this?", undefined],
  ])("%p", (text, code) => {
    expect(parseRoomInput(text)?.code).toBe(code as string);
  });

  test("a link with its owner key", () => {
    expect(parseRoomInput("https://h.example/k7pq-2mfx#key=secret")).toEqual({ code: "k7pq-2mfx", ownerKey: "secret" });
    expect(parseRoomInput("https://h.example/k7pq-2mfx#e2ee=1.a.b")).toMatchObject({ encryptionKey: "1.a.b" });
    expect(parseRoomInput("https://h.example/k7pq-2mfx#invite=s3cret")).toMatchObject({
      code: "k7pq-2mfx",
      invite: "s3cret",
    });
    expect(parseRoomInput("k7pq-2mfx")).toEqual({ code: "k7pq-2mfx", ownerKey: undefined });
  });
});
