import { afterAll, describe, expect, test } from "bun:test";
import type { RoomRequest } from "#protocol/http";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const passwords = {
  hash: async (password: string) => `hashed ${password}`,
  verify: async (password: string, hash: string) => hash === `hashed ${password}`,
};
const server = await startTestServer({ LIMITS: "off" }, { clock, passwords });
afterAll(server.stop);
const { client, ask } = server;
const MINUTE = 60_000;
const [olga, ann, bob] = [await client.session("Olga"), await client.session("Ann"), await client.session("Bob")];

async function made(request: RoomRequest = {}) {
  const { room, ownerKey } = await client.room(request, olga.token);
  const at = `api/rooms/${room.code}`;
  const say = (method: string, path: string, { token }: { token: string }, body?: object) =>
    ask(method, `${at}${path}`, { token, body });
  const act = (action: string, who: { member: { id: string } }, by = olga, body: object = {}) =>
    say("POST", `/members/${who.member.id}/${action}`, by, body);
  return { room, ownerKey, at, say, act };
}

describe("invites", () => {
  test("G8: an invite lets in as many as it says, whatever the entry, and its secret is told once", async () => {
    const { room, say } = await made({ entry: "members" });
    const invite = (await say("POST", "/invites", olga, { uses: 2 })).body;
    expect(invite).toEqual({
      ...{
        id: expect.any(String),
        invite: expect.stringMatching(/^[0-9a-z]{32}$/),
        uses: 2,
        usesLeft: 2,
        expiresAt: null,
      },
      url: `${server.origin}/${room.shownCode}#invite=${invite.invite}`,
    });
    const join = (who: typeof ann) => say("POST", "/join", who, { invite: invite.invite });
    expect([(await join(ann)).body.status, (await join(ann)).body.status]).toEqual(["member", "member"]);
    const told = await say("GET", "/invites", olga);
    expect(told.body.invites).toMatchObject([{ id: invite.id, uses: 2, usesLeft: 1 }]);
    expect(told.text).not.toContain(invite.invite);
    expect((await join(bob)).status).toBe(200);
    const eve = await client.session("Eve");
    expect([(await join(eve)).status, (await say("GET", "/invites", olga)).body.invites]).toEqual([404, []]);
  });

  test("G8: however many use the last one at once, one member gets in", async () => {
    const { say } = await made({ entry: "members" });
    const { invite } = (await say("POST", "/invites", olga, {})).body;
    const guests = await Promise.all(Array.from({ length: 20 }, () => client.session()));
    const statuses = await Promise.all(
      guests.map(async (guest) => (await say("POST", "/join", guest, { invite })).status),
    );
    expect(statuses.toSorted()).toEqual([200, ...Array(19).fill(404)]);
  });

  test("G8: a member who joins several times at once uses one up", async () => {
    const { say } = await made({ entry: "locked" });
    const { invite } = (await say("POST", "/invites", olga, { uses: 2 })).body;
    const answers = await Promise.all([1, 2, 3].map(() => say("POST", "/join", ann, { invite })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await say("GET", "/invites", olga)).body.invites).toMatchObject([{ usesLeft: 1 }]);
  });

  test("G8: an invite with no uses, too many, or too long a life is refused, and the others stay listed", async () => {
    const { say } = await made({});
    const bodies = [{ uses: 0 }, { uses: 1001 }, { minutes: 0 }, { minutes: 43_201 }, { minutes: 2 ** 53 - 1 }];
    for (const body of bodies) expect((await say("POST", "/invites", olga, body)).status).toBe(400);
    expect((await say("POST", "/invites", olga, { minutes: 43_200 })).status).toBe(201);
    expect((await say("GET", "/invites", olga)).body.invites).toHaveLength(1);
  });

  test("G8: a revoked, expired or unknown invite lets nobody in; nor does any let in a banned member", async () => {
    const { say, act } = await made({ entry: "knock" });
    const make = async (body: object = {}) => (await say("POST", "/invites", olga, body)).body;
    const codeOf = async (invite: string, who = ann) => (await say("POST", "/join", who, { invite })).body.error?.code;
    const revoked = await make();
    expect((await say("DELETE", `/invites/${revoked.id}`, olga)).status).toBe(204);
    expect((await say("DELETE", `/invites/${revoked.id}`, olga)).status).toBe(404);
    const brief = await make({ minutes: 1 });
    expect(brief.expiresAt).toBe(new Date(clock.now + MINUTE).toISOString());
    const good = await make();
    await act("ban", bob);
    server.advance(MINUTE);
    expect([await codeOf(revoked.invite), await codeOf(brief.invite), await codeOf("0".repeat(32))]).toEqual(
      Array(3).fill("not_allowed"),
    );
    expect(await codeOf(good.invite, bob)).toBe("banned");
    expect(await codeOf(good.invite)).toBeUndefined();
    expect((await ask("DELETE", "api/rooms/nowhere1/invites/x", { token: olga.token })).status).toBe(404);
  });

  test("G8, W7: on the socket an invite opens a locked room, and after a wrong one another may be tried", async () => {
    const { room, say } = await made({ entry: "locked" });
    const { invite } = (await say("POST", "/invites", olga, {})).body;
    const socket = await client.connect(room.code);
    socket.send({ type: "join", token: ann.token, invite: "wrong" });
    expect((await socket.next("refused")).code).toBe("not_allowed");
    socket.send({ type: "join", token: ann.token, invite });
    expect((await socket.next("welcome")).you.name).toBe("Ann");
    expect((await say("GET", "/invites", olga)).body.invites).toEqual([]);
  });
});
