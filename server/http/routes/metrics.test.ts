import { describe, expect, test } from "bun:test";
import { REFUSALS } from "#protocol/error-codes";
import { FakeClock } from "../../testing/fake-clock.ts";
import { readMetrics } from "../../testing/read-metrics.ts";
import { startTestServer } from "../../testing/test-server.ts";

const TOKEN = "a-token-for-prometheus-alone";

describe("what is counted", () => {
  test("A10, N31: rooms, members, sockets, streams, events, deliveries and files are counted", async () => {
    await using own = await startTestServer({}, { clock: new FakeClock() });
    const ann = await own.client.session("Annabel");
    const { room, ownerKey } = await own.client.room({ visibility: "public" }, ann.token);
    const { socket } = await own.client.join(room.code, "Annabel", { token: ann.token });
    const bob = await own.client.join(room.code, "Bob");
    const stream = await own.client.openEventStream(room.code);
    await socket.request({ type: "chat", message: "Darjeeling" }, "chat");
    bob.socket.send({ type: "typing" });
    await bob.socket.request({ type: "chat", message: "Assam" }, "chat");
    await own.client.fetch("PUT", `api/rooms/${room.code}/files/a.txt`, { body: "tea", token: ann.token });
    expect(await readMetrics(own)).toMatchObject({
      mayfly_rooms: 1,
      mayfly_rooms_created_total: 1,
      mayfly_members: 2,
      mayfly_accounts: 0,
      mayfly_sockets: 2,
      mayfly_event_streams: 1,
      mayfly_events_total: 2,
      // Each of two members got each of two messages; typing is no event.
      mayfly_deliveries_total: 4,
      mayfly_files: 1,
      mayfly_file_bytes: 3,
      mayfly_history_max_bytes: 256 * 1024 ** 2,
      mayfly_saving: 1,
      mayfly_faults_total: 0,
      'mayfly_build_info{version="0.0.0-test"}': 1,
    });
    own.node.reportFault(new Error("a mistake of our own"));
    expect(await readMetrics(own)).toMatchObject({ mayfly_faults_total: 1 });
    await own.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
    await socket.closed;
    while ((await stream.block()) !== undefined);
    expect(await readMetrics(own)).toMatchObject({
      mayfly_rooms: 0,
      mayfly_members: 0,
      mayfly_event_streams: 0,
      mayfly_files: 0,
      mayfly_rooms_created_total: 1,
      mayfly_deliveries_total: 4,
    });
  });

  test("N31: refusals are counted by code, over HTTP and on sockets", async () => {
    await using own = await startTestServer();
    const counts = async () => {
      const metrics = await readMetrics(own);
      return (code: string) => Number(metrics[`mayfly_refusals_total{code="${code}"}`]);
    };
    const before = await counts();
    for (const code of Object.keys(REFUSALS)) expect([code, before(code) >= 0]).toEqual([code, true]);
    const { room } = await own.client.room();
    await own.ask("GET", "api/rooms/none-such");
    await own.ask("POST", "api/rooms", { body: "[", headers: { "content-type": "application/json" } });
    // The direct way of messages, and a method that an address doesn't take.
    await own.ask("POST", `api/rooms/${room.code}/messages`, { body: { message: "hi" }, token: "none" });
    await own.ask("PUT", "api/sessions");
    const { socket } = await own.client.join(room.code, "Ann");
    await socket.request({ type: "join", token: "again" }, "refused");
    const nowhere = await own.client.connect("none-such");
    await nowhere.closed;
    const after = await counts();
    const grown = Object.keys(REFUSALS).flatMap((code) =>
      after(code) === before(code) ? [] : [[code, after(code) - before(code)] as const],
    );
    expect(Object.fromEntries(grown)).toEqual({
      bad_token: 1,
      malformed: 2,
      method_not_allowed: 1,
      not_found: 2,
    });
  });

  test("A10, N31: the answer is Prometheus' text format, each family with its type and each histogram whole", async () => {
    await using own = await startTestServer();
    const { loopLag, journalWrites } = own.node.timings;
    for (const seconds of [0.0005, 0.02, 9]) loopLag.observe(seconds);
    journalWrites.observe(0.004);
    const { text, headers } = await own.ask("GET", "metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const help = "# HELP (\\w+) \\w.*\n# TYPE \\w+ (?:gauge|counter|histogram)\n";
    const value = '\\w+(?:\\{\\w+="[\\w.+-]+"\\})? -?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?\n';
    expect(text).toMatch(new RegExp(`^(?:${help}(?:${value})*)+$`));
    expect(await readMetrics(own)).toMatchObject({
      'mayfly_loop_lag_seconds_bucket{le="0.001"}': 1,
      'mayfly_loop_lag_seconds_bucket{le="0.025"}': 2,
      'mayfly_loop_lag_seconds_bucket{le="2.5"}': 2,
      'mayfly_loop_lag_seconds_bucket{le="+Inf"}': 3,
      mayfly_loop_lag_seconds_count: 3,
      mayfly_journal_seconds_count: 1,
      mayfly_journal_seconds_sum: 0.004,
    });
    const names = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
    expect(new Set(names.map(([, name]) => name)).size).toBe(names.length);
    for (const [, name, type] of names) {
      expect([name, /_total$/.test(name ?? "")]).toEqual([name, type === "counter"]);
    }
  });
});

describe("who may read them", () => {
  test("N30: without a token set, anybody; with one, whoever sends it as a bearer", async () => {
    await using open = await startTestServer();
    expect((await open.ask("GET", "metrics")).status).toBe(200);
    await using own = await startTestServer({ METRICS_TOKEN: TOKEN, ADMIN_TOKEN: "a-token-for-operators-only" });
    expect((await own.ask("GET", "metrics", { token: TOKEN })).status).toBe(200);
    const { token: guest } = await own.client.session("Ann");
    for (const token of [undefined, guest, `${TOKEN}x`, TOKEN.slice(1), "a-token-for-operators-only"]) {
      const { status, body } = await own.ask("GET", "metrics", { token });
      expect([status, body.error.code]).toEqual([401, "bad_token"]);
    }
    expect((await own.ask("GET", `metrics?token=${TOKEN}`)).status).toBe(401);
    expect((await own.ask("GET", "metrics", { headers: { authorization: `Basic ${TOKEN}` } })).status).toBe(401);
    expect((await own.ask("HEAD", "metrics")).status).toBe(401);
  });

  test("N30: the token opens nothing else", async () => {
    await using own = await startTestServer({ METRICS_TOKEN: TOKEN });
    for (const path of ["api/admin", "api/admin/rooms", "api/me"]) {
      expect((await own.ask("GET", path, { token: TOKEN })).status).toBe(401);
    }
  });
});
