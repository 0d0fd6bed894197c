// What a client asks to learn whether its socket still carries frames both ways.
import { expect, test } from "bun:test";
import { createFakeDomain, fakeToken } from "../../testing/fake-domain.ts";

const chat = (message: string) => ({ type: "chat", message });
const PING = { type: "ping" };
const PONG = { type: "pong" };

test("W26: a ping is answered before the join, while waiting to be let in, and in the room", async () => {
  const domain = createFakeDomain();
  const room = domain.create({ entry: "knock" });
  const owner = await domain.join(room, "owner");
  const newcomer = domain.connect(room);
  newcomer.send(PING);
  expect(newcomer.takeFrames()).toEqual([PONG]);
  newcomer.send({ type: "join", token: fakeToken("a") });
  newcomer.send(PING);
  expect(newcomer.takeFrames()).toMatchObject([{ type: "waiting" }, PONG]);
  owner.send({ type: "moderate", action: "admit", userId: "a" });
  newcomer.send(PING);
  expect(newcomer.takeFrames().map(({ type }) => type)).toEqual(["welcome", "pong"]);
  owner.takeFrames();
  newcomer.send(PING);
  expect(owner.takeFrames()).toEqual([]);
});

test("W26: a pong comes after everything that was sent before it", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const [ann, bob] = [await domain.join(room, "a"), await domain.join(room, "b")];
  bob.takeFrames();
  ann.send(chat("one"));
  bob.send(PING);
  ann.send(chat("two"));
  expect(bob.takeFrames()).toMatchObject([{ message: "one" }, PONG, { message: "two" }]);
});

test("W26: a ping is no refused frame, and ends no row of these", async () => {
  const domain = createFakeDomain();
  const ann = domain.connect(domain.create());
  for (let n = 0; n < 29; n++) {
    ann.session.receive("junk");
    ann.send(PING);
  }
  expect(ann.socket.closedWith).toBeUndefined();
  ann.session.receive("junk");
  expect(ann.socket.closedWith).toBe(4029);
});

test("W26, W13: a ping counts as a frame, so that a flood is refused like any other", async () => {
  const domain = createFakeDomain({ limits: true });
  const ann = await domain.join(domain.create(), "a");
  ann.takeFrames();
  for (let n = 0; n < 400; n++) ann.send(PING);
  const frames = ann.takeFrames();
  expect(frames.filter(({ type }) => type === "pong")).toHaveLength(99);
  expect(frames.at(-1)).toMatchObject({ type: "refused", code: "slow_down" });
  expect(ann.socket.closedWith).toBe(4029);
});

test("W26, W7: a ping gives no more time to join", async () => {
  const domain = createFakeDomain();
  const late = domain.connect(domain.create());
  for (let second = 0; second < 10; second++) {
    late.send(PING);
    domain.advance(1000);
  }
  expect(late.socket.closedWith).toBe(4008);
});

test("W26, P5: a ping makes nobody less away", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a");
  ann.send({ type: "away", on: true });
  ann.send(PING);
  expect(room.presentMembers(domain.clock.now)).toMatchObject([{ id: "a", away: true }]);
});

test("W26, L3: a ping of somebody who never joins keeps no room from ending", async () => {
  const domain = createFakeDomain();
  const room = domain.create({ idleMinutes: 1, entry: "knock" });
  const owner = await domain.join(room, "owner");
  const waiting = await domain.join(room, "a");
  owner.disconnect();
  for (let second = 0; second < 75; second++) {
    waiting.send(PING);
    domain.advance(1000);
  }
  expect(waiting.takeFrames().at(-1)).toMatchObject({ type: "room_ended", reason: "idle" });
});
