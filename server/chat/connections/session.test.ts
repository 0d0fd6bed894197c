import { describe, expect, test } from "bun:test";
import { createFakeDomain, fakeToken, flushPromises } from "../../testing/fake-domain.ts";

const chat = (message: string, nonce?: string) => ({ type: "chat", message, ...(nonce && { nonce }) });

describe("joining", () => {
  test("W7: before join every other frame is refused and changes nothing", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const client = domain.connect(room);
    for (const frame of [chat("hi"), { type: "typing" }, { type: "rename", name: "X" }]) client.send(frame);
    expect(client.takeFrames().map((frame) => frame.code)).toEqual(["not_joined", "not_joined", "not_joined"]);
    expect(room.roster.size).toBe(0);
    expect(domain.engine.history(room.founding.epoch).head).toBe(0);
  });

  test("W7: the first frame a joined client gets is its welcome", async () => {
    const domain = createFakeDomain();
    const client = domain.connect(domain.create());
    client.send({ type: "join", token: fakeToken("a", "Ann") });
    client.send(chat("early"));
    const [welcome, echo, ...rest] = client.takeFrames();
    expect(welcome).toMatchObject({ type: "welcome", you: { id: "a", name: "Ann", role: "member" }, recovered: false });
    expect(echo).toMatchObject({ type: "chat", message: "early", user: "Ann", userId: "a", seq: 1 });
    expect(rest).toEqual([]);
  });

  test("W7: a socket that hasn't joined after 10 s is closed with 4008, one that has stays", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const silent = domain.connect(room);
    const joined = await domain.join(room, "a");
    domain.advance(9_900);
    expect(silent.socket.closedWith).toBeUndefined();
    domain.advance(200);
    expect([silent.socket.closedWith, joined.socket.closedWith]).toEqual([4008, undefined]);
  });

  test("W8: a bad token is refused and another join may follow; in the address it closes with 4003", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const client = await domain.join(room, "a", { token: "forged" });
    expect(client.takeFrames()).toMatchObject([{ type: "refused", code: "bad_token" }]);
    client.send({ type: "join", token: fakeToken("a") });
    await flushPromises();
    expect(client.takeFrames()[0].type).toBe("welcome");
    const simple = domain.connect(room);
    simple.session.joinWithToken("forged");
    await flushPromises();
    expect(simple.takeFrames()).toMatchObject([{ code: "bad_token" }]);
    expect(simple.socket.closedWith).toBe(4003);
  });

  test("W9: a socket that has not joined is closed when its room ends, and joins nothing afterwards", () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const client = domain.connect(room);
    domain.rooms.end(room, "ended");
    client.send({ type: "join", token: fakeToken("a") });
    expect(client.takeFrames()).toMatchObject([{ type: "room_ended" }]);
    expect(client.socket.closedWith).toBe(4001);
    expect(room.roster.size).toBe(0);
  });

  test("W12: a newer socket of the same tab replaces the older, another tab doesn't", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const first = await domain.join(room, "a", { tab: "t1" });
    const other = await domain.join(room, "a", { tab: "t2" });
    const second = await domain.join(room, "a", { tab: "t1" });
    expect([first, other, second].map((client) => client.socket.closedWith)).toEqual([4009, undefined, undefined]);
    expect(room.roster.size).toBe(1);
    // The replaced socket's end takes nobody away.
    first.session.handleClosed();
    domain.advance(20_000);
    expect(room.roster.size).toBe(1);
  });

  test("W12: the 21st socket of a member closes the oldest", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const clients = [];
    for (let n = 0; n < 21; n++) clients.push(await domain.join(room, "a"));
    expect(clients.map((client) => client.socket.closedWith)).toEqual([4009, ...Array(20).fill(undefined)]);
  });
});

describe("talking", () => {
  test("H2: everybody gets one event with the sender's nonce; the nonce again gives the sender the first, and nobody another", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const ann = await domain.join(room, "a", { name: "Ann" });
    const bob = await domain.join(room, "b", { name: "Bob" });
    ann.takeFrames();
    bob.takeFrames();
    ann.send(chat("hello", "n1"));
    ann.send(chat("hello", "n1"));
    const [first, again] = ann.takeFrames();
    expect(again).toEqual(first);
    expect(bob.takeFrames()).toEqual([first]);
    // The nonce is the member's own: another's means another message.
    bob.send(chat("hello", "n1"));
    expect(bob.takeFrames()).toMatchObject([{ seq: 2, userId: "b" }]);
  });

  test("W3: a user, id or seq that a client claims is ignored", async () => {
    const domain = createFakeDomain();
    const ann = await domain.join(domain.create(), "a", { name: "Ann" });
    ann.takeFrames();
    ann.send({ ...chat("hi"), user: "Bob", userId: "b", seq: 99, id: "x", roomId: "other", timestamp: "1970" });
    expect(ann.takeFrames()).toMatchObject([
      { user: "Ann", userId: "a", seq: 1, timestamp: "2026-01-01T00:00:00.000Z" },
    ]);
  });

  test("H9: a reply must be to a message in history", async () => {
    const domain = createFakeDomain();
    const ann = await domain.join(domain.create(), "a");
    ann.takeFrames();
    ann.send(chat("one"));
    const [one] = ann.takeFrames();
    ann.send({ ...chat("two"), replyTo: one.id });
    ann.send({ ...chat("three", "n3"), replyTo: `${one.id}0` });
    ann.send({ ...chat("four"), replyTo: `${one.id}-` });
    expect(ann.takeFrames()).toMatchObject([
      { replyTo: one.id },
      { code: "malformed", nonce: "n3" },
      { code: "malformed" },
    ]);
  });

  test("W5: 30 refused frames in a row close with 4029, an accepted one starts the count anew", async () => {
    const domain = createFakeDomain();
    const ann = await domain.join(domain.create(), "a");
    for (let n = 0; n < 29; n++) ann.session.receive("junk");
    ann.send(chat("fine"));
    for (let n = 0; n < 29; n++) ann.session.receive("junk");
    expect(ann.socket.closedWith).toBeUndefined();
    ann.session.receive("junk");
    expect(ann.socket.closedWith).toBe(4029);
    ann.takeFrames();
    ann.session.receive("junk");
    expect(ann.takeFrames()).toEqual([]);
  });

  test("W13: beyond a burst of 100 frames a socket is refused with the wait, and has more later", async () => {
    const domain = createFakeDomain({ limits: true });
    const ann = await domain.join(domain.create(), "a");
    ann.takeFrames();
    for (let n = 0; n < 99; n++) ann.send({ type: "typing" });
    expect(ann.takeFrames().filter((frame) => frame.type === "refused")).toEqual([]);
    ann.send(chat("x", "n1"));
    expect(ann.takeFrames()).toEqual([
      { type: "refused", code: "slow_down", message: "Too many frames at once.", nonce: "n1", retryAfterMs: 50 },
    ]);
    domain.clock.now += 50;
    ann.send(chat("x", "n1"));
    expect(ann.takeFrames()).toMatchObject([{ type: "chat", nonce: "n1" }]);
  });

  test("W4: a fault while joining closes with a code after which clients come back", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    domain.engine.history = () => {
      throw new Error("secret");
    };
    const ann = await domain.join(room, "a");
    expect(ann.takeFrames()).toMatchObject([{ code: "internal" }]);
    expect(ann.socket.closedWith).toBe(1011);
  });

  test("W4: a fault is answered with its id and nothing else about it", async () => {
    const domain = createFakeDomain();
    const ann = await domain.join(domain.create(), "a");
    ann.takeFrames();
    domain.engine.append = () => {
      throw new Error("secret");
    };
    ann.send(chat("x"));
    expect(ann.takeFrames()).toEqual([
      { type: "refused", code: "internal", message: "Something went wrong here: fault1." },
    ]);
    expect(domain.faults).toHaveLength(1);
  });
});

describe("coming back", () => {
  test("H5: a cursor gets exactly what came after it, once and in order", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const ann = await domain.join(room, "a");
    for (let n = 1; n <= 10; n++) ann.send(chat(`m${n}`));
    const { epoch } = room.founding;
    const back = await domain.join(room, "b", { cursor: { epoch, seq: 7 } });
    expect(back.takeFrames()[0]).toMatchObject({
      recovered: true,
      more: false,
      cursor: { epoch, seq: 10 },
      events: [{ message: "m8" }, { message: "m9" }, { message: "m10" }],
    });
    const current = await domain.join(room, "c", { cursor: { epoch, seq: 10 } });
    expect(current.takeFrames()[0]).toMatchObject({ recovered: true, events: [], cursor: { epoch, seq: 10 } });
  });

  test("H5: another epoch, a seq from the future or one history has lost get a snapshot", async () => {
    const domain = createFakeDomain({ historyEvents: 5 });
    const room = domain.create();
    const { epoch } = room.founding;
    const ann = await domain.join(room, "a");
    for (let n = 1; n <= 10; n++) ann.send(chat(`m${n}`));
    for (const cursor of [
      { epoch: "other", seq: 9 },
      { epoch, seq: 11 },
      { epoch, seq: 4 },
    ]) {
      const back = await domain.join(room, "b", { cursor });
      const [welcome] = back.takeFrames();
      expect(welcome).toMatchObject({ recovered: false, cursor: { epoch, seq: 10 } });
      expect(welcome.events.map((event: { seq: number }) => event.seq)).toEqual([6, 7, 8, 9, 10]);
    }
    const edge = await domain.join(room, "b", { cursor: { epoch, seq: 5 } });
    expect(edge.takeFrames()[0]).toMatchObject({ recovered: true });
  });

  test("H6: a long catch-up comes in pages, waits for a slow reader, and live events only follow it", async () => {
    const domain = createFakeDomain();
    const room = domain.create();
    const { epoch } = room.founding;
    const ann = await domain.join(room, "a");
    for (let n = 1; n <= 400; n++) ann.send(chat("x".repeat(3000)));
    const slow = domain.connect(room);
    slow.socket.sendAnswers = -1;
    slow.send({ type: "join", token: fakeToken("b"), cursor: { epoch, seq: 0 } });
    await flushPromises();
    const [welcome, ...none] = slow.takeFrames();
    expect(welcome).toMatchObject({ recovered: true, more: true });
    expect(none).toEqual([]);
    ann.send(chat("meanwhile"));
    expect(slow.takeFrames()).toEqual([]);
    slow.session.handleDrain();
    const [page] = slow.takeFrames();
    expect(page).toMatchObject({ type: "replay", more: true });
    slow.socket.sendAnswers = undefined;
    slow.session.handleDrain();
    ann.send(chat("live"));
    const rest = slow.takeFrames();
    const frames = [welcome, page, ...rest.slice(0, -1)];
    const seqs = frames.flatMap((frame) => frame.events.map((event: { seq: number }) => event.seq));
    expect(seqs).toEqual(Array.from({ length: 401 }, (_, index) => index + 1));
    expect(frames.at(-1).more).toBe(false);
    expect(welcome.cursor.seq).toBe(welcome.events.at(-1).seq);
    expect(rest.at(-1)).toMatchObject({ type: "chat", message: "live" });
  });

  test("H6: a reader so slow that history moved on is closed with 4008", async () => {
    const domain = createFakeDomain({ historyEvents: 200 });
    const room = domain.create();
    const ann = await domain.join(room, "a");
    for (let n = 1; n <= 200; n++) ann.send(chat("x".repeat(3000)));
    const slow = domain.connect(room);
    slow.socket.sendAnswers = -1;
    slow.send({ type: "join", token: fakeToken("b"), cursor: { epoch: room.founding.epoch, seq: 0 } });
    await flushPromises();
    for (let n = 1; n <= 200; n++) ann.send(chat("y"));
    slow.session.handleDrain();
    expect(slow.socket.closedWith).toBe(4008);
  });
});
