import { describe, expect, test } from "bun:test";
import type { RoomRequest } from "#protocol/http";
import { createFakeDomain, type FakeClient, fakeToken, flushPromises } from "../../testing/fake-domain.ts";
import type { Room } from "../room-model/room.ts";
import { createState } from "../room-model/room-state.ts";

type Domain = ReturnType<typeof createFakeDomain>;

const codes = (client: FakeClient) => client.takeFrames().map(({ type, code }) => code ?? type);

/** Creates a room of Olga's. */
async function createRoom(domain: Domain, request: RoomRequest): Promise<Room> {
  const outcome = await domain.rooms.create(request, { id: "owner", name: "Olga", avatar: null });
  if (!("room" in outcome)) throw new Error(outcome.message);
  return outcome.room;
}

describe("by password", () => {
  const withPassword = async (limits = false) => {
    const domain = createFakeDomain({ limits });
    return { domain, room: await createRoom(domain, { password: "secret" }) };
  };

  test("G4, W9: one socket may join without the password, with a wrong one, then with the right one", async () => {
    const { domain, room } = await withPassword();
    expect(room.view(0).entry).toBe("password");
    const ann = await domain.join(room, "ann");
    expect(codes(ann)).toEqual(["password_needed"]);
    ann.send({ type: "chat", message: "hello?" });
    ann.send({ type: "join", token: fakeToken("ann"), password: "wrong" });
    await flushPromises();
    expect(codes(ann)).toEqual(["not_joined", "wrong_password"]);
    expect(room.roster.size).toBe(0);
    ann.send({ type: "join", token: fakeToken("ann"), password: "secret" });
    await flushPromises();
    expect(codes(ann)).toEqual(["welcome"]);
  });

  test("G4: a member who came in once, and the owner, come in again without the password", async () => {
    const { domain, room } = await withPassword();
    (await domain.join(room, "ann", { password: "secret" })).disconnect();
    domain.advance(60_000);
    expect(room.roster.size).toBe(0);
    expect(codes(await domain.join(room, "ann"))).toEqual(["welcome"]);
    expect(codes(await domain.join(room, "owner"))).toEqual(["welcome"]);
  });

  test("W7: frames change nothing while the password is checked, and a socket that closed meanwhile stays out", async () => {
    const { domain, room } = await withPassword();
    const ann = domain.connect(room);
    ann.send({ type: "join", token: fakeToken("ann"), password: "secret" });
    ann.send({ type: "join", token: fakeToken("ann"), password: "secret" });
    ann.send({ type: "chat", message: "early" });
    expect(codes(ann)).toEqual(["malformed", "not_joined"]);
    ann.disconnect();
    await flushPromises();
    expect([room.roster.size, [...room.unjoined].length]).toEqual([0, 0]);
  });

  test("G4: a member stays out who is banned, or whose room is locked, while the password is checked", async () => {
    for (const change of [{ bans: new Map([["ann", { name: "Ann", at: 0 }]]) }, { entry: "locked" as const }]) {
      const { domain, room } = await withPassword();
      const ann = domain.connect(room);
      ann.send({ type: "join", token: fakeToken("ann"), password: "secret" });
      room.state = createState({ ...room.state, ...change });
      await flushPromises();
      expect([room.roster.size, ann.socket.closedWith]).toEqual([0, 4003]);
    }
  });

  test("G10: password tries are limited by member and by room, and come back with time", async () => {
    const { domain, room } = await withPassword(true);
    const tries = async (id: string) => codes(await domain.join(room, id, { password: "wrong" }))[0];
    for (let n = 0; n < 10; n++) expect(await tries("eve")).toBe("wrong_password");
    expect(await tries("eve")).toBe("slow_down");
    expect(codes(await domain.join(room, "ann", { password: "secret" }))).toEqual(["welcome"]);
    domain.advance(6_000);
    expect(await tries("eve")).toBe("wrong_password");
    for (let n = 0; n < 200; n++) await tries(`eve${n}`);
    expect(await tries("adam")).toBe("slow_down");
    expect(codes(await domain.join(room, "ann"))).toEqual(["welcome"]);
  });

  test("W9: a socket that never gives the password is closed after two minutes", async () => {
    const { domain, room } = await withPassword();
    const ann = await domain.join(room, "ann");
    domain.advance(119_000);
    expect(ann.socket.closedWith).toBeUndefined();
    domain.advance(2_000);
    expect(ann.socket.closedWith).toBe(4008);
  });
});
