import { expect, test } from "bun:test";
import { createFakeDomain, type FakeClient, fakeToken, flushPromises } from "../../testing/fake-domain.ts";

const codes = (client: FakeClient) => client.takeFrames().map(({ type, code }) => code ?? type);

test("G4: nobody new comes into a locked room, but members who were present come again", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const owner = await domain.join(room, "owner");
  const ann = await domain.join(room, "ann");
  owner.send({ type: "change", entry: "locked" });
  ann.disconnect();
  domain.advance(60_000);
  expect(codes(await domain.join(room, "ann"))).toEqual(["welcome"]);
  const bob = await domain.join(room, "bob");
  expect([codes(bob), bob.socket.closedWith]).toEqual([["locked"], 4003]);
});

test("G6: with address bans, a ban holds for the member's address today and tomorrow, and not for those who belong", async () => {
  const domain = createFakeDomain();
  const room = domain.create({ ttlMinutes: 10 * 24 * 60 });
  const owner = await domain.join(room, "owner");
  const from = async (id: string, place: string) => {
    const client = domain.connect(room);
    domain.rooms.addressBans.setAddress(client.session, place);
    client.send({ type: "join", token: fakeToken(id) });
    await flushPromises();
    return client;
  };
  await from("eve", "digest of an address");
  owner.send({ type: "moderate", action: "ban", userId: "eve" });
  expect(JSON.stringify([...room.state.bans])).not.toContain("digest of an address");
  expect(codes(await from("adam", "digest of an address"))).toEqual(["banned"]);
  expect(codes(await from("ann", "another"))).toEqual(["welcome"]);
  expect(codes(await from("owner", "digest of an address"))).toEqual(["welcome"]);
  domain.advance(3 * 86_400_000);
  expect(codes(await from("adam", "digest of an address"))).toEqual(["welcome"]);
});

test("G4: guests who put themselves on an open room's list leave room for members who are let in", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const owner = await domain.join(room, "owner");
  for (let n = 0; n < 600; n++) domain.rooms.joinRoom.addToList(room, `guest${n}`);
  expect(room.state.list.size).toBe(500);
  owner.send({ type: "change", entry: "knock" });
  await domain.join(room, "ann");
  owner.send({ type: "moderate", action: "admit", userId: "ann" });
  expect(room.state.list.has("ann")).toBe(true);
  for (let n = 0; n < 600; n++) domain.rooms.joinRoom.addToList(room, `late${n}`);
  expect(room.state.list.size).toBe(1000);
  owner.takeFrames();
  owner.send({ type: "moderate", action: "admit", userId: "too-late" });
  expect(codes(owner)).toEqual(["room_full"]);
});
