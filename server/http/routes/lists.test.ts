// Lists of rooms and people: complete, in order, page by page.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "#protocol/error-codes";
import { listRooms } from "../../chat/room-registry/room-list.ts";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { startTestServer } from "../../testing/test-server.ts";

test("R8, G13: the pages of a list make up the list, whatever is added and removed between them", () => {
  const people = fc.array(fc.nat(4), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(people, fc.integer({ min: 1, max: 7 }), fc.constantFrom("people", "time"), (counts, limit, sort) => {
      const domain = createFakeDomain();
      const rooms = counts.map((count, n) => {
        const room = domain.create({ visibility: "public", ttlMinutes: 1 + (n % 3) });
        for (let id = 0; id < count; id++) room.roster.add({ id: `m${id}`, name: `M${id}`, avatar: null });
        return room;
      });
      const asked = { limit, sort: sort as "people" | "time" };
      const listed: string[] = [];
      for (let cursor: string | undefined, more = true; more; ) {
        const page = listRooms(rooms, { ...asked, cursor });
        if (page instanceof Refusal) throw new Error(page.message);
        listed.push(...page.items.map((room) => room.founding.code));
        cursor = page.next;
        more = cursor !== undefined;
        // Somebody's room is new: it may be told or not, but costs no other its place.
        rooms.push(domain.create({ visibility: "public", ttlMinutes: 1 }));
        if (rooms.length > 200) throw new Error("the list has no end");
      }
      expect(new Set(listed).size).toBe(listed.length);
      const first = rooms.slice(0, counts.length);
      expect(first.filter((room) => !listed.includes(room.founding.code))).toEqual([]);
      const rank = (code: string) => {
        const room = domain.rooms.find(code);
        if (room instanceof Refusal) throw new Error(room.message);
        return sort === "people" ? room.roster.size : room.expiresAt;
      };
      expect(listed.map(rank)).toEqual(listed.map(rank).toSorted((a, b) => b - a));
    }),
    { numRuns: 60 },
  );
});

test("R8, G13: public rooms are found by title and code, in pages; a cursor of another list is 400", async () => {
  await using server = await startTestServer({ LIMITS: "off" });
  const { client, ask } = server;
  await client.room({ title: "Tea Time", visibility: "public", ttlMinutes: 5 });
  await client.room({ title: "Coffee", visibility: "public", code: "bean-house" });
  await client.room({ title: "Team", visibility: "public", entry: "locked", ttlMinutes: 9 });
  await client.room({ title: "Tea, hidden" });
  await client.room({ title: "Tea, members", visibility: "public", entry: "members" });
  const titles = async (query: string) => {
    const { body } = await ask("GET", `api/rooms${query}`);
    return body.rooms.map(({ title }: { title: string }) => title);
  };
  expect((await titles("")).toSorted()).toEqual(["Coffee", "Tea Time", "Team"]);
  expect(await titles("?sort=time")).toEqual(["Coffee", "Team", "Tea Time"]);
  expect((await titles("?q=TEA")).toSorted()).toEqual(["Tea Time", "Team"]);
  expect(await titles("?q=beanhouse")).toEqual(["Coffee"]);
  expect(await titles("?q=no%20such")).toEqual([]);
  const first = (await ask("GET", "api/rooms?sort=time&limit=2")).body;
  const second = (await ask("GET", `api/rooms?sort=time&limit=2&cursor=${encodeURIComponent(first.next)}`)).body;
  expect([first.rooms.length, second.rooms.map(({ title }: { title: string }) => title), second.next]).toEqual([
    2,
    ["Tea Time"],
    undefined,
  ]);
  for (const query of ["?cursor=x", "?limit=0", "?limit=201", "?sort=luck"]) {
    expect([query, (await ask("GET", `api/rooms${query}`)).status]).toEqual([query, 400]);
  }
});

test("G13: people in open public rooms are listed once each, in pages, and nobody else is", async () => {
  await using server = await startTestServer({ LIMITS: "off" });
  const { client, ask } = server;
  const rooms = [];
  for (const visibility of ["public", "public", "unlisted"] as const)
    rooms.push((await client.room({ visibility })).room);
  const keeper = await client.session("Kim");
  const { room: locked } = await client.room({ visibility: "public", entry: "locked" }, keeper.token);
  const [first, second, hidden] = rooms.map(({ code }) => code);
  const ann = await client.session("Ann");
  for (const code of [first, second]) await client.join(code ?? "", "Ann", { token: ann.token });
  for (const name of ["Bob", "Carl"]) await client.join(second ?? "", name);
  await client.join(hidden ?? "", "Hidden");
  await client.join(locked.code, "Kim", { token: keeper.token });
  const names: string[] = [];
  for (let cursor = "", more = true; more; ) {
    const { body } = await ask("GET", `api/users/online?limit=2&cursor=${cursor}`);
    expect(body.users.length).toBeLessThanOrEqual(2);
    names.push(...body.users.map(({ name }: { name: string }) => name));
    cursor = body.next;
    more = cursor !== undefined;
  }
  expect(names.toSorted()).toEqual(["Ann", "Bob", "Carl"]);
});

test("G13: one's own rooms are those one owns or administers, was let into, or is in; also for guests", async () => {
  await using server = await startTestServer({ LIMITS: "off" });
  const { client, ask } = server;
  const [olga, ann] = [await client.session("Olga"), await client.session("Ann")];
  const own = (await client.room({ title: "own" }, ann.token)).room;
  const entered = (await client.room({ title: "let in", entry: "members" }, olga.token)).room;
  const present = (await client.room({ title: "present" }, olga.token)).room;
  await client.room({ title: "other" }, olga.token);
  await ask("POST", `api/rooms/${entered.code}/members/${ann.member.id}/admit`, { token: olga.token, body: {} });
  await client.join(present.code, "Ann", { token: ann.token });
  const mine = (await ask("GET", "api/me/rooms", { token: ann.token })).body.rooms;
  const told = mine.map(({ room, role, present }: { room: { title: string }; role: string; present: boolean }) =>
    [room.title, role, present].join(),
  );
  expect(told.toSorted()).toEqual(["let in,member,false", "own,owner,false", "present,member,true"]);
  await ask("DELETE", `api/rooms/${own.code}`, { token: ann.token });
  expect((await ask("GET", "api/me/rooms", { token: ann.token })).body.rooms).toHaveLength(2);
  expect((await ask("GET", "api/me/rooms")).status).toBe(401);
});

test("R11: one request tells of several codes which rooms live, as far as the requester may know", async () => {
  await using server = await startTestServer();
  const { client, ask } = server;
  const ada = await client.session("Ada");
  const open = (await client.room({ title: "Open" })).room;
  const ended = await client.room({ title: "Ended" });
  await ask("DELETE", `api/rooms/${ended.room.code}`, { headers: { "x-owner-key": ended.ownerKey } });
  const secret = (await client.room({ title: "Secret", entry: "members" }, ada.token)).room;
  const codes = [secret.code, ended.room.code, open.shownCode.toUpperCase(), "nobody-was-here"];
  const told = async (token?: string) => {
    const { status, body } = await ask("POST", "api/rooms/living", { body: { codes }, token });
    return [status, ...body.rooms.map((room: { title: string } | null) => room?.title ?? null)];
  };
  expect(await told()).toEqual([200, null, null, "Open", null]);
  expect(await told(ada.token)).toEqual([200, "Secret", null, "Open", null]);
  expect((await ask("POST", "api/rooms/living", { body: { codes: Array(21).fill("a") } })).status).toBe(400);
  const misses = Array.from({ length: 20 }, (_, n) => `guessed-${n}`);
  const guess = () => ask("POST", "api/rooms/living", { body: { codes: misses } });
  expect([(await guess()).status, (await guess()).status]).toEqual([200, 429]);
});
