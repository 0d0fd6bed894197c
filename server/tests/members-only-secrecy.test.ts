// To everybody who does not belong, a members-only room looks as if it did not exist.
import { afterAll, describe, expect, test } from "bun:test";
import type { ApiResponse, RequestOptions } from "../testing/api-client.ts";
import { startTestServer } from "../testing/test-server.ts";
import { SIGNIFICANT_DEVIATIONS, timingDeviations } from "../testing/timing-comparison.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const owner = await client.session("Olga");
const stranger = await client.session("Eve");
const banned = await client.session("Mallory");
const SECRET = "family-home";
const NO_ROOM = "family-shed";
const { ownerKey } = await client.room(
  { code: SECRET, entry: "members", visibility: "public", title: "Home" },
  owner.token,
);
await ask("POST", `api/rooms/${SECRET}/members/${banned.member.id}/ban`, { token: owner.token });

const KEY = "0".repeat(32);
const callers: [caller: string, options: { token?: string; headers?: Record<string, string> }][] = [
  ["nobody", {}],
  ["a stranger", { token: stranger.token }],
  ["a banned member", { token: banned.token }],
  ["a stranger with a wrong owner key", { token: stranger.token, headers: { "x-owner-key": KEY } }],
];

const BODIES: Record<string, object> = {
  join: { invite: KEY, password: "x" },
  messages: { message: "hi" },
  "{id}": { message: "x" },
  reactions: { emoji: "👍" },
  pin: { on: true },
  claim: { invite: KEY },
};
const described = (await ask("GET", "api/openapi.json")).body.paths as Record<string, object>;
// PUT creates a room if there is none: that the code is taken is the one difference (G5).
const routes = Object.entries(described).flatMap(([path, methods]) =>
  path.includes("{code}")
    ? Object.keys(methods).flatMap((method) => (method === "put" ? [] : [[method, path] as const]))
    : [],
);

function visibleParts({ status, headers, text }: ApiResponse): object {
  return { status, text, headers: [...headers].filter(([name]) => name !== "date") };
}

describe("over REST", () => {
  test.each(callers)("G5: every route answers %s as if there were no room", async (_, options) => {
    expect(routes.length).toBeGreaterThan(15);
    for (const [method, path] of routes) {
      const at = (code: string) =>
        path.slice(1).replace("{code}", code).replace("{id}", owner.member.id).replace("{action}", "kick");
      const body = ["get", "delete"].includes(method) ? undefined : (BODIES[path.split("/").at(-1) ?? ""] ?? {});
      const [there, nowhere] = [
        await ask(method.toUpperCase(), at(SECRET), { ...options, body }),
        await ask(method.toUpperCase(), at(NO_ROOM), { ...options, body }),
      ];
      expect([method, path, visibleParts(there)]).toEqual([method, path, visibleParts(nowhere)]);
      expect(there.status).toBe(404);
    }
  });

  test("G5: no list contains it, and whoever belongs finds it", async () => {
    for (const path of ["api/rooms", "api/rooms?q=home", "api/users/online", "api/me/rooms"]) {
      expect((await ask("GET", path, { token: stranger.token })).text).not.toContain(SECRET);
    }
    expect((await ask("GET", `api/rooms/${SECRET}`, { token: owner.token })).body.entry).toBe("members");
    expect((await ask("GET", `api/rooms/${SECRET}`, { headers: { "x-owner-key": ownerKey } })).status).toBe(200);
    expect((await ask("GET", "api/me/rooms", { token: owner.token })).body.rooms).toMatchObject([{ role: "owner" }]);
  });

  test("G5, R7: lookups of it are limited like lookups of an unknown code", async () => {
    const first429 = async (code: string) => {
      await using limited = await startTestServer();
      await limited.client.room({ code: SECRET, entry: "members" }, (await limited.client.session()).token);
      for (let n = 1; n < 100; n++) if ((await limited.ask("GET", `api/rooms/${code}`)).status === 429) return n;
      return 0;
    };
    const [there, nowhere] = [await first429(SECRET), await first429(NO_ROOM)];
    expect(there).toBeGreaterThan(20);
    expect(Math.abs(there - nowhere)).toBeLessThan(3);
  });
});

describe("a drawn code", () => {
  const UNKNOWN = "k7pq2mfx";
  const create = { entry: "members" } as const;
  const tries = (code: string): [method: string, path: string, body?: object][] => [
    ["PUT", `api/rooms/${code}`, {}],
    ["PUT", `api/rooms/${code.toUpperCase()}`, { entry: "members" }],
    ["PUT", `api/rooms/${code.slice(0, 4)}-${code.slice(4)}`, { password: "x" }],
    ["POST", "api/rooms", { code }],
    ["POST", "api/rooms", { code: `${code.slice(0, 4)}-${code.slice(4)}` }],
  ];

  test("R2: has a digit from 2 to 9, at every length", async () => {
    for (const CODE_LENGTH of ["6", "8", "16"]) {
      await using drawing = await startTestServer({ LIMITS: "off", CODE_LENGTH });
      for (let n = 0; n < 100; n++) expect((await drawing.client.room()).room.code).toMatch(/[2-9]/);
    }
  });

  test("R4: a chosen code that might be drawn is taken, whether there is such a room or not", async () => {
    for (const chosen of [UNKNOWN, "K7PQ-2MFX".toLowerCase(), "picnic-22", "aaaaaaa9"]) {
      const { status, body } = await ask("PUT", `api/rooms/${chosen}`, {});
      expect([chosen, status, body.error.code]).toEqual([chosen, 409, "code_taken"]);
    }
    for (const chosen of ["tea-for-2", "fireside", "tea-time", "oil-1000"]) {
      expect([chosen, (await ask("PUT", `api/rooms/${chosen}`, {})).status]).toEqual([chosen, 201]);
    }
  });

  test("G5, R6: with a members-only room is to strangers like an unknown one, also for who makes rooms and after its end", async () => {
    const { room } = await client.room(create, owner.token);
    const answers = async (code: string) => {
      const seen: object[] = [];
      for (const [method, path, body] of tries(code)) {
        for (const [, options] of callers) seen.push(visibleParts(await ask(method, path, { ...options, body })));
      }
      for (const path of ["", "/messages", "/events", "/members"]) {
        for (const [, options] of callers)
          seen.push(visibleParts(await ask("GET", `api/rooms/${code}${path}`, options)));
      }
      const socket = await client.connect(code);
      return [...seen, await socket.closed];
    };
    const unknown = await answers(UNKNOWN);
    expect(await answers(room.code)).toEqual(unknown);
    expect((await ask("DELETE", `api/rooms/${room.code}`, { token: owner.token })).status).toBe(204);
    expect(await answers(room.code)).toEqual(unknown);
  });

  test("G5, R4: a chosen code of a members-only room that has ended is unknown, and free", async () => {
    const { room } = await client.room({ ...create, code: "our-attic" }, owner.token);
    await ask("DELETE", `api/rooms/${room.code}`, { token: owner.token });
    expect((await ask("GET", "api/rooms/our-attic")).status).toBe(404);
    expect((await ask("PUT", "api/rooms/our-attic", {})).status).toBe(201);
  });
});

describe("over the socket", () => {
  const closeOf = async (code: string, query: string, protocols: string[]) => {
    const socket = new WebSocket(`${client.address(`ws/${code}`).replace("http", "ws")}${query}`, protocols);
    const closed = await new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
    return { code: closed.code, reason: closed.reason, protocol: socket.protocol };
  };
  const ways: [how: string, query: string, protocols: string[]][] = [
    ["without a token", "", []],
    ["with a stranger's token in the address", `?token=${stranger.token}`, []],
    ["with a bad token in the address", "?token=bad", []],
    ["with a stranger's token as a protocol", "", ["mayfly", stranger.token]],
    ["with a banned member's token as a protocol", "", ["mayfly", banned.token]],
    ["with the protocol but no token", "", ["mayfly"]],
  ];
  test.each(ways)("G5: %s, it closes as if there were no room", async (_, query, protocols) => {
    const there = await closeOf(SECRET, query, protocols);
    expect(there).toEqual(await closeOf(NO_ROOM, query, protocols));
    expect(there.code).toBe(4004);
  });

  test("G5: a browser that passes a member's token as a protocol gets in, and the server selects `mayfly`", async () => {
    const address = client.address(`ws/${SECRET}`).replace("http", "ws");
    const socket = new WebSocket(address, ["mayfly", owner.token]);
    const welcomed = new Promise<MessageEvent>((resolve) => socket.addEventListener("message", resolve));
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "join", token: owner.token })));
    expect(JSON.parse(String((await welcomed).data))).toMatchObject({ type: "welcome", you: { role: "owner" } });
    expect(socket.protocol).toBe("mayfly");
    socket.close();
    const { welcome, socket: byAddress } = await joinedByAddress();
    expect(welcome.you.role).toBe("owner");
    byAddress.close();
  });

  const joinedByAddress = async () => {
    const socket = await client.connect(SECRET, { query: `?token=${owner.token}` });
    return { socket, welcome: await socket.next("welcome") };
  };

  test("G5: passing a member's token and joining with a stranger's finds no room", async () => {
    const socket = await client.connect(SECRET, { headers: { "sec-websocket-protocol": `mayfly, ${owner.token}` } });
    socket.send({ type: "join", token: stranger.token });
    expect(await socket.next("refused")).toMatchObject({ code: "not_found", message: "No room has this code." });
    expect((await socket.closed).code).toBe(4004);
  });
});

describe("response times", () => {
  type TimedRequest = [method: string, path: string, options: RequestOptions];

  /** Times pairs of requests. @returns the time for the secret room minus the time for an unknown code, per pair, in ns */
  async function measureDifferences([method, path, options]: TimedRequest, pairs: number): Promise<number[]> {
    const time = async (code: string) => {
      const beganAt = Bun.nanoseconds();
      await ask(method, `api/rooms/${code}${path}`, { token: stranger.token, ...options });
      return Bun.nanoseconds() - beganAt;
    };
    const differences: number[] = [];
    for (let n = -50; n < pairs; n++) {
      // Which comes first is drawn: what a busy machine does at intervals could keep step with anything regular.
      const isSecretFirst = Math.random() < 0.5;
      const first = await time(isSecretFirst ? SECRET : NO_ROOM);
      const second = await time(isSecretFirst ? NO_ROOM : SECRET);
      if (n >= 0) differences.push(isSecretFirst ? first - second : second - first);
    }
    return differences;
  }

  const requests: TimedRequest[] = [
    ["GET", "", {}],
    ["GET", "/messages", {}],
    ["POST", "/join", { body: { invite: KEY } }],
    ["DELETE", "", { headers: { "x-owner-key": KEY } }],
  ];
  test.each(requests)(
    "G5: a request takes as long for the secret room as for an unknown code: %s …%s",
    async (method, path, options) => {
      const request: TimedRequest = [method, path, options];
      // Chance alone looks like a difference once in 10,000 runs, so a first failure is measured again.
      const once = timingDeviations(await measureDifferences(request, 300));
      if (once > SIGNIFICANT_DEVIATIONS)
        expect(timingDeviations(await measureDifferences(request, 300))).toBeLessThan(SIGNIFICANT_DEVIATIONS);
    },
  );

  test("G5: the test detects a server that takes a little longer for the secret room", async () => {
    const { rooms } = server.node;
    const find = rooms.find.bind(rooms);
    rooms.find = (...args) => {
      const until = Bun.nanoseconds() + 150_000;
      if (args[0] === SECRET) while (Bun.nanoseconds() < until);
      return find(...args);
    };
    // A busy machine needs more pairs until the difference is significant.
    const differences: number[] = [];
    while (
      differences.length < 3_000 &&
      (differences.length === 0 || timingDeviations(differences) <= SIGNIFICANT_DEVIATIONS)
    ) {
      differences.push(...(await measureDifferences(["GET", "", {}], 200)));
    }
    expect(timingDeviations(differences)).toBeGreaterThan(SIGNIFICANT_DEVIATIONS);
    rooms.find = find;
  }, 60_000);
});
