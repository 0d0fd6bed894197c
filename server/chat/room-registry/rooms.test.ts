import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { RoomRequest } from "#protocol/http";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { type Actor, Room } from "../room-model/room.ts";
import { encodeState } from "../room-model/room-state.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const refusalOf = (outcome: unknown) => (outcome instanceof Refusal ? outcome.code : "none");

describe("codes", () => {
  test("R2: a generated code has the length set, in Crockford's alphabet, each letter as likely as any", () => {
    const domain = createFakeDomain({ codeLength: 6 });
    const counts = new Map<string, number>();
    for (let n = 0; n < 2000; n++) {
      const { code } = domain.create().founding;
      expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{6}$/);
      for (const letter of code) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    // 12,000 letters, 375 of each expected; five standard deviations either way.
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 375)).toBeLessThan(96);
  });

  test("R3: a code is found however it is typed", () => {
    const domain = createFakeDomain();
    const room = domain.create({ code: "oil-lamp" });
    for (const typed of ["oil-lamp", "OIL-LAMP", "0il lamp", "011-1amp", "oillamp", "o-i-l-l-a-m-p"]) {
      expect(domain.rooms.find(typed)).toBe(room);
    }
  });

  test("R4: a chosen code is refused when in use, reserved or invalid, and always where chosen codes are forbidden", () => {
    const domain = createFakeDomain();
    const create = (code: string) => refusalOf(domain.rooms.create({ code }, undefined));
    expect(create("family-chat")).toBe("none");
    expect(["family-chat", "fam1lychat", "a-p-i"].map(create)).toEqual(["code_taken", "code_taken", "code_taken"]);
    expect(["ab", "---", "UPPER", "ünï", "a".repeat(33)].map(create)).toEqual(Array(5).fill("malformed"));
    const strict = createFakeDomain({ customCodes: false });
    expect(refusalOf(strict.rooms.create({ code: "family" }, undefined))).toBe("not_allowed");
  });

  test("R4: a chosen code of an ended room is free again, with another epoch", () => {
    const domain = createFakeDomain();
    const first = domain.create({ code: "family" });
    domain.rooms.end(first, "ended");
    const second = domain.create({ code: "family" });
    expect(second.founding.epoch).not.toBe(first.founding.epoch);
    domain.advance(DAY - MINUTE);
    expect(domain.rooms.find("family")).toBe(second);
  });

  test("R4: a drawn code of an ended room is ended for its day, and can't be chosen after it either", () => {
    const domain = createFakeDomain();
    const { code } = domain.create({ ttlMinutes: 1 }).founding;
    domain.advance(MINUTE + 100);
    expect(refusalOf(domain.rooms.create({ code }, undefined))).toBe("ended");
    domain.advance(DAY + MINUTE);
    expect(refusalOf(domain.rooms.create({ code }, undefined))).toBe("code_taken");
  });

  test("R6: an unknown code is not_found, an ended one ended for a day and then not_found", () => {
    const domain = createFakeDomain();
    const { code } = domain.create({ ttlMinutes: 1 }).founding;
    expect(refusalOf(domain.rooms.find("nowhere"))).toBe("not_found");
    domain.advance(MINUTE + 100);
    expect(refusalOf(domain.rooms.find(code))).toBe("ended");
    domain.advance(DAY - 1000);
    expect(refusalOf(domain.rooms.find(code))).toBe("ended");
    domain.advance(2000);
    expect(refusalOf(domain.rooms.find(code))).toBe("not_found");
  });
});

describe("life", () => {
  test("L1: a life has 1 minute to the maximum, and the default where none is given", () => {
    const domain = createFakeDomain({ maxLifeMs: 60 * MINUTE, defaultLifeMs: 30 * MINUTE });
    const create = (request: RoomRequest) => domain.rooms.create(request, undefined);
    for (const ttlMinutes of [0, -1, 61, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusalOf(create({ ttlMinutes }))).toBe("malformed");
    }
    const lives = [undefined, 1, 60].map((ttlMinutes) => domain.create(ttlMinutes === undefined ? {} : { ttlMinutes }));
    expect(lives.map((room) => (room.expiresAt - domain.clock.now) / MINUTE)).toEqual([30, 1, 60]);
  });

  test("L6: a room ends at its instant, not before and at most a tick later", () => {
    const domain = createFakeDomain();
    const room = domain.create({ ttlMinutes: 1 });
    domain.clock.now = room.expiresAt - 1;
    domain.rooms.tick(domain.clock.now);
    expect(room.isEnded).toBe(false);
    domain.clock.now = room.expiresAt + 50;
    domain.rooms.tick(domain.clock.now);
    expect(room.isEnded).toBe(true);
  });

  test("L6: a clock set back postpones nothing and brings nothing forward, one jumping forward ends what is due", () => {
    const domain = createFakeDomain();
    const long = domain.create({ ttlMinutes: 30 * 24 * 60 });
    domain.clock.now += DAY;
    domain.rooms.tick(domain.clock.now);
    domain.clock.now -= DAY;
    domain.rooms.tick(domain.clock.now);
    const short = domain.create({ ttlMinutes: 10 });
    domain.advance(9 * MINUTE);
    expect(short.isEnded).toBe(false);
    domain.advance(MINUTE + 100);
    expect([short.isEnded, long.isEnded]).toEqual([true, false]);
    domain.clock.now += 30 * DAY;
    while (!domain.rooms.tick(domain.clock.now));
    expect(long.isEnded).toBe(true);
  });

  test("L2: the owner extends by minutes up to the maximum from now, and everybody is told", async () => {
    const domain = createFakeDomain({ maxLifeMs: 60 * MINUTE, defaultLifeMs: 30 * MINUTE });
    const room = domain.create();
    const owner = await domain.join(room, "owner", { name: "Olga" });
    owner.takeFrames();
    const actor = domain.rooms.actorFor(room, { id: "owner", name: "Olga", avatar: null }, undefined);
    const change = (extend: number) => domain.rooms.commandPipeline.submit(room, actor, { type: "change", extend });
    expect(refusalOf(change(31))).toBe("malformed");
    expect(owner.takeFrames()).toEqual([]);
    change(30);
    const until = new Date(domain.clock.now + 60 * MINUTE).toISOString();
    expect(owner.takeFrames()).toMatchObject([
      { type: "room", seq: 1, message: "Olga extended the room by 30 minutes", room: { expiresAt: until } },
    ]);
    domain.advance(59 * MINUTE);
    expect(room.isEnded).toBe(false);
    domain.advance(MINUTE + 100);
    expect(room.isEnded).toBe(true);
  });

  test("L3: an idle room ends so long after the last member left, not while one is in", async () => {
    const domain = createFakeDomain();
    const room = domain.create({ idleMinutes: 5 });
    const ann = await domain.join(room, "a");
    domain.advance(60 * MINUTE);
    ann.disconnect();
    domain.advance(5 * MINUTE);
    const back = await domain.join(room, "a");
    domain.advance(60 * MINUTE);
    expect(room.isEnded).toBe(false);
    back.disconnect();
    domain.advance(5 * MINUTE + 10_000 - 100);
    expect(room.isEnded).toBe(false);
    domain.advance(300);
    expect(room.isEnded).toBe(true);
  });

  test("L3: a room with an idle life that nobody joined ends after 10 minutes, one without an idle life lives on", () => {
    const domain = createFakeDomain();
    const idle = domain.create({ idleMinutes: 60 });
    const plain = domain.create();
    domain.advance(10 * MINUTE - 100);
    expect(idle.isEnded).toBe(false);
    domain.advance(200);
    expect([idle.isEnded, plain.isEnded]).toEqual([true, false]);
  });

  test("L3: the owner changes the idle life, which counts from the change where nobody is in the room", async () => {
    const domain = createFakeDomain();
    const owner: Actor = { member: { id: "owner", name: "Olga", avatar: null }, role: "owner" };
    const change = (room: Room, idleMinutes: number | null) =>
      domain.rooms.commandPipeline.submit(room, owner, { type: "change", idleMinutes });
    const [shortened, kept, given] = [
      domain.create({ idleMinutes: 60 }),
      domain.create({ idleMinutes: 5 }),
      domain.create(),
    ];
    const ann = await domain.join(shortened, "a");
    await change(shortened, 2);
    await change(kept, null);
    await change(given, 3);
    expect([shortened, kept, given].map((room) => room.view(0).idleMinutes)).toEqual([2, null, 3]);
    expect(await change(kept, 100_000)).toBeInstanceOf(Refusal);
    domain.advance(3 * MINUTE + 100);
    expect([shortened.isEnded, kept.isEnded, given.isEnded]).toEqual([false, false, true]);
    ann.disconnect();
    domain.advance(2 * MINUTE + 10_000 + 200);
    expect(shortened.isEnded).toBe(true);
    domain.advance(60 * MINUTE);
    expect(kept.isEnded).toBe(false);
  });

  test("L4: the owner by token or key may end a room, a member only where anyone may and only while present", async () => {
    const domain = createFakeDomain();
    const made = domain.rooms.create({}, { id: "owner", name: "O", avatar: null });
    if (made instanceof Refusal || made instanceof Promise) throw new Error();
    const { room, ownerKey } = made;
    const member = (id: string) => ({ id, name: id, avatar: null });
    const mayEnd = (of: Room, id: string | undefined, key?: string) =>
      of.permits(domain.rooms.actorFor(of, id === undefined ? undefined : member(id), key), "end");
    await domain.join(room, "a");
    expect([mayEnd(room, "owner"), mayEnd(room, undefined, ownerKey)]).toEqual([true, true]);
    expect([mayEnd(room, "a"), mayEnd(room, undefined), mayEnd(room, "a", "wrong")]).toEqual([false, false, false]);
    const free = domain.create({ anyoneCanEnd: true });
    await domain.join(free, "a");
    expect([mayEnd(free, "a"), mayEnd(free, "stranger")]).toEqual([true, false]);
  });
});

describe("the end", () => {
  test("L5: everybody is told why, closed with 4001, and no timer of the room is left", async () => {
    const domain = createFakeDomain();
    const room = domain.create({ idleMinutes: 5, ttlMinutes: 1 });
    const ann = await domain.join(room, "a");
    const bob = await domain.join(room, "b");
    const waiting = domain.connect(room);
    bob.disconnect();
    ann.takeFrames();
    domain.advance(MINUTE + 100);
    expect(ann.takeFrames()).toMatchObject([{ type: "user_left" }, { type: "room_ended", reason: "expired" }]);
    expect(ann.socket.closedWith).toBe(4001);
    expect(waiting.socket.closedWith).toBe(4008);
    expect(domain.engine.usedBytes).toBe(0);
    expect(domain.ports.wheel.size).toBe(0);
    expect(
      refusalOf(
        domain.rooms.commandPipeline.submit(room, { member: undefined, role: "owner" }, { type: "change", title: "x" }),
      ),
    ).toBe("ended");
  });

  test("L5: nothing of an ended room stays reachable", async () => {
    const domain = createFakeDomain();
    const gone: WeakRef<object>[] = [];
    await (async () => {
      for (let n = 0; n < 200; n++) {
        const room = domain.create({ visibility: "public", idleMinutes: 5, ttlMinutes: 1 });
        const ann = await domain.join(room, "a");
        const bob = await domain.join(room, "b");
        for (let m = 0; m < 20; m++) ann.send({ type: "chat", message: `canary ${m}`, nonce: `n${m}` });
        bob.send({ type: "rename", name: `Bob${n}` });
        bob.send({ type: "rename", name: `Rob${n}` });
        bob.disconnect();
        gone.push(new WeakRef(room), new WeakRef(ann.session), new WeakRef(bob.session));
      }
    })();
    domain.advance(MINUTE + 100);
    domain.fanout.published.length = 0;
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      Bun.gc(true);
    }
    const reachable = gone.filter((ref) => ref.deref() !== undefined).length;
    // The collector looks at the stack conservatively, which keeps some; a leak would keep 200 or more.
    expect(reachable).toBeLessThan(150);
    expect(domain.rooms.count).toBe(0);
  });
});

describe("listing and changing", () => {
  test("R8: public rooms are listed fullest first, unlisted and ended ones never", async () => {
    const domain = createFakeDomain();
    domain.create({ title: "hidden" });
    domain.create({ title: "quiet", visibility: "public" });
    const busy = domain.create({ title: "busy", visibility: "public" });
    const over = domain.create({ title: "over", visibility: "public" });
    await domain.join(busy, "a");
    domain.rooms.end(over, "ended");
    const page = domain.rooms.list({ limit: 9 });
    if (page instanceof Refusal) throw new Error(page.message);
    expect(page.items.map((room) => room.state.title)).toEqual(["busy", "quiet"]);
  });

  test("R10: title and life are changed by the owner, with one event; by others they are refused", async () => {
    const domain = createFakeDomain();
    const room = domain.create({ title: "Old" });
    const ann = await domain.join(room, "a");
    ann.takeFrames();
    const asMember = domain.rooms.actorFor(room, { id: "a", name: "a", avatar: null }, undefined);
    for (const change of [{ title: "Mine" }, { extend: 5 }]) {
      expect(refusalOf(domain.rooms.commandPipeline.submit(room, asMember, { type: "change", ...change }))).toBe(
        "not_allowed",
      );
    }
    const asOwner = domain.rooms.actorFor(room, { id: "owner", name: "Olga", avatar: null }, undefined);
    domain.rooms.commandPipeline.submit(room, asOwner, { type: "change", title: "  New   title ", extend: 1 });
    expect(room.state.title).toBe("New title");
    expect(ann.takeFrames()).toMatchObject([
      { type: "room", user: "Olga", userId: "owner", room: { title: "New title" }, seq: 1 },
    ]);
    expect(refusalOf(domain.rooms.commandPipeline.submit(room, asOwner, { type: "change" }))).toBe("malformed");
    expect(
      refusalOf(domain.rooms.commandPipeline.submit(room, asOwner, { type: "change", title: "x".repeat(81) })),
    ).toBe("malformed");
  });

  test("R1: only a digest of the owner key is kept", () => {
    const domain = createFakeDomain();
    const made = domain.rooms.create({}, undefined);
    if (made instanceof Refusal || made instanceof Promise) throw new Error();
    expect(made.ownerKey).toMatch(/^[0-9a-z]{32}$/);
    expect(encodeState(made.room.state)).not.toContain(made.ownerKey);
    expect(made.room).toBeInstanceOf(Room);
  });
});
