// Lists of public rooms, of one's own rooms, and of people in public rooms. Rules R8, G13.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { MyRoomsBody, RoomLookupBody, RoomLookupRequest, RoomsBody, UsersBody } from "#protocol/http";
import { MAX_LIST_PAGE } from "#protocol/limits";
import { iterateYielding } from "../realtime/yielding-iteration.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";

const DEFAULT_LIMIT = 50;

// Elysia's own types are used here, because they turn a query's text into numbers.
const paging = {
  limit: t.Optional(t.Integer({ minimum: 1, maximum: MAX_LIST_PAGE, default: DEFAULT_LIMIT })),
  cursor: t.Optional(t.String({ maxLength: 64, description: "The next value of the previous page" })),
};
const RoomsQuery = t.Object({
  ...paging,
  sort: t.Optional(
    t.Union([t.Literal("people"), t.Literal("time")], { description: "Most people first, or most time left first" }),
  ),
  q: t.Optional(t.String({ maxLength: 128, description: "Search text for title and code" })),
});

export const listsRoutes = (context: AppContext) => {
  const { rooms, rateLimits } = context;
  const { findRoom } = createRoomAccess(context);
  const now = () => rooms.ports.clock();

  return new Elysia({ name: "lists", detail: { tags: ["Rooms"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms",
      ({ query: { limit = DEFAULT_LIMIT, ...more }, requester, set }) => {
        const page = rateLimits.spend("reads", requester) ?? rooms.list({ limit, ...more });
        if (page instanceof Refusal) return refuse(set, page);
        return { rooms: page.items.map((room) => room.view(now())), ...(page.next && { next: page.next }) };
      },
      {
        query: RoomsQuery,
        response: { 200: RoomsBody, ...ERROR_RESPONSES },
        detail: { summary: "List the public rooms", description: "For the next page, send next as cursor." },
      },
    )
    .post(
      "/api/rooms/living",
      ({ body, requester, set }) => {
        const found = body.codes.map((code) => findRoom(code, requester));
        const tooMany = found.find((room) => room instanceof Refusal && room.code === "slow_down");
        if (tooMany instanceof Refusal) return refuse(set, tooMany);
        return { rooms: found.map((room) => (room instanceof Refusal ? null : room.view(now()))) };
      },
      {
        ...jsonBody(RoomLookupRequest),
        ...(rooms.shared && {
          beforeHandle: ({ body }: { body: { codes: string[] } }) => rooms.shared?.bringAll(body.codes),
        }),
        response: { 200: RoomLookupBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Look up several rooms",
          description: "By code; null for rooms that don't exist.",
        },
      },
    )
    .get(
      "/api/me/rooms",
      async ({ member, requester, set }) => {
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const tooMany = rateLimits.spend("lists", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        await rooms.shared?.bringRoomsOf(member.id);
        const ownRooms = await iterateYielding(rooms.listRoomsOf(member.id));
        const listed = ownRooms.map((room) => ({
          room: room.view(now()),
          role: room.roleOf(member.id),
          present: room.roster.get(member.id) !== undefined,
        }));
        return { rooms: listed };
      },
      {
        response: { 200: MyRoomsBody, ...ERROR_RESPONSES },
        detail: { summary: "List your rooms", description: "Rooms you own, moderate, were let into or are in now." },
      },
    )
    .get(
      "/api/users/online",
      async ({ query: { limit = DEFAULT_LIMIT, cursor }, requester, set }) => {
        const tooMany = rateLimits.spend("lists", requester);
        if (tooMany !== undefined) return refuse(set, tooMany);
        const { items, next } = await iterateYielding(rooms.listPresentMembers({ limit, cursor }));
        return { users: [...items], ...(next && { next }) };
      },
      {
        query: t.Object(paging),
        response: { 200: UsersBody, ...ERROR_RESPONSES },
        detail: {
          summary: "List people in public rooms",
          description: "Each person once. For the next page, send next as cursor.",
        },
      },
    );
};
