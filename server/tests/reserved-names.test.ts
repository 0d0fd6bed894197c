// Names that belong to somebody wherever they are, among people in a room.
import { expect, test } from "bun:test";
import skeleton from "unhomoglyph";
import { Names } from "../accounts/lookalike-names.ts";
import { createDomain, tokenOf } from "../testing/fake-domain.ts";

/** A room on a server where Paul has an account. */
function createRoom() {
  const names = new Names(skeleton);
  names.give("paul", ["paul", "Paul"]);
  const domain = createDomain({ names });
  return { ...domain, names, room: domain.create() };
}

const nameIn = (client: { take(): { type: string; you?: { name: string } }[] }) =>
  client.take().find(({ type }) => type === "welcome")?.you?.name;

test("U9: a guest who takes an account's name gets a number, whoever is there; the account never does", async () => {
  const domain = createRoom();
  expect(nameIn(await domain.join(domain.room, "eve", { name: "Paul" }))).toBe("Paul 2");
  expect(nameIn(await domain.join(domain.room, "bob", { name: "PauI" }))).toBe("PauI 2");
  expect(nameIn(await domain.join(domain.room, "mal", { name: "Ра\u0443l" }))).toBe("Ра\u0443l");
  expect(nameIn(await domain.join(domain.room, "paul", { name: "Paul" }))).toBe("Paul");
  expect(nameIn(await domain.join(domain.room, "eli", { name: "paul" }))).toBe("paul 3");
});

test("U9: nor can a guest rename to it, or write under it without being there", async () => {
  const domain = createRoom();
  const eve = await domain.join(domain.room, "eve", { name: "Eve" });
  eve.take();
  eve.say({ type: "rename", name: "PAUL" });
  expect(domain.room.roster.get("eve")?.name).toBe("PAUL 2");
  expect(domain.room.roster.nameOf({ id: "bob", name: "Paul", avatar: null })).toBe("Paul 3");
  expect(domain.room.roster.nameOf({ id: "paul", name: "Paul", avatar: null })).toBe("Paul");
});

test("U9: who was there under it before gives way when the account comes, and all are told", async () => {
  const domain = createRoom();
  const ann = await domain.join(domain.room, "ann", { name: "Ann" });
  const guest = await domain.join(domain.room, "guest", { name: "P\u0430ula" });
  domain.names.give("new", ["paula"]);
  const paula = await domain.join(domain.room, "new", { name: "Paula", token: tokenOf("new") });
  expect(nameIn(paula)).toBe("Paula");
  expect(domain.room.roster.get("guest")?.name).toBe("P\u0430ula 2");
  for (const client of [ann, guest]) {
    const [roster, joined] = client.take().slice(-2);
    expect(roster?.members.map(({ name }: { name: string }) => name)).toEqual(["Ann", "P\u0430ula 2"]);
    expect(joined).toMatchObject({ type: "user_joined", user: "Paula" });
  }
});

test("U9: who can't come in takes nobody's name", async () => {
  const domain = createRoom();
  const room = domain.create({ maxMembers: 1 });
  await domain.join(room, "guest", { name: "Mia" });
  domain.names.give("mia", ["mia"]);
  await domain.join(room, "mia", { name: "Mia" });
  expect(room.roster.get("guest")?.name).toBe("Mia");
});

test("U9: words the server speaks with, and its own lines, are numbered", async () => {
  const domain = createRoom();
  const taken: [id: string, name: string, inForce: string][] = [
    ["a", "System", "System 2"],
    ["b", "ADMIN", "ADMIN 2"],
    ["c", "Ann joined", "Ann joined 2"],
    ["d", "Annabel", "Annabel"],
    ["e", "let me in", "let me in 2"],
    ["f", "Let Me In", "Let Me In 3"],
    ["g", "Ann banned Bob, as we all said!!", "Ann banned Bob, as we all said 2"],
  ];
  for (const [id, name, inForce] of taken) expect(nameIn(await domain.join(domain.room, id, { name }))).toBe(inForce);
});
