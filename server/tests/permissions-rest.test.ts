// Every actor tries every action in every kind of room over REST; the statuses must match testing/permission-matrix.ts.
import { afterAll, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { Room } from "../chat/room-model/room.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { createFakePasswordHasher } from "../testing/fake-password-hasher.ts";
import {
  ACTIONS_ON_MEMBERS,
  ACTORS,
  type Actor,
  arrangeRoom,
  expectedStatus,
  expectedStatusOnStaff,
  PERMISSION_ACTIONS,
  type PermissionAction,
  ROOM_CONDITIONS,
  type RoomCondition,
  SETTINGS_BY_ACTION,
} from "../testing/permission-matrix.ts";
import { startTestServer } from "../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer(
  { LIMITS: "off", MAX_MEMORY: "1g" },
  { clock, passwords: createFakePasswordHasher() },
);
afterAll(server.stop);
const { rooms, engine, tokens } = server.node;

const tokenOf = (id: string) => tokens.issueGuest({ id, name: id, avatar: null });
const TOKENS = new Map(["target", ...ACTORS].map((id) => [id, tokenOf(id)]));

// The guest owns another room, which must not give them any rights here.
await rooms.create({}, { id: "guest", name: "guest", avatar: null });

async function makeRoom(condition: RoomCondition, action: PermissionAction): Promise<{ room: Room; ownerKey: string }> {
  const created = await rooms.create({}, { id: "owner", name: "owner", avatar: null });
  if (created instanceof Refusal) throw new Error(created.message);
  return { ...created, room: prepareRoom(created.room, condition, action) };
}

function prepareRoom(room: Room, condition: RoomCondition, action: PermissionAction): Room {
  for (const id of ["target", ...ACTORS]) {
    rooms.commandPipeline.submit(
      room,
      { member: { id, name: id, avatar: null }, role: "member" },
      { type: "chat", message: "said" },
    );
  }
  arrangeRoom(room, condition, action, clock.now);
  if (action === "admit" || action === "deny")
    rooms.knocks.knockOverRest(room, { id: "target", name: "T", avatar: null });
  if (condition === "slow") for (const id of ACTORS) sendMessage(room, id);
  if (condition === "ended") rooms.end(room, "ended");
  return room;
}

const sendMessage = (room: Room, id: string) =>
  rooms.commandPipeline.submit(
    room,
    { member: { id, name: id, avatar: null }, role: "member" },
    { type: "chat", message: "again" },
  );

const ROUTES: Record<string, [method: string, path: string, body?: object]> = {
  view: ["GET", ""],
  read: ["GET", "/messages"],
  people: ["GET", "/members"],
  board: ["GET", "/board"],
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

/** Returns the request for an action. @param messageOf returns the id of a member's message */
function requestFor(
  action: PermissionAction,
  actor: Actor,
  messageOf: (id: string) => string,
): [method: string, path: string, body?: object] {
  if (action === "edit") return ["PATCH", `/messages/${messageOf(actor)}`, { message: "edited" }];
  if (action === "react") return ["POST", `/messages/${messageOf("target")}/reactions`, { emoji: "👍" }];
  if (action === "pin") return ["POST", `/messages/${messageOf("target")}/pin`, { on: true }];
  if (action === "deleteOwn") return ["DELETE", `/messages/${messageOf(actor)}`];
  if (action === "deleteAny") return ["DELETE", `/messages/${messageOf("target")}`];
  if (action === "take") return ["POST", `/members/${actor}/take`];
  const settings = SETTINGS_BY_ACTION[action];
  return settings === undefined ? (ROUTES[action] ?? ["POST", `/members/target/${action}`]) : ["PATCH", "", settings];
}

async function statusOf(room: Room, actor: Actor, ownerKey: string, [method, path, body]: [string, string, object?]) {
  const headers: Record<string, string> = { authorization: `Bearer ${TOKENS.get(actor)}` };
  if (actor === "key") headers["x-owner-key"] = ownerKey;
  const address = `${server.origin}/api/rooms/${room.founding.code}${path}`;
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return (await server.handle(new Request(address, init))).status;
}

describe("over REST", () => {
  for (const state of ROOM_CONDITIONS) {
    for (const actor of ACTORS) {
      test(`G1, G4, G22, B2: in a room that is ${state}, as ${actor}`, async () => {
        const answers: string[] = [];
        const expected: string[] = [];
        for (const action of PERMISSION_ACTIONS) {
          const { room, ownerKey } = await makeRoom(state, action);
          const messageOf = (id: string) => {
            if (room.isEnded) return "none";
            const { entries } = engine.history(room.founding.epoch).read({ limit: 99 });
            return entries.map(({ text }) => JSON.parse(text)).find(({ userId }) => userId === id).id;
          };
          answers.push(`${action} ${await statusOf(room, actor, ownerKey, requestFor(action, actor, messageOf))}`);
          expected.push(`${action} ${expectedStatus(action, actor, state)}`);
        }
        expect(answers).toEqual(expected);
      });
    }
  }

  test.each(ACTORS)("G2: nobody acts on the owner, and no admin acts on an admin: as %s", async (actor) => {
    for (const action of ACTIONS_ON_MEMBERS) {
      for (const [target, id] of [
        ["owner", "owner"],
        ["admin", "other-admin"],
      ] as const) {
        const { room, ownerKey } = await makeRoom("open", action);
        if (target === "owner") room.roster.add({ id, name: id, avatar: null });
        const status = await statusOf(room, actor, ownerKey, ["POST", `/members/${id}/${action}`, {}]);
        expect([action, target, status]).toEqual([action, target, expectedStatusOnStaff(target, actor)]);
      }
    }
  });
});
