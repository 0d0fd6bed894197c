// A room for its members only is to everybody else as if there were none.
import { afterAll, describe, expect, test } from "bun:test";
import type { Answer, Asking } from "../testing/api-client.ts";
import { startServer } from "../testing/server.ts";
import { SURE, sureness } from "../testing/timing-comparison.ts";

const server = await startServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const owner = await client.session("Olga");
const stranger = await client.session("Eve");
const banned = await client.session("Mallory");
const SECRET = "family-home";
const NONE = "family-shed";
const { ownerKey } = await client.room(
  { code: SECRET, entry: "members", visibility: "public", title: "Home" },
  owner.token,
);
await ask("POST", `api/rooms/${SECRET}/members/${banned.member.id}/ban`, { token: owner.token });

const KEY = "0".repeat(32);
const askers: [who: string, asking: { token?: string; headers?: Record<string, string> }][] = [
  ["nobody", {}],
  ["a stranger", { token: stranger.token }],
  ["one who is banned", { token: banned.token }],
  ["one with a wrong owner key", { token: stranger.token, headers: { "x-owner-key": KEY } }],
];

const BODIES: Record<string, object> = {
  join: { invite: KEY, password: "x" },
  messages: { message: "hi" },
  "{id}": { message: "x" },
  reactions: { emoji: "👍" },
};
const described = (await ask("GET", "api/openapi.json")).body.paths as Record<string, object>;
// PUT makes a room where there is none: its code is the one thing that can't be had (G5).
const routes = Object.entries(described).flatMap(([path, methods]) =>
  path.includes("{code}")
    ? Object.keys(methods).flatMap((method) => (method === "put" ? [] : [[method, path] as const]))
    : [],
);

function toldBy({ status, headers, text }: Answer): object {
  return { status, text, headers: [...headers].filter(([name]) => name !== "date") };
}

describe("over REST", () => {
  test.each(askers)("G5: every route answers %s as for no room", async (_, asking) => {
    expect(routes.length).toBeGreaterThan(15);
    for (const [method, path] of routes) {
      const at = (code: string) =>
        path.slice(1).replace("{code}", code).replace("{id}", owner.member.id).replace("{action}", "kick");
      const body = ["get", "delete"].includes(method) ? undefined : (BODIES[path.split("/").at(-1) ?? ""] ?? {});
      const [there, nowhere] = [
        await ask(method.toUpperCase(), at(SECRET), { ...asking, body }),
        await ask(method.toUpperCase(), at(NONE), { ...asking, body }),
      ];
      expect([method, path, toldBy(there)]).toEqual([method, path, toldBy(nowhere)]);
      expect(there.status).toBe(404);
    }
  });

  test("G5: no list has it, and who belongs finds it", async () => {
    for (const path of ["api/rooms", "api/rooms?q=home", "api/users/online", "api/me/rooms"]) {
      expect((await ask("GET", path, { token: stranger.token })).text).not.toContain(SECRET);
    }
    expect((await ask("GET", `api/rooms/${SECRET}`, { token: owner.token })).body.entry).toBe("members");
    expect((await ask("GET", `api/rooms/${SECRET}`, { headers: { "x-owner-key": ownerKey } })).status).toBe(200);
    expect((await ask("GET", "api/me/rooms", { token: owner.token })).body.rooms).toMatchObject([{ role: "owner" }]);
  });

  test("G5, R7: looking for it is limited as looking for none is", async () => {
    const first429 = async (code: string) => {
      await using limited = await startServer();
      await limited.client.room({ code: SECRET, entry: "members" }, (await limited.client.session()).token);
      for (let n = 1; n < 100; n++) if ((await limited.ask("GET", `api/rooms/${code}`)).status === 429) return n;
      return 0;
    };
    const [there, nowhere] = [await first429(SECRET), await first429(NONE)];
    expect(there).toBeGreaterThan(20);
    expect(Math.abs(there - nowhere)).toBeLessThan(3);
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
    ["with a stranger's token shown", "", ["mayfly", stranger.token]],
    ["with a banned one's token shown", "", ["mayfly", banned.token]],
    ["with nothing shown", "", ["mayfly"]],
  ];
  test.each(ways)("G5: %s it is closed as for no room", async (_, query, protocols) => {
    const there = await closeOf(SECRET, query, protocols);
    expect(there).toEqual(await closeOf(NONE, query, protocols));
    expect(there.code).toBe(4004);
  });

  test("G5: who shows the token of a member is in, and spoken to as mayfly", async () => {
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

  test("G5: who shows one's token and joins with another's finds no room either", async () => {
    const socket = await client.connect(SECRET, { headers: { "sec-websocket-protocol": `mayfly, ${owner.token}` } });
    socket.say({ type: "join", token: stranger.token });
    expect(await socket.next("refused")).toMatchObject({ code: "not_found", message: "No room has this code." });
    expect((await socket.closed).code).toBe(4004);
  });
});

describe("by its time", () => {
  type Question = [method: string, path: string, asking: Asking];

  /** @returns by how much asking for the secret room took longer than asking for none, pair by pair */
  async function measured([method, path, asking]: Question, pairs: number): Promise<number[]> {
    const time = async (code: string) => {
      const beganAt = Bun.nanoseconds();
      await ask(method, `api/rooms/${code}${path}`, { token: stranger.token, ...asking });
      return Bun.nanoseconds() - beganAt;
    };
    const differences: number[] = [];
    for (let n = -50; n < pairs; n++) {
      const first = await time(n % 2 === 0 ? SECRET : NONE);
      const second = await time(n % 2 === 0 ? NONE : SECRET);
      if (n >= 0) differences.push(n % 2 === 0 ? first - second : second - first);
    }
    return differences;
  }

  const questions: Question[] = [
    ["GET", "", {}],
    ["GET", "/messages", {}],
    ["POST", "/join", { body: { invite: KEY } }],
    ["DELETE", "", { headers: { "x-owner-key": KEY } }],
  ];
  test.each(questions)("G5: the secret room takes as long as none: %s …%s", async (method, path, asking) => {
    const question: Question = [method, path, asking];
    // Once in 10,000 chance alone looks like a difference; twice in a row it doesn't.
    const once = sureness(await measured(question, 300));
    if (once > SURE) expect(sureness(await measured(question, 300))).toBeLessThan(SURE);
  });

  test("G5: a server that looks a little longer at the secret room is found out", async () => {
    const { visitors } = server.node;
    const find = visitors.find.bind(visitors);
    visitors.find = (...asked) => {
      const until = Bun.nanoseconds() + 150_000;
      if (asked[1] === SECRET) while (Bun.nanoseconds() < until);
      return find(...asked);
    };
    // As long as a busy machine needs to be sure.
    const differences: number[] = [];
    while (differences.length < 3_000 && (differences.length === 0 || sureness(differences) <= SURE)) {
      differences.push(...(await measured(["GET", "", {}], 200)));
    }
    expect(sureness(differences)).toBeGreaterThan(SURE);
    visitors.find = find;
  }, 60_000);
});
