// Lists: public rooms, one's own, and who is in public rooms now. Rules R8, G13.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import { LivingBody, LivingRequest, MyRoomsBody, RoomsBody, UsersBody } from "#protocol/http";
import { LIST_LIMIT } from "#protocol/limits";
import { paused } from "../realtime/yielding-iteration.ts";
import type { Node } from "../request/app-context.ts";
import { identify, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";

const DEFAULT_LIMIT = 50;

// Of Elysia's own types: they read a query's text as numbers.
const paging = {
  limit: t.Optional(t.Integer({ minimum: 1, maximum: LIST_LIMIT, default: DEFAULT_LIMIT })),
  cursor: t.Optional(t.String({ maxLength: 64, description: "The next of the page before" })),
};
const RoomsQuery = t.Object({
  ...paging,
  sort: t.Optional(
    t.Union([t.Literal("people"), t.Literal("time")], { description: "The most people, or the most time left, first" }),
  ),
  q: t.Optional(t.String({ maxLength: 128, description: "In the title or the code" })),
});

export const listings = (node: Node) => {
  const { rooms } = node;
  const now = () => rooms.ports.clock();

  return new Elysia({ name: "listings", detail: { tags: ["Rooms"] } })
    .use(identify(node))
    .get(
      "/api/rooms",
      ({ query: { limit = DEFAULT_LIMIT, ...more }, set }) => {
        const page = rooms.list({ limit, ...more });
        if (page instanceof Refusal) return refuse(set, page);
        return { rooms: page.items.map((room) => room.view(now())), ...(page.next && { next: page.next }) };
      },
      {
        query: RoomsQuery,
        response: { 200: RoomsBody, ...ERRORS },
        detail: { summary: "List the public rooms", description: "Ask on with cursor = next." },
      },
    )
    .post(
      "/api/rooms/living",
      ({ body, asked, set }) => {
        const found = body.codes.map((code) => node.visitors.find(rooms, code, asked));
        const tooMany = found.find((room) => room instanceof Refusal && room.code === "slow_down");
        if (tooMany instanceof Refusal) return refuse(set, tooMany);
        return { rooms: found.map((room) => (room instanceof Refusal ? null : room.view(now()))) };
      },
      {
        ...jsonBody(LivingRequest),
        response: { 200: LivingBody, ...ERRORS },
        detail: {
          summary: "Ask which rooms live",
          description: "Of several codes at once; null for those that don't.",
        },
      },
    )
    .get(
      "/api/me/rooms",
      async ({ member, asked, set }) => {
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const tooMany = node.visitors.spend("lists", asked);
        if (tooMany !== undefined) return refuse(set, tooMany);
        const mine = await paused(rooms.of(member.id));
        const told = mine.map((room) => ({
          room: room.view(now()),
          role: room.roleOf(member.id),
          present: room.roster.get(member.id) !== undefined,
        }));
        return { rooms: told };
      },
      {
        response: { 200: MyRoomsBody, ...ERRORS },
        detail: { summary: "Your rooms", description: "Those you own or keep, were let into, or are in now." },
      },
    )
    .get(
      "/api/users/online",
      async ({ query: { limit = DEFAULT_LIMIT, cursor }, asked, set }) => {
        const tooMany = node.visitors.spend("lists", asked);
        if (tooMany !== undefined) return refuse(set, tooMany);
        const { items, next } = await paused(rooms.present({ limit, cursor }));
        return { users: [...items], ...(next && { next }) };
      },
      {
        query: t.Object(paging),
        response: { 200: UsersBody, ...ERRORS },
        detail: { summary: "Who is in open public rooms now", description: "Each once. Ask on with cursor = next." },
      },
    );
};
