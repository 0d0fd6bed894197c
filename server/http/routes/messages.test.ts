import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ApiResponse, Session } from "../../testing/api-client.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer({ LIMITS: "off" }, { clock });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const bob = await client.session("Bob");

async function newRoom(): Promise<{ at: string; code: string }> {
  const { code } = (await client.room({}, ann.token)).room;
  return { at: `api/rooms/${code}/messages`, code };
}

const send = (at: string, body: object | string, { token }: Session = ann): Promise<ApiResponse> =>
  ask("POST", at, { body, token });

describe("sending", () => {
  test("H12: the ids of whom a message or an edit mentions are kept", async () => {
    const { at, code } = await newRoom();
    await client.join(code, "Bob", { token: bob.token });
    const { body } = await send(at, { message: "@Bob", mentions: [bob.member.id, "x"] });
    expect(body).toMatchObject({ mentions: [bob.member.id] });
    const edited = await ask("PATCH", `${at}/${body.id}`, {
      body: { message: "@Bob!", mentions: [bob.member.id] },
      token: ann.token,
    });
    expect(edited.body).toMatchObject({ message: "@Bob!", mentions: [bob.member.id] });
    expect((await send(at, { message: "@Bob", mentions: Array(21).fill("x") })).status).toBe(400);
  });

  test("L8, L11, H15: over REST, a message and a room have a life for messages, and streams tell when one is over", async () => {
    const { room } = await client.room({ vanish: 3600 }, ann.token);
    expect(room.vanish).toBe(3600);
    const at = `api/rooms/${room.code}/messages`;
    const stream = await client.openEventStream(room.code, { token: ann.token });
    const hour = await send(at, { message: "an hour" });
    const minute = await send(at, { message: "a minute", vanish: 60 });
    expect([hour.body.vanish, minute.body.vanish]).toEqual([3600, 60]);
    for (const vanish of [0, -1, 1.5, "60", null, 1e12])
      expect((await send(at, { message: "x", vanish })).status).toBe(400);
    const patched = await ask("PATCH", `api/rooms/${room.code}`, { body: { vanish: null }, token: ann.token });
    expect(patched.body.vanish).toBeNull();
    server.advance(60_050);
    let told = await stream.next();
    while (told?.data.type !== "vanish") told = await stream.next();
    expect(told.data).toMatchObject({ type: "vanish", messageIds: [minute.body.id] });
    stream.close();
    const { body } = await ask("GET", at, { token: ann.token });
    expect(body.messages.map(({ message, deleted }: Record<string, unknown>) => [message, deleted])).toEqual([
      ["an hour", undefined],
      ["", true],
    ]);
  });

  test("A4: answers 201 with the event, and everybody in the room gets the same", async () => {
    const { at, code } = await newRoom();
    const { socket } = await client.join(code, "Bob", { token: bob.token });
    const { status, body } = await send(at, { message: "hello **there**", nonce: "n:1" });
    expect(status).toBe(201);
    expect(body).toEqual({
      type: "chat",
      id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{12}-1$/),
      seq: 1,
      user: "Ann",
      userId: ann.member.id,
      avatar: null,
      message: "hello **there**",
      timestamp: new Date(clock.now).toISOString(),
      roomId: code,
      nonce: "n:1",
    });
    expect(await socket.next("chat")).toEqual(body);
  });

  test("H2: a repeated nonce is 200 with the first result, by REST and socket alike, and nobody gets a second message", async () => {
    const { at, code } = await newRoom();
    const { socket } = await client.join(code, "Ann", { token: ann.token });
    const first = await send(at, { message: "once", nonce: "n1" });
    expect(await socket.next("chat")).toEqual(first.body);
    const again = await send(at, { message: "once", nonce: "n1" });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await socket.request({ type: "chat", message: "once", nonce: "n1" }, "chat")).toEqual(first.body);

    const spoken = await socket.request({ type: "chat", message: "twice", nonce: "n2" }, "chat");
    expect(spoken.seq).toBe(2);
    expect((await send(at, { message: "twice", nonce: "n2" })).status).toBe(200);
    const others = await send(at, { message: "mine", nonce: "n1" }, bob);
    expect([others.status, others.body.seq]).toEqual([201, 3]);
    expect((await socket.next("chat")).seq).toBe(3);
    expect((await ask("GET", at)).body.messages).toHaveLength(3);
  });

  test("H9: a reply names a message of this room", async () => {
    const { at } = await newRoom();
    const { body: first } = await send(at, { message: "question" });
    const reply = await send(at, { message: "answer", replyTo: first.id });
    expect([reply.status, reply.body.replyTo]).toEqual([201, first.id]);
    const elsewhere = await send((await newRoom()).at, { message: "x" });
    for (const replyTo of [elsewhere.body.id, "nothing", `${first.id}0`, "__proto__"]) {
      const { status, body } = await send(at, { message: "x", replyTo });
      expect([status, body.error.code]).toEqual([400, "malformed"]);
    }
  });

  test("W3: further fields of a message are ignored", async () => {
    const { at } = await newRoom();
    const claims = { type: "change", title: "Mine", user: "Eve", userId: "eve", seq: 99, roomId: "x", timestamp: "x" };
    const { status, body } = await send(at, { ...claims, message: "hi" }, bob);
    expect([status, body.type, body.user, body.userId, body.seq]).toEqual([201, "chat", "Bob", bob.member.id, 1]);
  });

  const texts: [what: string, message: unknown, status: number, code?: string][] = [
    ["4,000 characters", "x".repeat(4000), 201],
    ["4,000 emoji", "😀".repeat(4000), 201],
    ["4,001 characters", "x".repeat(4001), 413, "too_large"],
    ["4,001 emoji", "😀".repeat(4001), 413, "too_large"],
    ["nothing", "", 400, "malformed"],
    ["spaces", " \n ", 400, "malformed"],
    ["what is not drawn", "\u200b\u3164", 400, "malformed"],
    ["a lone surrogate", "a\ud800b", 400, "malformed"],
    ["a number", 5, 400, "malformed"],
    ["an object", { toString: "x" }, 400, "malformed"],
  ];
  for (const [what, message, status, code] of texts) {
    test(`H8: a message of ${what} is ${status}`, async () => {
      const { at } = await newRoom();
      const sent = await send(at, { message });
      expect([sent.status, sent.body.error?.code]).toEqual([status, code]);
      if (status !== 201) expect(sent.text.length).toBeLessThan(120);
      else expect((await ask("GET", at)).body.messages[0].message).toBe(message);
    });
  }

  test("H8: the operator's limit applies", async () => {
    await using short = await startTestServer({ MESSAGE_LENGTH: "3" });
    const { token } = await short.client.session("Ann");
    const at = `api/rooms/${(await short.client.room()).room.code}/messages`;
    expect((await short.ask("POST", at, { token, body: { message: "😀😀😀" } })).status).toBe(201);
    expect((await short.ask("POST", at, { token, body: { message: "four" } })).status).toBe(413);
  });

  test.each(["", "a b", "x".repeat(65), "ä", 5, null])("W6: %j is no nonce: 400", async (nonce) => {
    const { at } = await newRoom();
    expect((await send(at, { message: "x", nonce })).body.error.message).toStartWith("nonce: ");
  });
});

describe("paging", () => {
  let at: string;
  beforeAll(async () => {
    let code: string;
    ({ at, code } = await newRoom());
    // The room's own events lie between the messages, and are no messages.
    for (let n = 1; n <= 120; n++) {
      await send(at, { message: `m${n}` });
      if (n % 10 === 0) await ask("PATCH", `api/rooms/${code}`, { body: { title: `t${n}` }, token: ann.token });
    }
  });
  const all = Array.from({ length: 120 }, (_, n) => `m${n + 1}`);
  const page = async (query: string) => (await ask("GET", `${at}${query}`)).body;
  const textsOf = (messages: { message: string }[]) => messages.map(({ message }) => message);
  const seqsOf = (messages: { seq: number }[]) => messages.map(({ seq }) => seq);

  for (const limit of [1, 7, 50, 119, 120, 500]) {
    test(`A3: forward by ${limit}, each of 120 messages comes exactly once, in order`, async () => {
      const seen: string[] = [];
      for (let after = 0, more = true; more; ) {
        const got = await page(`?after=${after}&limit=${limit}`);
        expect(got.messages.length).toBeLessThanOrEqual(limit);
        seen.push(...textsOf(got.messages));
        ({ more } = got);
        after = got.cursor.seq;
      }
      expect(seen).toEqual(all);
    });

    test(`A3: backward by ${limit}, each of 120 messages comes exactly once, in order`, async () => {
      const seen: string[] = [];
      let got = await page(`?limit=${limit}`);
      seen.unshift(...textsOf(got.messages));
      while (got.more) {
        got = await page(`?before=${got.messages[0].seq}&limit=${limit}`);
        seen.unshift(...textsOf(got.messages));
      }
      expect(seen).toEqual(all);
    });
  }

  test("A3: without parameters it is the newest 50, and a cursor for later messages", async () => {
    const { messages, cursor, more } = await page("");
    expect([textsOf(messages), more]).toEqual([all.slice(-50), true]);
    expect(seqsOf(messages)).toEqual(seqsOf(messages).toSorted((a, b) => a - b));
    expect(cursor).toEqual({ epoch: messages[0].id.split("-")[0], seq: 132 });
    expect(await page(`?after=${cursor.seq}`)).toEqual({ messages: [], cursor, more: false });
    const { body } = await send(at, { message: "new" });
    expect((await page(`?after=${cursor.seq}`)).messages).toEqual([body]);
  });

  test("A3: pages at and beyond the ends", async () => {
    expect(await page("?before=1")).toMatchObject({ messages: [], more: false });
    expect(textsOf((await page("?before=2")).messages)).toEqual(["m1"]);
    expect(await page("?after=99999")).toMatchObject({ messages: [], more: false });
    expect(textsOf((await page("?after=0&limit=1")).messages)).toEqual(["m1"]);
  });

  const wrong = ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=1.5", "before=0", "after=-1", "after=NaN"];
  test.each([...wrong, "limit=", "limit=%00", "before=5&after=5"])("A3: ?%s is 400", async (query) => {
    const { status, body } = await ask("GET", `${at}?${query}`);
    expect([status, body.error.code]).toEqual([400, "malformed"]);
    expect(body.error.message.length).toBeLessThan(60);
  });
});

test("A3: a page has 256 KiB at most, one message at least, and says that there is more; all pages together are everything", async () => {
  const { at } = await newRoom();
  const TOTAL = 200;
  for (let n = 0; n < TOTAL; n++) await send(at, { message: `${n} ${"漢".repeat(3000)}` });
  const numbers = (body: { messages: { message: string }[] }) =>
    body.messages.map(({ message }) => Number.parseInt(message, 10));
  const all = Array.from({ length: TOTAL }, (_, n) => n);
  const forward: number[] = [];
  for (let after = 0, more = true; more; ) {
    const { body, text } = await ask("GET", `${at}?limit=500&after=${after}`);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
    forward.push(...numbers(body));
    [after, more] = [body.cursor.seq, body.more];
  }
  expect(forward).toEqual(all);
  const backward: number[] = [];
  for (let before = "", more = true; more; ) {
    const { body } = await ask("GET", `${at}?limit=500${before}`);
    expect(body.messages.length).toBeGreaterThan(0);
    backward.unshift(...numbers(body));
    before = `&before=${body.messages[0].seq}`;
    more = body.more && backward.length < TOTAL;
  }
  expect(backward).toEqual(all);
});
