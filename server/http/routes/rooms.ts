// /api/rooms: make, find, change and end rooms. Rules R1 to R10, L1 to L4, G10.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { CreatedRoomBody, FoundRoomBody, RoomBody, RoomPatch, RoomRequest } from "#protocol/http";
import type { Room } from "../../chat/room-model/room.ts";
import type { Node } from "../request/app-context.ts";
import { identify } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { entrance } from "../request/room-access.ts";
import { isAdmin } from "./admin.ts";

type Asking = { request: Request; member: Member | undefined };

export const rooms = (node: Node) => {
  const { rooms } = node;
  const { actorOf, find } = entrance(node);
  const now = () => rooms.ports.clock();
  const found = (room: Room, { request }: { request: Request }) => {
    const view = room.view(now());
    return { room: view, url: node.origins.urlOf(request, view.shownCode) };
  };
  const create = async (body: RoomRequest, { request, member }: Asking) => {
    const made = await rooms.create(body, member);
    return made instanceof Refusal ? made : { ...found(made.room, { request }), ownerKey: made.ownerKey };
  };

  return new Elysia({ name: "rooms", detail: { tags: ["Rooms"] } })
    .use(identify(node))
    .post(
      "/api/rooms",
      async ({ body, request, member, asked, set, status }) => {
        const made = node.visitors.spend("rooms", asked) ?? (await create(body, { request, member }));
        return made instanceof Refusal ? refuse(set, made) : status(201, made);
      },
      {
        ...jsonBody(RoomRequest),
        response: { 201: CreatedRoomBody, ...ERRORS },
        detail: {
          summary: "Make a room",
          description: "The token's member owns it, and so does who has the owner key.",
        },
      },
    )
    .put(
      "/api/rooms/:code",
      async ({ body, params, request, member, asked, set, status }) => {
        const room = await rooms.findMade(params.code, asked);
        if (!(room instanceof Refusal)) return found(room, { request });
        const code = params.code.toLowerCase();
        const made = node.visitors.spend("rooms", asked) ?? (await create({ ...body, code }, { request, member }));
        return made instanceof Refusal ? refuse(set, made) : status(201, made);
      },
      {
        ...jsonBody(RoomRequest),
        response: { 200: FoundRoomBody, 201: CreatedRoomBody, ...ERRORS },
        detail: { summary: "Find the room of this code, or make it" },
      },
    )
    .get(
      "/api/rooms/:code",
      ({ params, asked, set }) => {
        const room = find(params.code, asked);
        return room instanceof Refusal ? refuse(set, room) : room.view(now());
      },
      { response: { 200: RoomBody, ...ERRORS }, detail: { summary: "Look at a room" } },
    )
    .patch(
      "/api/rooms/:code",
      async ({ body, params, asked, set }) => {
        const room = find(params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        const outcome = await rooms.submit(room, actorOf(room, asked), { ...body, type: "change", nonce: undefined });
        return outcome instanceof Refusal ? refuse(set, outcome) : room.view(now());
      },
      {
        ...jsonBody(RoomPatch),
        response: { 200: RoomBody, ...ERRORS },
        detail: {
          summary: "Change the room",
          description: `Title, entry, password and slow mode are the owner's and the admins' to change. ${OWNER}`,
        },
      },
    )
    .delete(
      "/api/rooms/:code",
      async ({ params, member, asked, set, status }) => {
        const runsServer = isAdmin(node, member);
        const room = runsServer ? rooms.findAny(params.code) : find(params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        if (!runsServer && !room.permits(actorOf(room, asked), "end")) {
          return refuse(set, new Refusal("not_allowed", "Only the owner may end this room."));
        }
        const refusal = await rooms.end(room, "ended");
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        response: { 204: t.Void(), ...ERRORS },
        detail: { summary: "End the room and erase it", description: OWNER },
      },
    );
};

const OWNER = "For the owner: by token, or by the owner key in X-Owner-Key.";
