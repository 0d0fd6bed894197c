// /api/rooms: make, find, change and end rooms. Rules R1 to R10, L1 to L4.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/codes";
import type { Member } from "#protocol/frames";
import { CreatedRoomBody, JoinedRoomBody, PresentMemberBody, RoomBody, RoomPatch, RoomRequest } from "#protocol/http";
import type { Room } from "../chat/room.ts";
import { ERRORS, refuse } from "./answers.ts";
import { jsonBody } from "./body.ts";
import { identify } from "./identify.ts";
import type { Node } from "./node.ts";

type Asking = { request: Request; member: Member | undefined };

export const rooms = (node: Node) => {
  const { rooms } = node;
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
    .get("/api/rooms", () => ({ rooms: rooms.list().map((room) => room.view(now())) }), {
      response: { 200: t.Object({ rooms: t.Array(RoomBody) }), ...ERRORS },
      detail: { summary: "List the public rooms, fullest first" },
    })
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
        const room = await rooms.findMade(params.code);
        if (!(room instanceof Refusal)) return found(room, { request });
        const code = params.code.toLowerCase();
        const made = node.visitors.spend("rooms", asked) ?? (await create({ ...body, code }, { request, member }));
        return made instanceof Refusal ? refuse(set, made) : status(201, made);
      },
      {
        ...jsonBody(RoomRequest),
        response: { 200: JoinedRoomBody, 201: CreatedRoomBody, ...ERRORS },
        detail: { summary: "Find the room of this code, or make it" },
      },
    )
    .get(
      "/api/rooms/:code",
      ({ params, asked, set }) => {
        const room = node.visitors.find(rooms, params.code, asked);
        return room instanceof Refusal ? refuse(set, room) : room.view(now());
      },
      { response: { 200: RoomBody, ...ERRORS }, detail: { summary: "Look at a room" } },
    )
    .get(
      "/api/rooms/:code/members",
      ({ params, asked, set }) => {
        const room = node.visitors.find(rooms, params.code, asked);
        return room instanceof Refusal ? refuse(set, room) : { members: room.members() };
      },
      {
        response: { 200: t.Object({ members: t.Array(PresentMemberBody) }), ...ERRORS },
        detail: { summary: "Who is here now" },
      },
    )
    .patch(
      "/api/rooms/:code",
      async ({ body, params, member, ownerKey, asked, set }) => {
        const room = node.visitors.find(rooms, params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        const actor = rooms.actor(room, member, ownerKey);
        const outcome = await rooms.submit(room, actor, { type: "change", title: body.title, extend: body.extend });
        return outcome instanceof Refusal ? refuse(set, outcome) : room.view(now());
      },
      {
        ...jsonBody(RoomPatch),
        response: { 200: RoomBody, ...ERRORS },
        detail: { summary: "Change the title, or extend the life", description: OWNER },
      },
    )
    .delete(
      "/api/rooms/:code",
      async ({ params, member, ownerKey, asked, set, status }) => {
        const room = node.visitors.find(rooms, params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        if (!room.permits(rooms.actor(room, member, ownerKey), "end")) {
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
