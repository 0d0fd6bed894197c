// The owner of a room changes from a guest to an account to another member, on a real server with a data file.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerUnderTest } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-whose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("U5, U8, G2, G7, G9, J2: a guest's room passes to their account, is moderated, handed over, and survives a restart", async () => {
  const server = await ServerUnderTest.started({ data: join(folder, "whose.db") });
  const { client } = server;
  const ask = (method: string, path: string, token: string, body?: object) =>
    server.client.ask(method, `api/${path}`, { token, body });

  // A guest creates a room where newcomers knock, then registers an account, and is still the same member.
  const guest = await client.session("Ann");
  const { room } = await client.room({ title: "Club", entry: "knock", ttlMinutes: 1000 }, guest.token);
  const password = "four words or more";
  const { body: first } = await ask("POST", "register", guest.token, { username: "ann", password });
  expect(first.account.id).toBe(guest.member.id);
  const { body: second } = await ask("POST", "login", first.token, { username: "ann", password });
  const desk = await client.join(room.code, "", { token: first.token });
  const phone = await client.join(room.code, "", { token: second.token, tab: "phone" });
  expect([phone.welcome.you.role, phone.welcome.members.length]).toEqual(["owner", 1]);

  // Two people knock. One is admitted and becomes an admin; the other is admitted and joins later.
  const people = await Promise.all(["Bob", "Carl"].map((name) => client.session(name)));
  const [bob, carl] = people.map(({ token, member }) => ({ token, id: member.id }));
  if (!bob || !carl) throw new Error("a session is missing");
  const bobs = await client.connect(room.code);
  await bobs.request({ type: "join", token: bob.token }, "waiting");
  expect(await phone.socket.next("knock")).toMatchObject({ userId: bob.id });
  phone.socket.send({ type: "moderate", action: "admit", userId: bob.id });
  expect((await bobs.next("welcome")).you.role).toBe("member");
  phone.socket.send({ type: "moderate", action: "promote", userId: bob.id });
  expect(await bobs.next("room")).toMatchObject({ action: "promote", target: { id: bob.id } });
  expect((await ask("POST", `rooms/${room.code}/join`, carl.token)).status).toBe(202);
  bobs.send({ type: "moderate", action: "admit", userId: carl.id });
  expect(await bobs.next("room")).toMatchObject({ action: "admit", user: "Bob" });

  // An admin can act on members, but not on the owner.
  const carls = await client.join(room.code, "", { token: carl.token });
  bobs.send({ type: "moderate", action: "mute", userId: carl.id, minutes: 5 });
  expect(await carls.socket.next("room")).toMatchObject({ action: "mute", target: { id: carl.id } });
  expect((await carls.socket.request({ type: "chat", message: "hi" }, "refused")).code).toBe("muted");
  bobs.send({ type: "moderate", action: "kick", userId: carl.id });
  expect(await carls.socket.closed).toEqual({ code: 4003, reason: "kicked" });
  bobs.send({ type: "moderate", action: "admit", userId: carl.id });
  for (const action of ["mute", "kick", "admit"]) expect(await bobs.next("room")).toMatchObject({ action });
  const again = await client.join(room.code, "", { token: carl.token });
  bobs.send({ type: "moderate", action: "ban", userId: carl.id, reason: "spam" });
  expect(await again.socket.closed).toEqual({ code: 4003, reason: "banned" });
  bobs.send({ type: "moderate", action: "kick", userId: guest.member.id });
  expect((await bobs.next("refused")).code).toBe("not_allowed");

  // The room is handed over. Logging out on one device closes the sockets of that device only.
  desk.socket.send({ type: "moderate", action: "handover", userId: bob.id });
  expect(await bobs.next("room")).toMatchObject({ action: "handover", user: desk.welcome.you.name });
  expect((await ask("POST", "logout", second.token)).status).toBe(204);
  expect((await phone.socket.closed).code).toBe(4003);
  expect((await ask("GET", "me", second.token)).status).toBe(401);
  expect(await desk.socket.request({ type: "chat", message: "still here" }, "chat")).toMatchObject({
    user: desk.welcome.you.name,
  });

  await server.stop();
  await server.start();
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
  expect(server.surprises).toEqual([]);
  await server.stop();
}, 30_000);
