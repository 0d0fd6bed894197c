// Whose room it is, from the first guest to after a restart: accounts and rooms together, on a real server with a file.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-whose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("U5, U8, G2, G7, G9, J2: a guest's room becomes an account's, is kept, handed over, and outlives a restart", async () => {
  const victim = await Victim.started({ data: join(folder, "whose.db") });
  const { client } = victim;
  const ask = (method: string, path: string, token: string, body?: object) =>
    victim.client.ask(method, `api/${path}`, { token, body });

  // A guest makes a room that lets newcomers in one by one, then takes an account, and is who they were.
  const guest = await client.session("Ann");
  const { room } = await client.room({ title: "Club", entry: "knock", ttlMinutes: 1000 }, guest.token);
  const password = "four words or more";
  const { body: first } = await ask("POST", "register", guest.token, { username: "ann", password });
  expect(first.account.id).toBe(guest.member.id);
  const { body: second } = await ask("POST", "login", first.token, { username: "ann", password });
  const desk = await client.join(room.code, "", { token: first.token });
  const phone = await client.join(room.code, "", { token: second.token, tab: "phone" });
  expect([phone.welcome.you.role, phone.welcome.members.length]).toEqual(["owner", 1]);

  // Two knock; one is let in and becomes an admin, the other comes by the list.
  const people = await Promise.all(["Bob", "Carl"].map((name) => client.session(name)));
  const [bob, carl] = people.map(({ token, member }) => ({ token, id: member.id }));
  if (!bob || !carl) throw new Error("nobody came");
  const bobs = await client.connect(room.code);
  await bobs.answer({ type: "join", token: bob.token }, "waiting");
  expect(await phone.socket.next("knock")).toMatchObject({ userId: bob.id });
  phone.socket.say({ type: "moderate", action: "admit", userId: bob.id });
  expect((await bobs.next("welcome")).you.role).toBe("member");
  phone.socket.say({ type: "moderate", action: "promote", userId: bob.id });
  expect(await bobs.next("room")).toMatchObject({ action: "promote", target: { id: bob.id } });
  expect((await ask("POST", `rooms/${room.code}/join`, carl.token)).status).toBe(202);
  bobs.say({ type: "moderate", action: "admit", userId: carl.id });
  expect(await bobs.next("room")).toMatchObject({ action: "admit", user: "Bob" });

  // An admin keeps order among members, and not against the owner.
  const carls = await client.join(room.code, "", { token: carl.token });
  bobs.say({ type: "moderate", action: "mute", userId: carl.id, minutes: 5 });
  expect(await carls.socket.next("room")).toMatchObject({ action: "mute", target: { id: carl.id } });
  expect((await carls.socket.answer({ type: "chat", message: "hi" }, "refused")).code).toBe("muted");
  bobs.say({ type: "moderate", action: "kick", userId: carl.id });
  expect(await carls.socket.closed).toEqual({ code: 4003, reason: "kicked" });
  const again = await client.join(room.code, "", { token: carl.token });
  bobs.say({ type: "moderate", action: "ban", userId: carl.id, reason: "spam" });
  expect(await again.socket.closed).toEqual({ code: 4003, reason: "banned" });
  bobs.say({ type: "moderate", action: "kick", userId: guest.member.id });
  expect((await bobs.next("refused")).code).toBe("not_allowed");

  // The room is handed over; logging out on one device closes what it has open, and nothing else.
  desk.socket.say({ type: "moderate", action: "handover", userId: bob.id });
  expect(await bobs.next("room")).toMatchObject({ action: "handover", user: desk.welcome.you.name });
  expect((await ask("POST", "logout", second.token)).status).toBe(204);
  expect((await phone.socket.closed).code).toBe(4003);
  expect((await ask("GET", "me", second.token)).status).toBe(401);
  expect(await desk.socket.answer({ type: "chat", message: "still here" }, "chat")).toMatchObject({
    user: desk.welcome.you.name,
  });

  await victim.stop();
  await victim.start();
  const roles = async (token: string) => {
    const { body } = await ask("GET", `rooms/${room.code}/members`, token);
    return body.members.map(({ id, role }: { id: string; role: string }) => `${id} ${role}`).toSorted();
  };
  expect(await roles(first.token)).toEqual([`${bob.id} owner`, `${guest.member.id} admin`].toSorted());
  expect((await ask("POST", `rooms/${room.code}/join`, carl.token)).body.error.code).toBe("banned");
  expect((await ask("GET", "me/rooms", first.token)).body.rooms).toMatchObject([{ role: "admin" }]);
  expect((await ask("GET", "me", second.token)).status).toBe(401);
  expect((await ask("PATCH", `rooms/${room.code}`, bob.token, { extend: 1 })).status).toBe(200);
  const { body } = await ask("GET", `rooms/${room.code}/messages`, bob.token);
  expect(body.messages.map(({ message }: { message: string }) => message)).toEqual(["still here"]);
  expect(victim.surprises).toEqual([]);
  await victim.stop();
}, 30_000);
