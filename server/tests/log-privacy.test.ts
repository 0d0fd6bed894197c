import { expect, test } from "bun:test";
import { rawRequest } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { signUp, signUpAdmin, startServerWithAccounts, TEST_PASSWORD } from "../testing/test-accounts.ts";
import { startTestServer } from "../testing/test-server.ts";

/** Uses all features, also wrongly, with personal data everywhere. @returns the log lines, and the texts they must not contain */
async function useAll(variables: Record<string, string>) {
  await using server = await startTestServer(
    { TRUST_PROXY: "on", ADDRESS_BANS: "on", ...variables },
    { clock: new FakeClock() },
  );
  const { client, ask, node } = server;
  const address = "203.0.113.77";
  const headers = { "x-forwarded-for": address, "user-agent": "Secret-Browser/1.0" };
  const { token, member } = await client.session("Annabel Lee");
  const { room, ownerKey } = await client.room({ title: "Hush hush", code: "very-private" }, token);
  const { code } = room;
  const { socket } = await client.join(code, "Annabel Lee", { token, tab: "my-tab" });
  const bob = await client.join(code, "Bobby Tables");
  const stream = await client.openEventStream(code);
  await socket.request({ type: "chat", message: "nobody must read this", nonce: "nonce-of-mine" }, "chat");
  await ask("POST", `api/rooms/${code}/messages`, { body: { message: "nor this" }, token, headers });
  await ask("PATCH", `api/rooms/${code}`, { body: { title: "Still hush" }, headers: { "x-owner-key": ownerKey } });
  const invite = (await ask("POST", `api/rooms/${code}/invites`, { token, headers })).body.invite;
  await ask("PATCH", `api/rooms/${code}`, { body: { password: "open sesame" }, token, headers });
  const eve = await client.session("Evelyn");
  const eves = { token: eve.token, headers };
  await ask("POST", `api/rooms/${code}/join`, { body: { password: "open says me" }, ...eves });
  await ask("POST", `api/rooms/${code}/join`, { body: { invite }, ...eves });
  const ban = { body: { reason: "for no reason" }, token, headers };
  await ask("POST", `api/rooms/${code}/members/${eve.member.id}/ban`, ban);
  socket.send({ type: "rename", name: "Anna L" });
  socket.send({ type: "typing" });
  bob.socket.terminate();
  server.advance(11_000);
  for (let n = 0; n < 35; n++) bob.socket.sendRaw("{");
  socket.sendRaw(`{"type":"chat","message":5,"nonce":"nonce-of-mine"}`);
  socket.sendRaw(new Uint8Array(70_000));
  await socket.closed;
  await ask("GET", "api/rooms/wrong-code", { headers });
  for (let n = 0; n < 40; n++) await ask("GET", `api/rooms/guess-${n}`, { headers });
  await ask("POST", "api/sessions", { body: "{not json from Annabel Lee", headers });
  await ask("POST", "api/sessions", { token: `${token}x`, headers });
  await ask("POST", "api/rooms", { body: { title: { toString: "Hush hush" } }, headers });
  await rawRequest(server.port, `GET /very-private HTTP/1.1\r\nHost: Annabel Lee\r\nConnection: close\r\n\r\n`);
  // Faults are the only log lines that contain free text.
  node.reportFault(new TypeError("a mistake of our own"));
  await ask("DELETE", `api/rooms/${code}`, { token, headers });
  stream.close();
  const key = new Bun.CryptoHasher("sha256").update(address).digest("base64url");
  const secrets = [token, member.id, ownerKey, code, "veryprivate", "Annabel", "Bobby", "Hush", "hush", "nobody must"];
  secrets.push("nor this", "nonce-of-mine", "my-tab", "wrong-code", "guess-", address, key, "127.0.0.1", "Browser");
  secrets.push("sesame", "says me", invite, "Evelyn", eve.member.id, "for no reason");
  return { lines: server.lines, secrets };
}

for (const LOG of ["text", "json"]) {
  test(`I6: no line of the ${LOG} log contains an address, name, token, code or text`, async () => {
    const { lines, secrets } = await useAll({ LOG });
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    expect(lines.join("")).toContain("a mistake of our own");
    expect(lines).toHaveLength(1);
  });
}

test("I6: no log line contains anything about an account", async () => {
  await using server = await startServerWithAccounts({ TRUST_PROXY: "on" });
  const secrets = ["annabel-lee", "Kingdom by the sea", "ann@secret.example", "many and many a year", TEST_PASSWORD];
  const [username, name, email, password] = secrets;
  const { token, refreshToken, account } = await signUp(server, "annabel-lee", { name, email });
  const admin = await signUpAdmin(server);
  await server.ask("POST", "api/login", { body: { username, password } });
  await server.ask("POST", "api/login", { body: `{"username":"annabel-lee",` });
  await server.ask("POST", "api/register", { body: { username, password, email, adminCode: "wrong-code-of-mine" } });
  await server.ask("PATCH", "api/me", { body: { password }, token });
  await server.ask("POST", "api/refresh", { body: { refreshToken } });
  await server.ask("POST", "api/admin/accounts/annabel-lee/ban", { token: admin.token });
  await server.ask("DELETE", "api/me", { token: admin.token });
  server.node.reportFault(new TypeError("a mistake of our own"));
  expect(server.lines).toHaveLength(1);
  for (const secret of [...secrets, token, refreshToken, account.id, "wrong-code"]) {
    expect(server.lines.filter((line) => line.includes(secret))).toEqual([]);
  }
});

test("I6, L5: nothing of an ended room stays in memory, however its members were connected", async () => {
  await using server = await startTestServer({}, { clock: new FakeClock() });
  const { ask, client, node, handle } = server;
  const { wheel } = node.rooms.ports;
  const before = wheel.size;

  /** Creates, uses and ends a room. @returns weak references to what must be collected */
  async function useRoom(): Promise<WeakRef<object>[]> {
    const { token } = await client.session("Annabel Lee");
    const { code } = (await client.room({ ttlMinutes: 1, idleMinutes: 1 }, token)).room;
    const found = node.rooms.find(code);
    const { socket } = await client.join(code, "Annabel Lee", { token });
    const { socket: gone } = await client.join(code, "Bob");
    gone.terminate();
    const waiting = await client.connect(code);
    const stream = await client.openEventStream(code, { token });
    const authorization = `Bearer ${token}`;
    const unread = await handle(
      new Request(`http://localhost/api/rooms/${code}/events`, { headers: { authorization } }),
    );
    socket.send({ type: "rename", name: "Anna" });
    await socket.request({ type: "change", entry: "knock", slowModeSeconds: 5 }, "room");
    await socket.request({ type: "moderate", action: "mute", userId: "somebody" }, "room");
    await socket.request({ type: "moderate", action: "ban", userId: "anybody" }, "room");
    const knocking = await client.connect(code);
    await knocking.request({ type: "join", token: (await client.session("Carl")).token }, "waiting");
    await ask("POST", `api/rooms/${code}/join`, { token: (await client.session("Dora")).token });
    await ask("POST", `api/rooms/${code}/invites`, { token });
    await socket.request({ type: "chat", message: "secret", nonce: "n" }, "chat");
    server.advance(61_000);
    for (const one of [socket, waiting, knocking]) await one.closed;
    while ((await stream.block()) !== undefined);
    await unread.body?.cancel();
    return [new WeakRef(found), ...("roster" in found ? [new WeakRef(found.roster)] : [])];
  }
  const weak = await useRoom();
  expect(weak).toHaveLength(2);
  expect([node.rooms.count, node.engine.usedBytes, node.fanout.listeners, node.openSockets.count]).toEqual([
    0, 0, 0, 0,
  ]);
  // Using another room overwrites references that the engine's stack and registers still hold.
  await useRoom();
  for (let turn = 0; turn < 20 && weak.some((ref) => ref.deref() !== undefined); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    Bun.gc(true);
  }
  expect(weak.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  // Only the two ended codes are remembered, for a day.
  expect([wheel.size, node.rooms.endedCodes.count]).toEqual([before, 2]);
  server.advance(86_400_000);
  expect([wheel.size, node.rooms.endedCodes.count]).toEqual([before, 0]);
});
