// Every role, every command, every kind of room, over the socket: compared with the table in testing/whomay.ts.
import { describe, expect, test } from "bun:test";
import { REFUSALS, type RefusalCode } from "#protocol/error-codes";
import type { Room } from "../chat/room-model/room.ts";
import { type Client, createDomain } from "../testing/fake-domain.ts";
import {
  ASKED,
  type As,
  type Asked,
  expected,
  ROLES,
  type RoomIs,
  STATES,
  settle,
} from "../testing/permission-matrix.ts";

/** A socket has no owner key, and is open only in rooms that live. */
const SOCKETS = ROLES.filter((as) => as !== "key");
const LIVING = STATES.filter((state) => state !== "ended");
/** What only REST asks. */
const REST = ["view", "read", "people", "join", "leave", "end", "invite", "invites", "bans", "knocks", "ownerKey"];
const SAID = ASKED.filter((asked) => !REST.includes(asked));

const SETTINGS: Record<string, object> = {
  title: { title: "New" },
  entry: { entry: "locked" },
  password: { password: "better" },
  slowMode: { slowModeSeconds: 5 },
  visibility: { visibility: "public" },
  maxMembers: { maxMembers: 9 },
  extend: { extend: 1 },
};

async function inRoom(is: RoomIs, asked: Asked, as: As) {
  const domain = createDomain();
  const room = domain.create();
  const talk = (id: string) =>
    domain.rooms.submit(
      room,
      { member: { id, name: id, avatar: null }, role: "member" },
      { type: "chat", message: "…" },
    );
  for (const id of ["target", ...SOCKETS]) talk(id);
  settle(room, is, asked, domain.clock.now);
  if (asked === "admit" || asked === "deny") domain.rooms.knocks.ask(room, { id: "target", name: "T", avatar: null });
  if (is === "slow") for (const id of SOCKETS) talk(id);
  const client = await domain.join(room, as);
  return { domain, room, client };
}

/** The id of what that member said first. */
function saidBy(domain: ReturnType<typeof createDomain>, room: Room, id: string): string {
  const { entries } = domain.engine.history(room.founding.epoch).read({ limit: 99 });
  return entries.map(({ text }) => JSON.parse(text)).find(({ userId }) => userId === id).id;
}

async function statusOf(client: Client, frame: object): Promise<number> {
  client.take();
  client.say({ ...frame, nonce: "n" });
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  const frames = client.take();
  const refused = frames.find(({ type, nonce }) => type === "refused" && nonce === "n");
  if (refused !== undefined) return REFUSALS[refused.code as RefusalCode];
  return frames.some(({ type, nonce }) => nonce === "n" || type === "knock_gone") ? 200 : 0;
}

describe("over the socket", () => {
  for (const state of LIVING) {
    for (const as of SOCKETS) {
      const enters = expected("join", as, state);
      test(`G1, G4: in a room that is ${state}, as ${as}`, async () => {
        if (enters !== 200) {
          const { client } = await inRoom(state, "talk", as);
          const [first] = client.take();
          if (enters === 202) return expect([first.type, client.socket.closedWith]).toEqual(["waiting", undefined]);
          expect([first.type, REFUSALS[first.code as RefusalCode]]).toEqual(["refused", enters]);
          const mayTryAgain = first.code === "password_needed";
          const closed = mayTryAgain ? undefined : enters === 404 ? 4004 : 4003;
          return expect(client.socket.closedWith).toBe(closed);
        }
        const answers: string[] = [];
        const wanted: string[] = [];
        for (const asked of SAID) {
          const { domain, room, client } = await inRoom(state, asked, as);
          const status = await statusOf(
            client,
            frameOf(asked, as, (id) => saidBy(domain, room, id)),
          );
          const right = expected(asked, as, state);
          answers.push(`${asked} ${status}`);
          wanted.push(`${asked} ${right < 300 ? 200 : right}`);
        }
        expect(answers).toEqual(wanted);
      });
    }
  }
});

function frameOf(asked: Asked, as: As, messageOf: (id: string) => string): object {
  if (asked === "talk") return { type: "chat", message: "hi" };
  if (asked === "deleteOwn") return { type: "delete", id: messageOf(as) };
  if (asked === "deleteAny") return { type: "delete", id: messageOf("target") };
  const settings = SETTINGS[asked];
  if (settings !== undefined) return { type: "change", ...settings };
  return { type: "moderate", action: asked, userId: asked === "take" ? as : "target" };
}
