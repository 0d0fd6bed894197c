// A server that ends itself, with everything in it.
import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { startTestServer } from "../testing/test-server.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const folder = mkdtempSync(join(tmpdir(), "mayfly-lifetime-"));
afterAll(() => rmSync(folder, { recursive: true }));

const endOf = (view: { expiresAt: string | null }) => (view.expiresAt === null ? null : Date.parse(view.expiresAt));

describe("no room outlives the server", () => {
  test("C11: whatever life was asked for, every end that is shown is at most the server's", async () => {
    const clock = new FakeClock();
    const serverEnd = clock.now + 2 * HOUR;
    await using server = await startTestServer({ LIFETIME: "2h" }, { clock });
    const { token } = await server.client.session("Ann");
    const lives = [{}, { ttlMinutes: 30 }, { ttlMinutes: 120 }, { ttlMinutes: 43_200 }];
    const ends = [];
    for (const life of lives)
      ends.push(endOf((await server.client.room({ ...life, visibility: "public" }, token)).room));
    expect(ends).toEqual([serverEnd, clock.now + 30 * MINUTE, serverEnd, serverEnd]);
    server.advance(HOUR);
    const late = (await server.client.room({ visibility: "public" }, token)).room;
    expect([endOf(late), late.expiresInSeconds]).toEqual([serverEnd, 3600]);
    const { welcome } = await server.client.join(late.code, "Bob");
    expect(endOf(welcome.room)).toBe(serverEnd);
    for (const { expiresAt } of (await server.ask("GET", "api/rooms")).body.rooms) {
      expect(Date.parse(expiresAt)).toBeLessThanOrEqual(serverEnd);
    }
  });

  test("C11: a room isn't extended beyond it, and is up to it", async () => {
    const clock = new FakeClock();
    await using server = await startTestServer({ LIFETIME: "2h" }, { clock });
    const { token } = await server.client.session("Ann");
    const { room } = await server.client.room({ ttlMinutes: 60 }, token);
    const extend = (minutes: number) =>
      server.ask("PATCH", `api/rooms/${room.code}`, { body: { extend: minutes }, token });
    const refused = await extend(61);
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringContaining("the server ends")]);
    expect((await extend(60)).status).toBe(200);
    expect(endOf((await server.ask("GET", `api/rooms/${room.code}`)).body)).toBe(clock.now + 2 * HOUR);
    const { room: whole } = await server.client.room({}, token);
    const beyond = await server.ask("PATCH", `api/rooms/${whole.code}`, { body: { extend: 1 }, token });
    expect(beyond.status).toBe(400);
  });

  test("C11: at its end every room ends as one whose time is up", async () => {
    const clock = new FakeClock();
    await using server = await startTestServer({ LIFETIME: "1h" }, { clock });
    const { room } = await server.client.room();
    const { socket } = await server.client.join(room.code, "Ann");
    server.advance(HOUR - 1000);
    expect(server.node.rooms.count).toBe(1);
    server.advance(1050);
    expect(await socket.next("room_ended")).toMatchObject({ reason: "expired" });
    expect((await socket.closed).code).toBe(4001);
    expect(server.node.rooms.count).toBe(0);
  });
});

describe("with a data file", () => {
  const setEnd = (path: string, endsAt: number) => {
    const database = new Database(path);
    const { value } = database.query("SELECT value FROM settings WHERE name = 'lifetime'").get() as { value: string };
    const saved = JSON.parse(value) as { endsAt: number };
    database.query("UPDATE settings SET value = ? WHERE name = 'lifetime'").run(JSON.stringify({ ...saved, endsAt }));
    database.close();
    return saved.endsAt;
  };
  const start = async (path: string, ...flags: string[]) => {
    const server = await spawnServerProcess(["--data", path, ...flags]);
    return { ...server, client: new ApiClient(server.url) };
  };

  test("C11, C12: a restart keeps the end; then all are told, the process exits with 0, and the file is overwritten", async () => {
    const path = join(folder, "evening.db");
    const first = await start(path, "--lifetime", "1h");
    const { token } = await first.client.session("Ann");
    const { room } = await first.client.room({}, token);
    const at = `api/rooms/${room.code}`;
    await first.client.ask("POST", `${at}/messages`, { body: { message: "gone by midnight" }, token });
    const file = await first.client.fetch("PUT", `${at}/files/a.txt`, {
      body: "so is this",
      token,
      headers: { "mayfly-message": "look" },
    });
    expect(file.status).toBe(201);
    const begun = endOf((await first.client.ask("GET", at)).body);
    expect(await first.stop()).toBe(0);
    expect(readdirSync(`${path}-files`)).toHaveLength(1);

    // Ends that lie anywhere between two ticks of the wheel.
    const others = [17, 34, 49].map((later) => ({ later, path: join(folder, `evening-${later}.db`) }));
    for (const other of others) copyFileSync(path, other.path);
    const soon = Date.now() + 20_000;
    const told = others.map(async (other) => {
      setEnd(other.path, soon + other.later);
      const server = await start(other.path, "--lifetime", "1h");
      const { socket } = await server.client.join(room.code, "Cy");
      await socket.next("room_ended");
      return [(await socket.closed).code, await server.child.exited];
    });
    expect(setEnd(path, soon)).toBe(begun ?? 0);
    const second = await start(path, "--lifetime", "1h");
    expect(endOf((await second.client.ask("GET", at)).body)).toBe(soon);
    const { socket } = await second.client.join(room.code, "Bob");
    const former = openSync(path, "r");
    expect(await socket.next("room_ended")).toMatchObject({ reason: "expired" });
    expect((await socket.closed).code).toBe(4001);
    expect(await second.child.exited).toBe(0);
    expect(await Promise.all(told)).toEqual(others.map(() => [4001, 0]));
    expect(readdirSync(folder).filter((name) => name.startsWith("evening.db"))).toEqual(["evening.db-files"]);
    expect(readdirSync(`${path}-files`)).toEqual([]);
    const left = readFileSync(former);
    closeSync(former);
    expect([left.length > 0, left.every((byte) => byte === 0)]).toEqual([true, true]);

    const third = await start(path, "--lifetime", "1h");
    expect((await third.client.ask("GET", at)).status).toBe(404);
    expect((await third.client.session("Ann", token).catch(() => undefined))?.member.id).toBeUndefined();
    await third.stop();
  }, 90_000);

  test("C12: what was over while no server ran is erased by the next start, whatever its settings say", async () => {
    const path = join(folder, "killed.db");
    const first = await start(path, "--lifetime", "1h");
    const { room } = await first.client.room({});
    first.child.kill("SIGKILL");
    await first.child.exited;
    setEnd(path, Date.now() - 1);
    const next = await start(path);
    expect((await next.client.ask("GET", `api/rooms/${room.code}`)).status).toBe(404);
    const { room: other } = await next.client.room({});
    expect(endOf(other)).toBeGreaterThan(Date.now() + 23 * HOUR);
    await next.stop();
    expect(existsSync(path)).toBe(true);
  });

  test("C12: without the setting, a start before the end takes it back, and rooms get their own ends", async () => {
    const path = join(folder, "on.db");
    const first = await start(path, "--lifetime", "1h");
    const { room } = await first.client.room({ ttlMinutes: 600 });
    expect(endOf(room)).toBeLessThanOrEqual(Date.now() + HOUR);
    await first.stop();
    const next = await start(path);
    expect(endOf((await next.client.ask("GET", `api/rooms/${room.code}`)).body)).toBeGreaterThan(Date.now() + 9 * HOUR);
    await next.stop();
    const database = new Database(path, { readonly: true });
    expect(database.query("SELECT value FROM settings WHERE name = 'lifetime'").get()).toEqual({ value: "" });
    database.close();
  });
});
