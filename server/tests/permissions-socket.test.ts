// Every actor tries every command in every kind of room over the socket; results must match testing/permission-matrix.ts.
import { describe, expect, test } from "bun:test";
import { REFUSALS, type RefusalCode } from "#protocol/error-codes";
import type { Room } from "../chat/room-model/room.ts";
import { createFakeDomain, type FakeClient } from "../testing/fake-domain.ts";
import {
  ACTORS,
  type Actor,
  arrangeRoom,
  expectedStatus,
  PERMISSION_ACTIONS,
  type PermissionAction,
  ROOM_CONDITIONS,
  type RoomCondition,
  SETTINGS_BY_ACTION,
} from "../testing/permission-matrix.ts";

/** A socket cannot present an owner key, and exists only in living rooms. */
const SOCKET_ACTORS = ACTORS.filter((actor) => actor !== "key");
const LIVING_CONDITIONS = ROOM_CONDITIONS.filter((state) => state !== "ended");
/** Actions that only REST has. */
const REST_ONLY = [
  "view",
  "read",
  "board",
  "people",
  "join",
  "leave",
  "end",
  "invite",
  "invites",
  "bans",
  "knocks",
  "ownerKey",
];
const SOCKET_ACTIONS = PERMISSION_ACTIONS.filter((action) => !REST_ONLY.includes(action));

async function joinRoom(condition: RoomCondition, action: PermissionAction, actor: Actor) {
  const domain = createFakeDomain();
  const room = domain.create();
  const sendMessage = (id: string) =>
    domain.rooms.commandPipeline.submit(
      room,
      { member: { id, name: id, avatar: null }, role: "member" },
      { type: "chat", message: "…" },
    );
  for (const id of ["target", ...SOCKET_ACTORS]) sendMessage(id);
  arrangeRoom(room, condition, action, domain.clock.now);
  if (action === "admit" || action === "deny")
    domain.rooms.knocks.knockOverRest(room, { id: "target", name: "T", avatar: null });
  if (condition === "slow") for (const id of SOCKET_ACTORS) sendMessage(id);
  const client = await domain.join(room, actor);
  return { domain, room, client };
}

/** Returns the id of a member's first message. */
function firstMessageOf(domain: ReturnType<typeof createFakeDomain>, room: Room, id: string): string {
  const { entries } = domain.engine.history(room.founding.epoch).read({ limit: 99 });
  return entries.map(({ text }) => JSON.parse(text)).find(({ userId }) => userId === id).id;
}

async function statusOf(client: FakeClient, frame: object): Promise<number> {
  client.takeFrames();
  client.send({ ...frame, nonce: "n" });
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  const frames = client.takeFrames();
  const refused = frames.find(({ type, nonce }) => type === "refused" && nonce === "n");
  if (refused !== undefined) return REFUSALS[refused.code as RefusalCode];
  return frames.some(({ type, nonce }) => nonce === "n" || type === "knock_gone") ? 200 : 0;
}

describe("over the socket", () => {
  for (const state of LIVING_CONDITIONS) {
    for (const actor of SOCKET_ACTORS) {
      const enters = expectedStatus("join", actor, state);
      test(`G1, G4, G22, B2: in a room that is ${state}, as ${actor}`, async () => {
        if (enters !== 200) {
          const { client } = await joinRoom(state, "talk", actor);
          const [first] = client.takeFrames();
          if (enters === 202) return expect([first.type, client.socket.closedWith]).toEqual(["waiting", undefined]);
          expect([first.type, REFUSALS[first.code as RefusalCode]]).toEqual(["refused", enters]);
          const mayTryAgain = first.code === "password_needed";
          const closed = mayTryAgain ? undefined : enters === 404 ? 4004 : 4003;
          return expect(client.socket.closedWith).toBe(closed);
        }
        const answers: string[] = [];
        const expected: string[] = [];
        for (const action of SOCKET_ACTIONS) {
          const { domain, room, client } = await joinRoom(state, action, actor);
          const status = await statusOf(
            client,
            frameOf(action, actor, (id) => firstMessageOf(domain, room, id)),
          );
          const wanted = expectedStatus(action, actor, state);
          answers.push(`${action} ${status}`);
          expected.push(`${action} ${wanted < 300 ? 200 : wanted}`);
        }
        expect(answers).toEqual(expected);
      });
    }
  }
});

function frameOf(action: PermissionAction, actor: Actor, messageOf: (id: string) => string): object {
  if (action === "talk") return { type: "chat", message: "hi" };
  if (action === "edit") return { type: "edit", id: messageOf(actor), message: "edited" };
  if (action === "react") return { type: "react", id: messageOf("target"), emoji: "👍" };
  if (action === "pin") return { type: "pin", id: messageOf("target"), on: true };
  if (action === "deleteOwn") return { type: "delete", id: messageOf(actor) };
  if (action === "deleteAny") return { type: "delete", id: messageOf("target") };
  const settings = SETTINGS_BY_ACTION[action];
  if (settings !== undefined) return { type: "change", ...settings };
  return { type: "moderate", action: action, userId: action === "take" ? actor : "target" };
}
