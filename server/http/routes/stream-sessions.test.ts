import { afterAll, describe, expect, test } from "bun:test";
import type { EventStreamReader } from "../../testing/api-client.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer({ HISTORY: "1000" }, { clock });
afterAll(server.stop);
const { client, ask } = server;

/** Reads events until one of this type; "closed" stands for the last one, which has no type. */
async function nextOf(stream: EventStreamReader, type: string) {
  for (;;) {
    const event = await stream.next();
    if (event === undefined) throw new Error(`The stream ended before ${type}.`);
    if ((event.data.type ?? "closed") === type) return event.data;
  }
}

async function openStream(code: string, query = "?presence=join", token?: string) {
  const stream = await client.openEventStream(code, { query, ...(token !== undefined && { token }) });
  const { key } = await nextOf(stream, "stream");
  const send = (...frames: object[]) =>
    ask("POST", "api/frames", {
      headers: { "mayfly-stream": key as string },
      body: frames.map((frame) => JSON.stringify(frame)).join("\n"),
    });
  return { stream, key: key as string, send };
}

async function joinByStream(code: string, name: string, more: object = {}) {
  const { token } = await client.session(name);
  const opened = await openStream(code);
  await opened.send({ type: "join", token, name, ...more });
  return { ...opened, token, welcome: await nextOf(opened.stream, "welcome") };
}

const newRoom = async (options: object = {}) => (await client.room(options)).room.code as string;

describe("an event stream that counts as presence", () => {
  test("N52: with presence=1 its member is in the room while it is open, and resumes by Last-Event-ID", async () => {
    const code = await newRoom();
    const { socket } = await client.join(code, "Ann");
    const { token } = await client.session("Bob");
    const { stream } = await openStream(code, "?presence=1", token);
    expect(await nextOf(stream, "welcome")).toMatchObject({ you: { name: "Bob" }, recovered: false });
    expect(await socket.next("user_joined")).toMatchObject({ user: "Bob" });
    socket.send({ type: "chat", message: "one", nonce: "1" });
    let event = await stream.next();
    while (event?.data.type !== "chat") event = await stream.next();
    expect(event.id).toBe(`${event.id?.split(":")[0]}:${event.data.seq}`);
    stream.close();
    await socket.next("chat");
    socket.send({ type: "chat", message: "two", nonce: "2" });
    await socket.next("chat");
    const again = await openStream(code, `?presence=1&last_event_id=${event.id}`, token);
    const welcome = await nextOf(again.stream, "welcome");
    expect(welcome.recovered).toBe(true);
    expect(welcome.events.map(({ message }: { message: string }) => message)).toEqual(["two"]);
    expect((await ask("GET", `api/rooms/${code}/events?presence=1`)).status).toBe(401);
    again.stream.close();
  });

  test("N52: what is posted with its key is what a socket would have sent: join, talk, typing, away, ping", async () => {
    const code = await newRoom();
    const { socket } = await client.join(code, "Ann");
    const { stream, send } = await joinByStream(code, "Bob");
    const sent = await send(
      { type: "typing" },
      { type: "away", on: true },
      { type: "chat", message: "by stream", nonce: "n" },
    );
    expect(sent.status).toBe(204);
    expect(await socket.next("typing")).toMatchObject({ user: "Bob" });
    expect(await socket.next("chat")).toMatchObject({ message: "by stream" });
    expect(await nextOf(stream, "chat")).toMatchObject({ message: "by stream", nonce: "n" });
    await send({ type: "ping" });
    await nextOf(stream, "pong");
    await send({ type: "chat", message: "by stream", nonce: "n" }, { type: "nonsense" });
    // A nonce that was seen answers the first result.
    expect(await nextOf(stream, "chat")).toMatchObject({ message: "by stream" });
    expect(await nextOf(stream, "refused")).toMatchObject({ code: "malformed" });
    stream.close();
  });

  test("N52: a key that no stream has, an ended stream and a body that is too large are refused", async () => {
    const code = await newRoom();
    const { stream, key, send } = await joinByStream(code, "Bob");
    const post = (stream: string | undefined, text = '{"type":"ping"}') =>
      ask("POST", "api/frames", { body: text, ...(stream !== undefined && { headers: { "mayfly-stream": stream } }) });
    expect((await post("nonsense")).status).toBe(404);
    expect((await post(undefined)).status).toBe(404);
    expect((await post(key, "x".repeat(65 * 1024))).status).toBe(413);
    await send({ type: "ping" });
    stream.close();
    while ((await post(key)).status !== 404) await Bun.sleep(1);
  });

  test("N52: it ends as a socket is closed, with the code, and the room with it", async () => {
    const { room, ownerKey } = await client.room();
    const { stream } = await joinByStream(room.code, "Bob");
    await ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
    await nextOf(stream, "room_ended");
    expect(await nextOf(stream, "closed")).toMatchObject({ code: 4001 });
    expect(await stream.next()).toBeUndefined();
    expect((await ask("GET", "api/rooms/nope-nope/events?presence=join")).status).toBe(404);
  });

  test("N52: who doesn't join in time is closed with 4008; a password that is wrong may be tried again", async () => {
    const code = await newRoom({ password: "a good one" });
    const { stream, send } = await openStream(code);
    const { token } = await client.session("Bob");
    await send({ type: "join", token, password: "a bad one" });
    expect(await nextOf(stream, "refused")).toMatchObject({ code: "wrong_password" });
    await send({ type: "join", token, password: "a good one" });
    await nextOf(stream, "welcome");
    const late = await openStream(code);
    server.advance(11_000);
    expect(await nextOf(late.stream, "closed")).toMatchObject({ code: 4008 });
    stream.close();
  });

  test("N53: a stream whose client sends nothing is told of in the log, once", async () => {
    const code = await newRoom();
    const told = () => server.lines.filter((line) => line.includes("buffering"));
    const [one, two] = [await openStream(code), await openStream(code)];
    server.advance(6_000);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain("text/event-stream");
    one.stream.close();
    two.stream.close();
  });
});
