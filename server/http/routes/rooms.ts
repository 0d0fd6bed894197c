// /api/rooms: creating, finding, changing and ending rooms. Rules R1 to R10, L1 to L4, G10.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { CreatedRoomBody, DrawnCodeBody, ExistingRoomBody, RoomBody, RoomPatch, RoomRequest } from "#protocol/http";
import type { Room } from "../../chat/room-model/room.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester } from "../request/authenticate.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";
import { isAdmin } from "./admin.ts";

type CreateRoomContext = { member: Member | undefined; requester: Requester };

export const roomsRoutes = (context: AppContext) => {
  const { rooms } = context;
  const { actorOf, findRoom } = createRoomAccess(context);
  const now = () => rooms.ports.clock();
  const roomWithUrl = (room: Room, client: ClientRequest) => {
    const view = room.view(now());
    return { room: view, url: context.origins.urlOf(client, view.shownCode) };
  };
  const create = (body: RoomRequest, { member, requester }: CreateRoomContext) =>
    context.rateLimits.admit("rooms", requester, async () => {
      const created = await rooms.create(body, member, context.rateLimits.visitorOf(requester));
      return created instanceof Refusal
        ? created
        : { ...roomWithUrl(created.room, requester), ownerKey: created.ownerKey };
    });

  return new Elysia({ name: "rooms", detail: { tags: ["Rooms"] } })
    .use(authenticate(context))
    .post(
      "/api/rooms",
      async ({ body, member, requester, set, status }) => {
        const created = await create(body, { member, requester });
        return created instanceof Refusal ? refuse(set, created) : status(201, created);
      },
      {
        ...jsonBody(RoomRequest),
        response: { 201: CreatedRoomBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Create a room",
          description: "The owner is the member of the token, and anyone with the owner key.",
        },
      },
    )
    .post(
      "/api/rooms/code",
      async ({ requester, set, status }) => {
        const code = await context.rateLimits.admit("rooms", requester, async () => rooms.drawCode());
        return code instanceof Refusal ? refuse(set, code) : status(201, { code });
      },
      {
        parse: "none",
        response: { 201: DrawnCodeBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Draw a code",
          description: "For an encrypted room, whose keyring is bound to it: create the room within a minute.",
        },
      },
    )
    .put(
      "/api/rooms/:code",
      async ({ body, params, member, requester, set, status }) => {
        const room = await rooms.findWhenCreated(params.code, requester);
        if (!(room instanceof Refusal)) return roomWithUrl(room, requester);
        const code = params.code.toLowerCase();
        const created = await create({ ...body, code }, { member, requester });
        return created instanceof Refusal ? refuse(set, created) : status(201, created);
      },
      {
        ...jsonBody(RoomRequest),
        response: { 200: ExistingRoomBody, 201: CreatedRoomBody, ...ERROR_RESPONSES },
        detail: { summary: "Get a room, or create it" },
      },
    )
    .get(
      "/api/rooms/:code",
      ({ params, requester, set }) => {
        const room = findRoom(params.code, requester);
        return room instanceof Refusal ? refuse(set, room) : room.view(now());
      },
      { response: { 200: RoomBody, ...ERROR_RESPONSES }, detail: { summary: "Get a room" } },
    )
    .patch(
      "/api/rooms/:code",
      async ({ body, params, requester, set }) => {
        const room = findRoom(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        const outcome = await rooms.commandPipeline.submit(room, actorOf(room, requester), {
          ...body,
          type: "change",
          nonce: undefined,
        });
        return outcome instanceof Refusal ? refuse(set, outcome) : room.view(now());
      },
      {
        ...jsonBody(RoomPatch),
        response: { 200: RoomBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Update a room",
          description:
            "The owner can change everything; admins the title, entry, password, slow mode and who can write. With a token, or with the owner key in X-Owner-Key.",
        },
      },
    )
    .delete(
      "/api/rooms/:code",
      async ({ params, member, requester, set, status }) => {
        const isServerAdmin = isAdmin(context, member);
        const room = isServerAdmin ? rooms.findAny(params.code) : findRoom(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (!isServerAdmin && !room.permits(actorOf(room, requester), "end")) {
          return refuse(set, new Refusal("not_allowed", "Only the owner can end this room."));
        }
        const refusal = await rooms.end(room, "ended");
        return refusal === undefined ? status(204, undefined) : refuse(set, refusal);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: { summary: "End a room", description: OWNER },
      },
    );
};

const OWNER = "For the owner, with a token or with the owner key in X-Owner-Key.";
