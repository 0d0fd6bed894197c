// Rooms without an end, and rooms whose owner's account is erased.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { FakeClock } from "../testing/fake-clock.ts";
import { createFakeDomain } from "../testing/fake-domain.ts";
import {
  signUp,
  signUpAdmin,
  startServerWithAccounts,
  TEST_PASSWORD,
  UNOPENED_DATA_FILE,
} from "../testing/test-accounts.ts";

const YEAR = 366 * 86_400_000;

describe("a room without an end", () => {
  test("L7: can be created with an account if the operator allows it, and its end is null", async () => {
    const clock = new FakeClock();
    await using server = await startServerWithAccounts({ MAX_LIFE: "never", LIMITS: "off" }, { clock });
    const { token } = await signUp(server, "ann");
    const created = await server.ask("POST", "api/rooms", { body: { ttlMinutes: null, code: "club" }, token });
    expect([created.status, created.body.room]).toMatchObject([201, { expiresAt: null, expiresInSeconds: null }]);
    const guest = await server.client.session();
    const errorCodeOf = async (body: object, options: { token?: string }) =>
      (await server.ask("POST", "api/rooms", { body, ...options })).body.error?.code;
    expect(await errorCodeOf({ ttlMinutes: null }, guest)).toBe("account_needed");
    expect(await errorCodeOf({ ttlMinutes: null }, {})).toBe("account_needed");
    expect([
      await errorCodeOf({ ttlMinutes: 43_201 }, { token }),
      await errorCodeOf({ ttlMinutes: 43_200 }, { token }),
    ]).toEqual(["malformed", undefined]);
    const brief = (await server.ask("POST", "api/rooms", { token })).body.room;
    expect(brief.expiresInSeconds).toBe(86_400);
    expect((await server.ask("PATCH", "api/rooms/club", { body: { extend: 1 }, token })).body.error.code).toBe(
      "malformed",
    );
  });

  test("L7: cannot be created by anybody if the operator does not allow it", async () => {
    await using server = await startServerWithAccounts({ MAX_LIFE: "30d" });
    const { token } = await signUp(server, "ann");
    const { status, body } = await server.ask("POST", "api/rooms", { body: { ttlMinutes: null }, token });
    expect([status, body.error.code]).toEqual([403, "not_allowed"]);
  });

  test("L7: lasts for years with a bounded history, and ends when it is ended", async () => {
    const domain = createFakeDomain({ maxLifeMs: Number.POSITIVE_INFINITY, historyEvents: 5 });
    const room = domain.create({ ttlMinutes: null, code: "club" }, "account ann");
    const ann = await domain.join(room, "account ann");
    for (let n = 0; n < 9; n++) ann.send({ type: "chat", message: `${n}` });
    domain.clock.now += 5 * YEAR;
    while (!domain.rooms.tick(domain.clock.now));
    expect([room.isEnded, domain.engine.history(room.founding.epoch).read({ limit: 99 }).entries.length]).toEqual([
      false,
      5,
    ]);
    ann.send({ type: "moderate", action: "mute", userId: "somebody" });
    expect(room.state.mutes.get("somebody")).toBe(domain.clock.now + 30 * 86_400_000);
    domain.rooms.end(room, "ended");
    expect(domain.rooms.find("club")).toBeInstanceOf(Refusal);
  });
});

describe("an account that is erased", () => {
  test("G14: leaves its rooms without an owner, and a member may take one after a day", async () => {
    const clock = new FakeClock();
    await using server = await startServerWithAccounts({ LIMITS: "off" }, { clock });
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room({ ttlMinutes: 10_000 }, token);
    const other = (await server.client.room({ ttlMinutes: 10_000 }, (await server.client.session()).token)).room;
    await server.ask("POST", `api/rooms/${other.code}/join`, { token });
    const bob = await server.client.session("Bob");
    const { socket } = await server.client.join(room.code, "Bob", { token: bob.token });
    const take = () => server.ask("POST", `api/rooms/${room.code}/members/${bob.member.id}/take`, { token: bob.token });
    server.advance(2 * 86_400_000);
    await server.ask("GET", "api/me", { token });
    const again = await server.ask("POST", "api/login", { body: { username: "ann", password: TEST_PASSWORD } });
    expect((await server.ask("DELETE", "api/me", { token: again.body.token })).status).toBe(204);
    const { node } = server;
    for (const code of [room.code, other.code]) {
      const found = node.rooms.findAny(code);
      if (found instanceof Refusal) throw new Error(found.message);
      expect([...found.state.list, found.state.ownerId]).not.toContain(account.id);
    }
    expect((await take()).status).toBe(403);
    server.advance(86_400_000);
    expect((await take()).status).toBe(204);
    expect(await socket.next("room")).toMatchObject({ action: "take", target: { id: bob.member.id } });
  });

  test("G12: a room remembers accounts that were in it, but not guests", async () => {
    const clock = new FakeClock();
    await using server = await startServerWithAccounts({ LIMITS: "off" }, { clock });
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room();
    for (const one of [{ token }, { token: (await server.client.session("Guest")).token }]) {
      const { socket } = await server.client.join(room.code, "Ann", one);
      socket.close();
      await socket.closed;
    }
    while (server.node.openSockets.count > 0) await Bun.sleep(1);
    server.advance(10_000);
    expect((await server.ask("GET", `api/rooms/${room.code}/members`)).body.members).toMatchObject([
      { id: account.id, status: "offline" },
    ]);
  });
});

test("U12, G5: an administrator can end any room, but cannot read a members-only room", async () => {
  await using server = await startServerWithAccounts({ LIMITS: "off", DATA: UNOPENED_DATA_FILE });
  const boss = await signUpAdmin(server);
  const owner = await server.client.session();
  const { room } = await server.client.room({ entry: "members" }, owner.token);
  expect((await server.ask("GET", `api/rooms/${room.code}/messages`, { token: boss.token })).status).toBe(404);
  expect((await server.ask("DELETE", `api/rooms/${room.code}`, { token: boss.token })).status).toBe(204);
  expect((await server.ask("GET", `api/rooms/${room.code}`, { token: owner.token })).status).toBe(410);
});
