// A room's state is saved with the event that announces the change, in order, and survives restarts.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "#protocol/error-codes";
import { addInvite } from "../chat/access/invites.ts";
import type { Room } from "../chat/room-model/room.ts";
import { createState, decodeState, encodeState } from "../chat/room-model/room-state.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { MIGRATIONS, openDataFile } from "../engine/sqlite/data-file.ts";
import { openSqliteJournal } from "../engine/sqlite/sqlite-journal.ts";
import { createFakeDomain } from "../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../testing/fake-journal.ts";
import { ServerUnderTest } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-keeping-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function createJournaledRoom() {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 1 << 20, journal, new FakeCommitterPorts());
  const domain = createFakeDomain({ engine });
  const creating = domain.rooms.create({ entry: "members" }, { id: "owner", name: "Olga", avatar: null });
  await journal.succeed();
  const created = await creating;
  if (created instanceof Refusal) throw new Error(created.message);
  journal.written.length = 0;
  const as = (id: string) => domain.rooms.actorFor(created.room, { id, name: id, avatar: null });
  const act = (by: string, action: "admit" | "promote" | "demote" | "kick" | "ban", userId: string) => {
    const outcome = domain.rooms.commandPipeline.submit(created.room, as(by), { type: "moderate", action, userId });
    return Promise.resolve(outcome).then((one) => (one instanceof Refusal ? one.code : one.seq));
  };
  return { journal, domain, room: created.room, as, act };
}

const kinds = (journal: FakeJournal) => journal.pendingBatch?.map(([kind]) => kind);

describe("while the journal writes", () => {
  test("G14: an event and the new state are written together, and neither takes effect before it is saved", async () => {
    const { journal, room, act } = await createJournaledRoom();
    const admitted = act("owner", "admit", "ann");
    await turnEventLoop();
    expect([kinds(journal), room.state.list.has("ann")]).toEqual([["event", "change"], false]);
    await journal.succeed();
    expect([await admitted, room.state.list.has("ann")]).toEqual([1, true]);
    const [, , text] = journal.written.flat()[1] as ["change", string, string];
    expect(decodeState(text).state).toEqual(room.state);
  });

  test("G14: a change that was not saved has no effect, and later changes are decided without it", async () => {
    const { journal, room, act } = await createJournaledRoom();
    const outcomes = Promise.all([
      act("owner", "promote", "owner"),
      act("owner", "admit", "ann"),
      act("owner", "promote", "ann"),
    ]);
    await journal.fail();
    await turnEventLoop();
    expect([await outcomes, room.state.list.size, room.state.admins.size]).toEqual([
      ["not_allowed", "not_saved", "not_found"],
      0,
      0,
    ]);
  });

  test("G14: an admin who has been demoted before it is their turn changes nothing", async () => {
    const { journal, act } = await createJournaledRoom();
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
    const all = await createJournaledRoom();
    const { domain, room, journal } = all;
    const creating = domain.rooms.commandPipeline.changeState(room, (state) =>
      addInvite(state, { uses: 1 }, { id: "i", digest: domain.ports.digest("secret") }, domain.clock.now),
    );
    await journal.succeed();
    expect(await creating).toBeUndefined();
    const enter = async (id: string) => {
      const member = { id, name: id, avatar: null };
      const answer = await domain.rooms.joinRoom.enter(room, { ...all.as(id), member }, { invite: "secret" });
      return answer instanceof Refusal ? answer.code : answer;
    };
    return { ...all, enter };
  };

  test("G8: if several use the last use of an invite at once, one gets in, after that is saved", async () => {
    const { journal, room, enter } = await withInvite();
    const outcomes: string[] = [];
    for (const id of ["ann", "bob", "carl"]) enter(id).then((outcome) => outcomes.push(`${id} ${outcome}`));
    await turnEventLoop();
    expect([kinds(journal), outcomes, room.state.list.size]).toEqual([["change"], [], 0]);
    await journal.succeed();
    expect(outcomes).toEqual(["ann in", "bob not_found", "carl not_found"]);
    expect([[...room.state.list], room.state.invites]).toEqual([["ann"], []]);
  });

  test("G8: a use that could not be saved is left for the next member", async () => {
    const { journal, room, enter } = await withInvite();
    const [ann, bob] = [enter("ann"), enter("bob")];
    await journal.fail();
    expect(await ann).toBe("not_saved");
    await journal.succeed();
    expect([await bob, [...room.state.list]]).toEqual(["in", ["bob"]]);
  });

  test("G3: a member who is banned while they join by invite stays out", async () => {
    const { journal, domain, room, act } = await withInvite();
    const ban = act("owner", "ban", "ann");
    const client = domain.connect(room);
    client.send({ type: "join", token: "token:ann:Ann", invite: "secret" });
    await journal.succeed();
    expect([await ban, client.socket.closedWith, room.roster.size, room.state.invites.length]).toEqual([1, 4004, 0, 1]);
  });
});

describe("over a restart", () => {
  test("J2, G12, G15, G16: a room keeps its settings, roles, member list, bans, kicks, mutes, invites and last-seen times", async () => {
    const server = await ServerUnderTest.started({ data: join(folder, "kept.db") });
    const { client } = server;
    const [olga, ann, bob, carl, dora] = await Promise.all(
      ["Olga", "Ann", "Bob", "Carl", "Dora"].map((name) => client.session(name)),
    );
    if (!olga || !ann || !bob || !carl || !dora) throw new Error("a session is missing");
    const { room, ownerKey } = await client.room({ password: "secret", title: "Tea" }, olga.token);
    const ask = async (method: string, path: string, { token }: { token: string }, body?: object) =>
      server.client.ask(method, `api/rooms/${room.code}${path}`, { token, body });
    const act = (action: string, id: string) => ask("POST", `/members/${id}/${action}`, olga, { minutes: 60 });
    for (const one of [ann, bob, carl]) {
      expect((await ask("POST", "/join", one, { password: "secret" })).status).toBe(200);
    }
    const { socket } = await client.join(room.code, "Ann", { token: ann.token });
    const { socket: doras } = await client.join(room.code, "Dora", { token: dora.token, password: "secret" });
    await act("promote", ann.member.id);
    await act("kick", dora.member.id);
    expect((await doras.closed).code).toBe(4003);
    await act("ban", bob.member.id);
    await act("mute", carl.member.id);
    await ask("PATCH", "", olga, { slowModeSeconds: 7, maxMembers: 9, writers: "moderators", visibility: "public" });
    const { invite } = (await ask("POST", "/invites", olga, {})).body;
    const before = (await ask("GET", "", olga)).body;
    const epoch = (await ask("GET", "/messages", olga)).body.cursor.epoch;
    socket.close();
    await server.crash();
    await server.start();

    const { expiresInSeconds: _, memberCount: __, ...after } = (await ask("GET", "", olga)).body;
    expect(before).toMatchObject(after);
    expect((await ask("GET", "/messages", ann)).body.cursor.epoch).toBe(epoch);
    expect((await ask("GET", "/members", ann)).body.members).toMatchObject([
      { id: ann.member.id, name: "Ann", role: "admin", status: "offline", lastSeenAt: expect.any(String) },
      { id: carl.member.id, name: "Carl", role: "member", status: "offline", lastSeenAt: expect.any(String) },
      { id: dora.member.id, name: "Dora", role: "member", status: "offline", lastSeenAt: expect.any(String) },
    ]);
    expect((await ask("GET", "/bans", ann)).body.bans).toMatchObject([{ id: bob.member.id }]);
    expect((await ask("POST", "/join", bob, { password: "secret" })).body.error.code).toBe("banned");
    expect((await ask("POST", "/messages", carl, { message: "hi" })).body.error.code).toBe("muted");
    const kept = await ask("POST", "/join", dora, { password: "secret" });
    expect([kept.body.error.code, Number(kept.headers.get("retry-after")) > 240]).toEqual(["kicked", true]);
    const eve = await server.client.session("Eve");
    const codeOf = async (body: object) => (await ask("POST", "/join", eve, body)).body.error?.code;
    expect([await codeOf({ password: "wrong" }), await codeOf({ invite })]).toEqual(["wrong_password", undefined]);
    expect((await ask("GET", "/invites", olga)).body.invites).toEqual([]);
    const headers = { "x-owner-key": ownerKey };
    expect((await server.client.ask("DELETE", `api/rooms/${room.code}`, { headers })).status).toBe(204);
    expect(server.surprises).toEqual([]);
    await server.stop();
  });

  test("G9, G12: members present at a crash count as absent since then, however often the server crashes again", async () => {
    const journal = new FakeJournal();
    const engine = new LocalEngine({ events: 9, bytes: 1 << 20 }, 1 << 20, journal, new FakeCommitterPorts());
    const domain = createFakeDomain({ engine });
    const goneAt = domain.clock.now;
    const seen = new Map([["owner", { name: "Olga", avatar: null, at: null }]]);
    const state = encodeState(createState({ ownerId: "owner", expiresAt: goneAt + 1e9 }), seen);
    const founding = { code: "club", isChosen: true, epoch: "e", createdAt: 0, idleMs: undefined, anyoneCanEnd: false };
    const record = { epoch: "e", founding, state };
    domain.rooms.restore(record, (deliver) =>
      engine.restore({ ...record, lastDroppedSeq: 0, nonces: [], events: [] }, deliver),
    );
    domain.advance(11_000);
    await journal.succeed();
    const [, , savedText] = journal.written.flat()[0] as ["change", string, string];
    expect(decodeState(savedText).seen?.get("owner")).toEqual({ name: "Olga", avatar: null, at: goneAt });
  });

  test("J5: a file of a version without room state is migrated and keeps titles, ends, owners and limits", async () => {
    const path = join(folder, "old.db");
    const old = openDataFile(path, "normal", MIGRATIONS.slice(0, 1));
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
    const savedRooms = [...saved.rooms];
    await journal.close();
    const [first, second] = savedRooms.map(({ state }) => decodeState(state).state);
    expect(first).toMatchObject({
      title: 'Tea "5" 🍵',
      expiresAt: 7e12,
      visibility: "public",
      ownerId: "ann",
      ownerGoneAt: null,
      maxMembers: 3,
      ownerKeyDigest: "#",
      entry: "open",
      writers: "everyone",
    });
    expect(second).toMatchObject({
      title: "",
      expiresAt: 8e12,
      visibility: "unlisted",
      ownerId: null,
      ownerGoneAt: 5,
      maxMembers: null,
    });
    expect(
      savedRooms.map(({ lastDroppedSeq: gone, founding }) => [gone, Object.keys(founding).toSorted().join()]),
    ).toEqual([
      [4, "anyoneCanEnd,code,createdAt,epoch,isChosen"],
      [0, "anyoneCanEnd,code,createdAt,epoch,isChosen"],
    ]);
    const domain = createFakeDomain();
    domain.rooms.restore(savedRooms[0] as never, () => []);
    expect((domain.rooms.find("tea") as Room).view(0)).toMatchObject({ title: 'Tea "5" 🍵', maxMembers: 3 });
  });
});
