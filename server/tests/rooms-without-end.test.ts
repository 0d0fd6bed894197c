// Rooms that last, and what becomes of rooms whose owner had an account.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { DATA, PASSWORD, signUp, signUpAdmin, startWithAccounts } from "../testing/accounts.ts";
import { FakeClock } from "../testing/clock.ts";
import { createDomain } from "../testing/fake-domain.ts";

const YEAR = 366 * 86_400_000;

describe("a room without an end", () => {
  test("L7: is made by an account where the operator allows it, and says so", async () => {
    const clock = new FakeClock();
    await using server = await startWithAccounts({ MAX_LIFE: "never", LIMITS: "off" }, { clock });
    const { token } = await signUp(server, "ann");
    const made = await server.ask("POST", "api/rooms", { body: { ttlMinutes: null, code: "club" }, token });
    expect([made.status, made.body.room]).toMatchObject([201, { expiresAt: null, expiresInSeconds: null }]);
    const guest = await server.client.session();
    const codeOf = async (body: object, asking: { token?: string }) =>
      (await server.ask("POST", "api/rooms", { body, ...asking })).body.error?.code;
    expect(await codeOf({ ttlMinutes: null }, guest)).toBe("account_needed");
    expect(await codeOf({ ttlMinutes: null }, {})).toBe("account_needed");
    expect([await codeOf({ ttlMinutes: 43_201 }, { token }), await codeOf({ ttlMinutes: 43_200 }, { token })]).toEqual([
      "malformed",
      undefined,
    ]);
    const brief = (await server.ask("POST", "api/rooms", { token })).body.room;
    expect(brief.expiresInSeconds).toBe(86_400);
    expect((await server.ask("PATCH", "api/rooms/club", { body: { extend: 1 }, token })).body.error.code).toBe(
      "malformed",
    );
  });

  test("L7: is not made where the operator doesn't, whoever asks", async () => {
    await using server = await startWithAccounts({ MAX_LIFE: "30d" });
    const { token } = await signUp(server, "ann");
    const { status, body } = await server.ask("POST", "api/rooms", { body: { ttlMinutes: null }, token });
    expect([status, body.error.code]).toEqual([403, "not_allowed"]);
  });

  test("L7: lasts, with its history bounded, and ends when it is ended", async () => {
    const domain = createDomain({ maxLifeMs: Number.POSITIVE_INFINITY, historyEvents: 5 });
    const room = domain.create({ ttlMinutes: null, code: "club" }, "account ann");
    const ann = await domain.join(room, "account ann");
    for (let n = 0; n < 9; n++) ann.say({ type: "chat", message: `${n}` });
    domain.clock.now += 5 * YEAR;
    while (!domain.rooms.tick(domain.clock.now));
    expect([room.ended, domain.engine.history(room.founding.epoch).read({ limit: 99 }).entries.length]).toEqual([
      false,
      5,
    ]);
    ann.say({ type: "moderate", action: "mute", userId: "somebody" });
    expect(room.state.mutes.get("somebody")).toBe(domain.clock.now + 30 * 86_400_000);
    domain.rooms.end(room, "ended");
    expect(domain.rooms.find("club")).toBeInstanceOf(Refusal);
  });
});

describe("an account that is erased", () => {
  test("G14: leaves its rooms to nobody, and after a day to whoever takes them", async () => {
    const clock = new FakeClock();
    await using server = await startWithAccounts({ LIMITS: "off" }, { clock });
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room({ ttlMinutes: 10_000 }, token);
    const other = (await server.client.room({ ttlMinutes: 10_000 }, (await server.client.session()).token)).room;
    await server.ask("POST", `api/rooms/${other.code}/join`, { token });
    const bob = await server.client.session("Bob");
    const { socket } = await server.client.join(room.code, "Bob", { token: bob.token });
    const take = () => server.ask("POST", `api/rooms/${room.code}/members/${bob.member.id}/take`, { token: bob.token });
    server.advance(2 * 86_400_000);
    await server.ask("GET", "api/me", { token });
    const again = await server.ask("POST", "api/login", { body: { username: "ann", password: PASSWORD } });
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

  test("G12: accounts are remembered in rooms they were in, guests who just passed are not", async () => {
    const clock = new FakeClock();
    await using server = await startWithAccounts({ LIMITS: "off" }, { clock });
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room();
    for (const one of [{ token }, { token: (await server.client.session("Guest")).token }]) {
      const { socket } = await server.client.join(room.code, "Ann", one);
      socket.close();
      await socket.closed;
    }
    while (server.node.sockets.count > 0) await Bun.sleep(1);
    server.advance(10_000);
    expect((await server.ask("GET", `api/rooms/${room.code}/members`)).body.members).toMatchObject([
      { id: account.id, status: "offline" },
    ]);
  });
});

test("U12, G5: who runs the server ends any room, and may not see into one for that", async () => {
  await using server = await startWithAccounts({ LIMITS: "off", DATA });
  const boss = await signUpAdmin(server);
  const owner = await server.client.session();
  const { room } = await server.client.room({ entry: "members" }, owner.token);
  expect((await server.ask("GET", `api/rooms/${room.code}/messages`, { token: boss.token })).status).toBe(404);
  expect((await server.ask("DELETE", `api/rooms/${room.code}`, { token: boss.token })).status).toBe(204);
  expect((await server.ask("GET", `api/rooms/${room.code}`, { token: owner.token })).status).toBe(410);
});
