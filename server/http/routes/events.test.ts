import { afterAll, describe, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer({ LIMITS: "off", HISTORY: "1000" }, { clock });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");

async function newRoom() {
  const { room, ownerKey } = await client.room({}, ann.token);
  const at = `api/rooms/${room.code}`;
  const say = async (message: string) =>
    (await ask("POST", `${at}/messages`, { body: { message }, token: ann.token })).body;
  const end = () => ask("DELETE", at, { headers: { "x-owner-key": ownerKey } });
  const { cursor } = (await ask("GET", `${at}/messages`)).body;
  return { code: room.code, at, say, end, epoch: cursor.epoch as string };
}

const last = (id: string) => ({ headers: { "last-event-id": id } });

describe("a stream", () => {
  test("A5: events carry the id epoch:seq, signals none; without Last-Event-ID the stream begins now", async () => {
    const { code, say, epoch } = await newRoom();
    await say("before");
    const stream = await client.openEventStream(code);
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.headers.get("cache-control")).toBe("no-store");
    expect(await stream.block()).toBe(": mayfly");
    const event = await say("now");
    expect(await stream.next()).toEqual({ id: `${epoch}:2`, data: event });
    await client.join(code, "Bob");
    expect(await stream.next()).toMatchObject({ id: undefined, data: { type: "user_joined", user: "Bob" } });
    stream.close();
  });

  test("A5: a message of many lines is one event", async () => {
    const { code, say } = await newRoom();
    const stream = await client.openEventStream(code);
    const message = "a\n\ndata: {}\r\n\u2028b\n";
    await say(message);
    expect((await stream.next())?.data.message).toBe(message);
    stream.close();
  });

  test("A5: resumes after the id given, in the header or in the address, and goes on live", async () => {
    for (const isHeader of [true, false]) {
      const { code, say, epoch } = await newRoom();
      for (const message of ["1", "2", "3"]) await say(message);
      const asking = isHeader ? last(`${epoch}:1`) : { query: `?last_event_id=${epoch}:1` };
      const stream = await client.openEventStream(code, asking);
      const ids = [(await stream.next())?.id, (await stream.next())?.id];
      expect(ids).toEqual([`${epoch}:2`, `${epoch}:3`]);
      const { seq } = await say("live");
      expect((await stream.next())?.id).toBe(`${epoch}:${seq}`);
      stream.close();
    }
  });

  test("A5: a stream that can't resume begins with reset and a snapshot", async () => {
    const { code, say, epoch } = await newRoom();
    for (const message of ["1", "2"]) await say(message);
    const ids = [`${epoch}:3`, `${epoch}:-1`, "otherepoch:1", "", "nonsense", `${epoch}:1:1`, "x".repeat(5000), "é"];
    for (const id of ids) {
      const stream = await client.openEventStream(code, last(id));
      expect(await stream.next()).toEqual({ id: undefined, data: { type: "reset" } });
      expect([(await stream.next())?.data.message, (await stream.next())?.data.message]).toEqual(["1", "2"]);
      stream.close();
    }
  });

  test("A5: an id that history no longer holds is a reset, too", async () => {
    await using small = await startTestServer({ HISTORY: "2" }, { clock });
    const { token } = await small.client.session("Ann");
    const { code } = (await small.client.room()).room;
    const sent = [];
    for (const message of ["1", "2", "3", "4"]) {
      sent.push((await small.ask("POST", `api/rooms/${code}/messages`, { body: { message }, token })).body);
    }
    const [epoch] = sent[0].id.split("-");
    const stream = await small.client.openEventStream(code, last(`${epoch}:1`));
    expect((await stream.next())?.data).toEqual({ type: "reset" });
    expect([await stream.next(), await stream.next()].map((event) => event?.data.message)).toEqual(["3", "4"]);
    const held = await small.client.openEventStream(code, last(`${epoch}:2`));
    expect((await held.next())?.data.message).toBe("3");
  });

  test("A5: a heartbeat is sent every 25 s, so that no proxy closes the stream", async () => {
    const { code } = await newRoom();
    const stream = await client.openEventStream(code);
    expect(await stream.block()).toBe(": mayfly");
    for (let beat = 0; beat < 3; beat++) {
      server.advance(25_050);
      expect(await stream.block()).toBe(":");
    }
    stream.close();
  });

  test("A5: a cancelled stream is removed, with its heartbeat", async () => {
    const { at } = await newRoom();
    const { listeners } = server.node.fanout;
    const { wheel } = server.node.rooms.ports;
    const timers = wheel.size;
    const { body } = await server.handle(new Request(`http://localhost/${at}/events`));
    expect([server.node.fanout.listeners, wheel.size]).toEqual([listeners + 1, timers + 1]);
    await body?.cancel();
    expect([server.node.fanout.listeners, wheel.size]).toEqual([listeners, timers]);
  });
});

describe("a slow reader", () => {
  const EVENTS = 400;
  /** A room with more history than a stream keeps for a reader, which is never read here but by hand. */
  async function behind() {
    const room = await newRoom();
    for (let n = 0; n < EVENTS; n++) await room.say(`${n} ${"x".repeat(3900)}`);
    const headers = { "last-event-id": `${room.epoch}:0` };
    const { body } = await server.handle(new Request(`http://localhost/${room.at}/events`, { headers }));
    if (body === null) throw new Error("no stream");
    const reader = body.getReader();
    const rest = async () => {
      const decoder = new TextDecoder();
      let text = "";
      for (let read = await reader.read(); !read.done; read = await reader.read()) text += decoder.decode(read.value);
      return text;
    };
    return { ...room, reader, rest };
  }
  const idsIn = (text: string) => [...text.matchAll(/^id: \w+:(\d+)$/gm)].map(([, seq]) => Number(seq));

  test("H5: catches up page by page, and gets live events once, in order", async () => {
    const { say, end, rest } = await behind();
    await say("while behind");
    const read = rest();
    // Lets the reader come to the end of history before the room ends.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    await end();
    const text = await read;
    expect(idsIn(text)).toEqual(Array.from({ length: EVENTS + 1 }, (_, n) => n + 1));
    expect(text).toContain('"type":"room_ended"');
  });

  test("L5: the room's end reaches a stream that is still catching up, and nothing of the stream stays", async () => {
    const { end, rest } = await behind();
    const { wheel } = server.node.rooms.ports;
    const timers = wheel.size;
    await end();
    const text = await rest();
    expect(idsIn(text).length).toBeLessThan(EVENTS);
    expect(text.trimEnd().split("\n\n").at(-1)).toStartWith('data: {"type":"room_ended","reason":"ended"');
    expect(server.node.fanout.listeners).toBe(0);
    // The room's life and the stream's beat are gone.
    expect(wheel.size).toBe(timers - 2);
    server.advance(60_000);
    expect(server.lines).toEqual([]);
  });

  test("A5: a stream that isn't read ends once half a megabyte waits", async () => {
    const { at, say } = await newRoom();
    const { body } = await server.handle(new Request(`http://localhost/${at}/events`));
    let said = 0;
    while (server.node.fanout.listeners > 0 && said < 1000) {
      await say("x".repeat(3900));
      said++;
    }
    expect(said).toBeGreaterThan(100);
    expect(said).toBeLessThan(150);
    let bytes = 0;
    for await (const chunk of body ?? []) bytes += chunk.byteLength;
    expect(bytes).toBeGreaterThan(512 * 1024);
    expect(bytes).toBeLessThan(600 * 1024);
  });
});

describe("too many and too idle readers", () => {
  test("A5: a visitor has 64 streams open at a time; one that is closed makes place", async () => {
    await using limited = await startTestServer({ TRUST_PROXY: "on" }, { clock });
    const { code } = (await limited.client.room()).room;
    const open = async (address: string) => {
      const request = new Request(`http://localhost/api/rooms/${code}/events`, {
        headers: { "x-forwarded-for": address },
      });
      return limited.handle(request);
    };
    const streams = await Promise.all(Array.from({ length: 64 }, () => open("10.0.0.1")));
    expect(streams.map(({ status }) => status)).toEqual(Array(64).fill(200));
    const refused = await open("10.0.0.1");
    expect([refused.status, (await refused.json()).error.code]).toEqual([429, "slow_down"]);
    expect(refused.headers.get("retry-after")).not.toBeNull();
    expect((await open("10.0.0.2")).status).toBe(200);
    await streams[0]?.body?.cancel();
    expect((await open("10.0.0.1")).status).toBe(200);
    expect(limited.node.fanout.listeners).toBe(65);
  });

  test("A5: MAYFLY_LIMITS=off lifts the number of streams", async () => {
    const { at } = await newRoom();
    const { listeners } = server.node.fanout;
    const open = () => server.handle(new Request(`http://localhost/${at}/events`));
    const streams = await Promise.all(Array.from({ length: 70 }, open));
    expect(server.node.fanout.listeners).toBe(listeners + 70);
    for (const { body } of streams) await body?.cancel();
  });

  test.each(["live", "catching up"])(
    "A5: a reader who takes nothing from one heartbeat to the next is cut off, %s",
    async (phase) => {
      const { at, epoch, say } = await newRoom();
      const { listeners } = server.node.fanout;
      const { size } = server.node.rooms.ports.wheel;
      for (let n = 0; n < 300; n++) await say("x".repeat(3900));
      const headers = phase === "live" ? {} : { "last-event-id": `${epoch}:0` };
      const { body } = await server.handle(new Request(`http://localhost/${at}/events`, { headers }));
      await say("while nobody reads");
      expect(server.node.fanout.listeners).toBe(listeners + 1);
      server.advance(25_050);
      expect([server.node.fanout.listeners, server.node.rooms.ports.wheel.size]).toEqual([listeners, size]);
      let bytes = 0;
      for await (const chunk of body ?? []) bytes += chunk.byteLength;
      expect(bytes).toBeLessThan(800 * 1024);
    },
  );

  test("A5: the connection of a reader who never reads is closed once half a megabyte waits, and memory stays bounded", async () => {
    const { at, say } = await newRoom();
    const { listeners } = server.node.fanout;
    const closed = Promise.withResolvers<void>();
    let reads = 0;
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      socket: { data: (one) => void (reads++ === 0 && one.pause()), close: () => closed.resolve() },
    });
    socket.write(`GET /${at}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    while (server.node.fanout.listeners === listeners) await new Promise((resolve) => setImmediate(resolve));
    // What the system keeps for a connection is filled first.
    while (server.node.fanout.listeners > listeners) await say("y".repeat(3900));
    socket.resume();
    await closed.promise;
  }, 20_000);
});

test("L5: at its end a room's streams get the event and end", async () => {
  const { code, end } = await newRoom();
  const streams = [await client.openEventStream(code), await client.openEventStream(code)];
  await end();
  for (const stream of streams) {
    expect((await stream.next())?.data).toMatchObject({ type: "room_ended", reason: "ended", roomId: code });
    expect(await stream.next()).toBeUndefined();
  }
  expect(server.node.fanout.listeners).toBe(0);
});

test("C5: a server that stops ends every stream, those still catching up too", async () => {
  const { at, say, epoch } = await newRoom();
  for (let n = 0; n < 300; n++) await say("x".repeat(3900));
  const headers = { "last-event-id": `${epoch}:0` };
  const bodies = [{}, { headers }].map((init) => server.handle(new Request(`http://localhost/${at}/events`, init)));
  const streams = await Promise.all(bodies);
  server.node.fanout.closeAll();
  for (const { body } of streams) for await (const _ of body ?? []);
  expect(server.node.fanout.listeners).toBe(0);
});
