import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

describe("health", () => {
  const numbers = async ({ ask }: TestServer): Promise<Record<string, number>> => {
    const { text, headers } = await ask("GET", "metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return Object.fromEntries(lines.map((line) => line.split(" ")).map(([name, value]) => [name, Number(value)]));
  };

  test("A10: /healthz is 200 while the process runs, /readyz while it takes newcomers", async () => {
    await using own = await startTestServer();
    for (const path of ["healthz", "readyz"]) expect((await own.ask("GET", path)).status).toBe(200);
    own.drain();
    expect((await own.ask("GET", "healthz")).status).toBe(200);
    const { status, body } = await own.ask("GET", "readyz");
    expect([status, body.error.code]).toEqual([503, "server_full"]);
  });

  test("A10: /metrics counts rooms, sockets, streams and events, and names no room and no person", async () => {
    await using own = await startTestServer({}, { clock: new FakeClock() });
    const ann = await own.client.session("Annabel");
    const { room, ownerKey } = await own.client.room({ title: "Teatime", visibility: "public" }, ann.token);
    const { socket } = await own.client.join(room.code, "Annabel", { token: ann.token });
    const stream = await own.client.openEventStream(room.code);
    await socket.request({ type: "chat", message: "Darjeeling" }, "chat");
    expect(await numbers(own)).toMatchObject({
      mayfly_rooms: 1,
      mayfly_rooms_created_total: 1,
      mayfly_sockets: 1,
      mayfly_event_streams: 1,
      mayfly_events_total: 1,
    });
    const { text } = await own.ask("GET", "metrics");
    for (const word of [room.code, room.shownCode, "Annabel", "Teatime", "Darjeeling", ann.member.id, "127.0.0.1"]) {
      expect(text).not.toContain(word);
    }
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# HELP \w+ \w.*|# TYPE \w+ (gauge|counter)|\w+ -?\d+(\.\d+)?(e[+-]?\d+)?)$/);
    }
    await own.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
    await socket.closed;
    expect(
      await stream
        .next()
        .then(() => stream.next())
        .then(() => stream.next()),
    ).toBeUndefined();
    expect(await numbers(own)).toMatchObject({
      mayfly_rooms: 0,
      mayfly_event_streams: 0,
      mayfly_rooms_created_total: 1,
    });
  });
});
