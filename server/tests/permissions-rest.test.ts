// Every role, every question, every kind of room, over REST: compared with the table in testing/whomay.ts.
import { afterAll, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { Room } from "../chat/room-model/room.ts";
import { FakeClock } from "../testing/clock.ts";
import {
  ASKED,
  type As,
  type Asked,
  DONE_TO_MEMBERS,
  expected,
  expectedOn,
  ROLES,
  type RoomIs,
  STATES,
  settle,
} from "../testing/permission-matrix.ts";
import { startServer } from "../testing/server.ts";

const clock = new FakeClock();
const passwords = {
  hash: async (password: string) => `hashed ${password}`,
  verify: async (password: string, hash: string) => hash === `hashed ${password}`,
};
const server = await startServer({ LIMITS: "off", MAX_MEMORY: "1g" }, { clock, passwords });
afterAll(server.stop);
const { rooms, engine, tokens } = server.node;

const tokenOf = (id: string) => tokens.issue({ id, name: id, avatar: null });
const TOKENS = new Map(["target", ...ROLES].map((id) => [id, tokenOf(id)]));

// A guest here owns a room elsewhere, which is worth nothing here.
await rooms.create({}, { id: "guest", name: "guest", avatar: null });

async function makeRoom(is: RoomIs, asked: Asked): Promise<{ room: Room; ownerKey: string }> {
  const made = await rooms.create({}, { id: "owner", name: "owner", avatar: null });
  if (made instanceof Refusal) throw new Error(made.message);
  return { ...made, room: prepared(made.room, is, asked) };
}

function prepared(room: Room, is: RoomIs, asked: Asked): Room {
  for (const id of ["target", ...ROLES]) {
    rooms.submit(room, { member: { id, name: id, avatar: null }, role: "member" }, { type: "chat", message: "said" });
  }
  settle(room, is, asked, clock.now);
  if (asked === "admit" || asked === "deny") rooms.knocks.ask(room, { id: "target", name: "T", avatar: null });
  if (is === "slow") for (const id of ROLES) talk(room, id);
  if (is === "ended") rooms.end(room, "ended");
  return room;
}

const talk = (room: Room, id: string) =>
  rooms.submit(room, { member: { id, name: id, avatar: null }, role: "member" }, { type: "chat", message: "again" });

const SETTINGS: Record<string, object> = {
  title: { title: "New" },
  entry: { entry: "locked" },
  password: { password: "better" },
  slowMode: { slowModeSeconds: 5 },
  visibility: { visibility: "public" },
  maxMembers: { maxMembers: 9 },
  extend: { extend: 1 },
};
const PLACES: Record<string, [method: string, path: string, body?: object]> = {
  view: ["GET", ""],
  read: ["GET", "/messages"],
  people: ["GET", "/members"],
  talk: ["POST", "/messages", { message: "hi" }],
  join: ["POST", "/join", {}],
  leave: ["POST", "/leave"],
  end: ["DELETE", ""],
  invite: ["POST", "/invites", {}],
  invites: ["GET", "/invites"],
  bans: ["GET", "/bans"],
  knocks: ["GET", "/knocks"],
  ownerKey: ["POST", "/owner-key"],
};

/** @param messageOf the id of what that member said */
function asking(
  asked: Asked,
  as: As,
  messageOf: (id: string) => string,
): [method: string, path: string, body?: object] {
  if (asked === "deleteOwn") return ["DELETE", `/messages/${messageOf(as)}`];
  if (asked === "deleteAny") return ["DELETE", `/messages/${messageOf("target")}`];
  if (asked === "take") return ["POST", `/members/${as}/take`];
  const settings = SETTINGS[asked];
  return settings === undefined ? (PLACES[asked] ?? ["POST", `/members/target/${asked}`]) : ["PATCH", "", settings];
}

async function statusOf(room: Room, as: As, ownerKey: string, [method, path, body]: [string, string, object?]) {
  const headers: Record<string, string> = { authorization: `Bearer ${TOKENS.get(as)}` };
  if (as === "key") headers["x-owner-key"] = ownerKey;
  const address = `${server.origin}/api/rooms/${room.founding.code}${path}`;
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return (await server.handle(new Request(address, init))).status;
}

describe("over REST", () => {
  for (const state of STATES) {
    for (const as of ROLES) {
      test(`G1, G4: in a room that is ${state}, as ${as}`, async () => {
        const answers: string[] = [];
        const wanted: string[] = [];
        for (const asked of ASKED) {
          const { room, ownerKey } = await makeRoom(state, asked);
          const said = (id: string) => {
            if (room.ended) return "none";
            const { entries } = engine.history(room.founding.epoch).read({ limit: 99 });
            return entries.map(({ text }) => JSON.parse(text)).find(({ userId }) => userId === id).id;
          };
          answers.push(`${asked} ${await statusOf(room, as, ownerKey, asking(asked, as, said))}`);
          wanted.push(`${asked} ${expected(asked, as, state)}`);
        }
        expect(answers).toEqual(wanted);
      });
    }
  }

  test.each(ROLES)("G2: nobody acts on the owner, and an admin on no admin: %s", async (as) => {
    for (const action of DONE_TO_MEMBERS) {
      for (const [target, id] of [
        ["owner", "owner"],
        ["admin", "other-admin"],
      ] as const) {
        const { room, ownerKey } = await makeRoom("open", action);
        if (target === "owner") room.roster.add({ id, name: id, avatar: null });
        const status = await statusOf(room, as, ownerKey, ["POST", `/members/${id}/${action}`, {}]);
        expect([action, target, status]).toEqual([action, target, expectedOn(target, as)]);
      }
    }
  });
});
