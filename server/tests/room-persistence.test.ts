// What of a room is kept beside its log: with the event that tells of it, in turn, and over restarts.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "#protocol/error-codes";
import { invited } from "../chat/access/invites.ts";
import type { Room } from "../chat/room-model/room.ts";
import { stateOf, stateWith, textOf } from "../chat/room-model/room-state.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { MIGRATIONS, openDatabase } from "../engine/sqlite/data-file.ts";
import { openSqliteJournal } from "../engine/sqlite/sqlite-journal.ts";
import { createDomain } from "../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turn } from "../testing/journal.ts";
import { Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-keeping-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function journaled() {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 1 << 20, journal, new FakeCommitterPorts());
  const domain = createDomain({ engine });
  const making = domain.rooms.create({ entry: "members" }, { id: "owner", name: "Olga", avatar: null });
  await journal.succeed();
  const made = await making;
  if (made instanceof Refusal) throw new Error(made.message);
  journal.written.length = 0;
  const as = (id: string) => domain.rooms.actor(made.room, { id, name: id, avatar: null });
  const act = (by: string, action: "admit" | "promote" | "demote" | "kick" | "ban", userId: string) => {
    const outcome = domain.rooms.submit(made.room, as(by), { type: "moderate", action, userId });
    return Promise.resolve(outcome).then((one) => (one instanceof Refusal ? one.code : one.seq));
  };
  return { journal, domain, room: made.room, as, act };
}

const kinds = (journal: FakeJournal) => journal.underWay?.map(([kind]) => kind);

describe("with a journal that takes its time", () => {
  test("G14: an event and the state after it are written together, and neither is before it is safe", async () => {
    const { journal, room, act } = await journaled();
    const admitted = act("owner", "admit", "ann");
    await turn();
    expect([kinds(journal), room.state.list.has("ann")]).toEqual([["event", "change"], false]);
    await journal.succeed();
    expect([await admitted, room.state.list.has("ann")]).toEqual([1, true]);
    const [, , text] = journal.written.flat()[1] as ["change", string, string];
    expect(stateOf(text).state).toEqual(room.state);
  });

  test("G14: what couldn't be kept has not happened, and what came after it is decided without it", async () => {
    const { journal, room, act } = await journaled();
    const outcomes = Promise.all([
      act("owner", "promote", "owner"),
      act("owner", "admit", "ann"),
      act("owner", "promote", "ann"),
    ]);
    await journal.fail();
    await turn();
    expect([await outcomes, room.state.list.size, room.state.admins.size]).toEqual([
      ["not_allowed", "not_saved", "not_found"],
      0,
      0,
    ]);
  });

  test("G14: who is an admin no longer when it is their turn does nothing", async () => {
    const { journal, act } = await journaled();
    for (const [action, userId] of [
      ["admit", "ann"],
      ["promote", "ann"],
      ["admit", "bob"],
    ] as const) {
      const done = act("owner", action, userId);
      await journal.succeed();
      expect(await done).toBeNumber();
    }
    const outcomes = Promise.all([act("owner", "demote", "ann"), act("ann", "ban", "bob")]);
    await journal.succeed();
    expect(await outcomes).toEqual([4, "not_allowed"]);
  });

  const withInvite = async () => {
    const all = await journaled();
    const { domain, room, journal } = all;
    const making = domain.rooms.intake.keep(room, (state) =>
      invited(state, { uses: 1 }, { id: "i", digest: domain.ports.digest("secret") }, domain.clock.now),
    );
    await journal.succeed();
    expect(await making).toBeUndefined();
    const enter = async (id: string) => {
      const member = { id, name: id, avatar: null };
      const answer = await domain.rooms.door.enter(room, { ...all.as(id), member }, { invite: "secret" });
      return answer instanceof Refusal ? answer.code : answer;
    };
    return { ...all, enter };
  };

  test("G8: of two who use the last use at once one gets in, once that is kept", async () => {
    const { journal, room, enter } = await withInvite();
    const outcomes: string[] = [];
    for (const id of ["ann", "bob", "carl"]) enter(id).then((outcome) => outcomes.push(`${id} ${outcome}`));
    await turn();
    expect([kinds(journal), outcomes, room.state.list.size]).toEqual([["change"], [], 0]);
    await journal.succeed();
    expect(outcomes).toEqual(["ann in", "bob not_found", "carl not_found"]);
    expect([[...room.state.list], room.state.invites]).toEqual([["ann"], []]);
  });

  test("G8: a use that couldn't be kept is used by nobody, and is left for the next", async () => {
    const { journal, room, enter } = await withInvite();
    const [ann, bob] = [enter("ann"), enter("bob")];
    await journal.fail();
    expect(await ann).toBe("not_saved");
    await journal.succeed();
    expect([await bob, [...room.state.list]]).toEqual(["in", ["bob"]]);
  });

  test("G3: who is banned while they come in by invite stays out", async () => {
    const { journal, domain, room, act } = await withInvite();
    const ban = act("owner", "ban", "ann");
    const client = domain.connect(room);
    client.say({ type: "join", token: "token:ann:Ann", invite: "secret" });
    await journal.succeed();
    expect([await ban, client.socket.closedWith, room.roster.size, room.state.invites.length]).toEqual([1, 4004, 0, 1]);
  });
});

describe("over a restart", () => {
  test("J2, G12: a room has its settings, roles, list, bans, mutes, invites and those it saw", async () => {
    const victim = await Victim.started({ data: join(folder, "kept.db") });
    const { client } = victim;
    const [olga, ann, bob, carl] = await Promise.all(
      ["Olga", "Ann", "Bob", "Carl"].map((name) => client.session(name)),
    );
    if (!olga || !ann || !bob || !carl) throw new Error("nobody came");
    const { room, ownerKey } = await client.room({ password: "secret", title: "Tea" }, olga.token);
    const say = async (method: string, path: string, { token }: { token: string }, body?: object) =>
      victim.client.ask(method, `api/rooms/${room.code}${path}`, { token, body });
    const act = (action: string, id: string) => say("POST", `/members/${id}/${action}`, olga, { minutes: 60 });
    for (const one of [ann, bob, carl]) {
      expect((await say("POST", "/join", one, { password: "secret" })).status).toBe(200);
    }
    const { socket } = await client.join(room.code, "Ann", { token: ann.token });
    await act("promote", ann.member.id);
    await act("ban", bob.member.id);
    await act("mute", carl.member.id);
    await say("PATCH", "", olga, { slowModeSeconds: 7, maxMembers: 9, visibility: "public" });
    const { invite } = (await say("POST", "/invites", olga, {})).body;
    const before = (await say("GET", "", olga)).body;
    const epoch = (await say("GET", "/messages", olga)).body.cursor.epoch;
    socket.close();
    await victim.crash();
    await victim.start();

    const { expiresInSeconds: _, memberCount: __, ...after } = (await say("GET", "", olga)).body;
    expect(before).toMatchObject(after);
    expect((await say("GET", "/messages", ann)).body.cursor.epoch).toBe(epoch);
    expect((await say("GET", "/members", ann)).body.members).toMatchObject([
      { id: ann.member.id, name: "Ann", role: "admin", status: "offline", lastSeenAt: expect.any(String) },
      { id: carl.member.id, name: "Carl", role: "member", status: "offline", lastSeenAt: expect.any(String) },
    ]);
    expect((await say("GET", "/bans", ann)).body.bans).toMatchObject([{ id: bob.member.id }]);
    expect((await say("POST", "/join", bob, { password: "secret" })).body.error.code).toBe("banned");
    expect((await say("POST", "/messages", carl, { message: "hi" })).body.error.code).toBe("muted");
    const eve = await victim.client.session("Eve");
    const codeOf = async (body: object) => (await say("POST", "/join", eve, body)).body.error?.code;
    expect([await codeOf({ password: "wrong" }), await codeOf({ invite })]).toEqual(["wrong_password", undefined]);
    expect((await say("GET", "/invites", olga)).body.invites).toEqual([]);
    const headers = { "x-owner-key": ownerKey };
    expect((await victim.client.ask("DELETE", `api/rooms/${room.code}`, { headers })).status).toBe(204);
    expect(victim.surprises).toEqual([]);
    await victim.stop();
  });

  test("G9, G12: who was here when it went down is gone since then, however often it goes down again", async () => {
    const journal = new FakeJournal();
    const engine = new LocalEngine({ events: 9, bytes: 1 << 20 }, 1 << 20, journal, new FakeCommitterPorts());
    const domain = createDomain({ engine });
    const goneAt = domain.clock.now;
    const seen = new Map([["owner", { name: "Olga", avatar: null, at: null }]]);
    const state = textOf(stateWith({ ownerId: "owner", expiresAt: goneAt + 1e9 }), seen);
    const founding = { code: "club", isChosen: true, epoch: "e", createdAt: 0, idleMs: undefined, anyoneCanEnd: false };
    const record = { epoch: "e", founding, state };
    domain.rooms.restore(record, (deliver) => engine.restore({ ...record, gone: 0, nonces: [], events: [] }, deliver));
    domain.advance(11_000);
    await journal.succeed();
    const [, , kept] = journal.written.flat()[0] as ["change", string, string];
    expect(stateOf(kept).seen?.get("owner")).toEqual({ name: "Olga", avatar: null, at: goneAt });
  });

  test("J5: a file from before rooms had a state is brought up to date: titles, ends, owners and limits are kept", async () => {
    const path = join(folder, "old.db");
    const old = openDatabase(path, "normal", MIGRATIONS.slice(0, 1));
    const founding = {
      code: "tea",
      isChosen: true,
      epoch: "e",
      createdAt: 5,
      visibility: "public",
      ownerKeyDigest: "#",
      anyoneCanEnd: false,
    };
    const insert = old.query("INSERT INTO rooms (epoch, founding, title, expires_at, gone) VALUES (?, ?, ?, ?, ?)");
    insert.run("e", JSON.stringify({ ...founding, ownerId: "ann", maxMembers: 3 }), 'Tea "5" 🍵', 7e12, 4);
    insert.run("f", JSON.stringify({ ...founding, epoch: "f", visibility: "unlisted" }), "", 8e12, 0);
    old.close();
    const { saved, journal } = await openSqliteJournal({
      path,
      durability: "normal",
      now: 0,
      newSecret: () => new Uint8Array(64),
    });
    const kept = [...saved.rooms];
    await journal.close();
    const [first, second] = kept.map(({ state }) => stateOf(state).state);
    expect(first).toMatchObject({
      title: 'Tea "5" 🍵',
      expiresAt: 7e12,
      visibility: "public",
      ownerId: "ann",
      ownerGoneAt: null,
      maxMembers: 3,
      ownerKeyDigest: "#",
      entry: "open",
    });
    expect(second).toMatchObject({
      title: "",
      expiresAt: 8e12,
      visibility: "unlisted",
      ownerId: null,
      ownerGoneAt: 5,
      maxMembers: null,
    });
    expect(kept.map(({ gone, founding }) => [gone, Object.keys(founding).toSorted().join()])).toEqual([
      [4, "anyoneCanEnd,code,createdAt,epoch,isChosen"],
      [0, "anyoneCanEnd,code,createdAt,epoch,isChosen"],
    ]);
    const domain = createDomain();
    domain.rooms.restore(kept[0] as never, () => {});
    expect((domain.rooms.find("tea") as Room).view(0)).toMatchObject({ title: 'Tea "5" 🍵', maxMembers: 3 });
  });
});
