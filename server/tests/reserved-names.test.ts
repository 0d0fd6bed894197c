// Names of accounts and words of the server are reserved: anybody else in a room who uses one gets a number.
import { expect, test } from "bun:test";
import skeleton from "unhomoglyph";
import { LookalikeNames } from "../accounts/lookalike-names.ts";
import { createFakeDomain, fakeToken } from "../testing/fake-domain.ts";

/** A room on a server where Paul has an account. */
function createRoom() {
  const names = new LookalikeNames(skeleton);
  names.assign("paul", ["paul", "Paul"]);
  const domain = createFakeDomain({ names });
  return { ...domain, names, room: domain.create() };
}

const nameIn = (client: { takeFrames(): { type: string; you?: { name: string } }[] }) =>
  client.takeFrames().find(({ type }) => type === "welcome")?.you?.name;

test("U9: a guest who takes an account's name gets a number, whoever is present; the account never does", async () => {
  const domain = createRoom();
  expect(nameIn(await domain.join(domain.room, "eve", { name: "Paul" }))).toBe("Paul 2");
  expect(nameIn(await domain.join(domain.room, "bob", { name: "PauI" }))).toBe("PauI 2");
  expect(nameIn(await domain.join(domain.room, "mal", { name: "Ра\u0443l" }))).toBe("Ра\u0443l");
  expect(nameIn(await domain.join(domain.room, "paul", { name: "Paul" }))).toBe("Paul");
  expect(nameIn(await domain.join(domain.room, "eli", { name: "paul" }))).toBe("paul 3");
});

test("U9: a guest also gets a number when renaming, or when writing without being present", async () => {
  const domain = createRoom();
  const eve = await domain.join(domain.room, "eve", { name: "Eve" });
  eve.takeFrames();
  eve.send({ type: "rename", name: "PAUL" });
  expect(domain.room.roster.get("eve")?.name).toBe("PAUL 2");
  expect(domain.room.roster.nameOf({ id: "bob", name: "Paul", avatar: null })).toBe("Paul 3");
  expect(domain.room.roster.nameOf({ id: "paul", name: "Paul", avatar: null })).toBe("Paul");
});

test("U9: a guest who had the name first gets a number when the account joins, and everybody gets the roster", async () => {
  const domain = createRoom();
  const ann = await domain.join(domain.room, "ann", { name: "Ann" });
  const guest = await domain.join(domain.room, "guest", { name: "P\u0430ula" });
  domain.names.assign("new", ["paula"]);
  const paula = await domain.join(domain.room, "new", { name: "Paula", token: fakeToken("new") });
  expect(nameIn(paula)).toBe("Paula");
  expect(domain.room.roster.get("guest")?.name).toBe("P\u0430ula 2");
  for (const client of [ann, guest]) {
    const [roster, joined] = client.takeFrames().slice(-2);
    expect(roster?.members.map(({ name }: { name: string }) => name)).toEqual(["Ann", "P\u0430ula 2"]);
    expect(joined).toMatchObject({ type: "user_joined", user: "Paula" });
  }
});

test("U9: an account that cannot come in changes nobody's name", async () => {
  const domain = createRoom();
  const room = domain.create({ maxMembers: 1 });
  await domain.join(room, "guest", { name: "Mia" });
  domain.names.assign("mia", ["mia"]);
  await domain.join(room, "mia", { name: "Mia" });
  expect(room.roster.get("guest")?.name).toBe("Mia");
});

test("U9: words the server uses for itself, and names that read like its lines, get a number", async () => {
  const domain = createRoom();
  const cases: [id: string, name: string, inForce: string][] = [
    ["a", "System", "System 2"],
    ["b", "ADMIN", "ADMIN 2"],
    ["c", "Ann joined", "Ann joined 2"],
    ["d", "Annabel", "Annabel"],
    ["e", "let me in", "let me in 2"],
    ["f", "Let Me In", "Let Me In 3"],
    ["g", "Ann banned Bob, as we all said!!", "Ann banned Bob, as we all said 2"],
  ];
  for (const [id, name, inForce] of cases) expect(nameIn(await domain.join(domain.room, id, { name }))).toBe(inForce);
});
