// Schemas of what the server sends on a socket and in an event stream, for documents and tests: nothing is checked against
// them while the server runs. `server-frames.test.ts` holds them to the types in frames.ts.
import { type TProperties, Type } from "@sinclair/typebox";
import { REFUSALS } from "./error-codes.ts";
import { ChatBody, CursorBody, KnocksBody, PresentMemberBody, RoomBody } from "./http.ts";
import { ENTRIES, ROLES, ROOM_ACTIONS, VISIBILITIES } from "./roles.ts";
import { Nullable, OneOf } from "./schemas.ts";

const Instant = ChatBody.properties.timestamp;
const Avatar = PresentMemberBody.properties.avatar;
const Id = Type.String();
const Seq = Type.Integer({ description: "Its number in the room, from 1, without gaps" });
const Nonce = Type.Optional(Type.String({ description: "The sender's own, as it was given" }));

const eventFields = { id: Id, timestamp: Instant, roomId: Id };
const numbered = { ...eventFields, seq: Seq, user: Type.String(), userId: Id, nonce: Nonce };
const revision = { ...numbered, messageId: Id };

function frame<const Name extends string, Fields extends TProperties>(type: Name, fields: Fields, description: string) {
  return Type.Object({ type: Type.Literal(type), ...fields }, { description });
}

/** What is numbered and kept, by `type`. */
export const EVENTS = {
  chat: ChatBody,
  edit: frame("edit", { ...revision, message: Type.String() }, "A message has another text"),
  delete: frame("delete", revision, "A message is gone for good"),
  react: frame("react", { ...revision, emoji: Type.String(), on: Type.Boolean() }, "A reaction, or one taken back"),
  room: frame(
    "room",
    {
      ...numbered,
      userId: Nullable(Id),
      message: Type.String(),
      room: Type.Partial(
        Type.Object({
          title: Type.String(),
          expiresAt: Nullable(Instant),
          visibility: OneOf(VISIBILITIES),
          entry: OneOf(ENTRIES),
          slowModeSeconds: Nullable(Type.Integer()),
          maxMembers: Nullable(Type.Integer()),
        }),
        { description: "Only what changed" },
      ),
      action: Type.Optional(OneOf(ROOM_ACTIONS)),
      target: Type.Optional(Type.Object({ id: Id, name: Type.String() })),
      until: Type.Optional(Instant),
      reason: Type.Optional(Type.String()),
    },
    "The room changed, or something was done to a member",
  ),
};

export const Event = Type.Union(Object.values(EVENTS), { description: "What is numbered and kept" });
const Events = Type.Array(Event, { description: "In order of seq" });
const Knock = KnocksBody.properties.knocks.items;
const Members = Type.Array(PresentMemberBody);

/** What passes and is not kept, by `type`. */
export const SIGNALS = {
  welcome: frame(
    "welcome",
    {
      room: RoomBody,
      you: PresentMemberBody,
      members: Members,
      cursor: CursorBody,
      recovered: Type.Boolean({ description: "events is what was missed since the cursor given, no more and no less" }),
      events: Events,
      more: Type.Boolean({ description: "The rest of what was missed follows in replay frames" }),
      knocks: Type.Optional(Type.Array(Knock)),
      serverTime: Instant,
      build: Type.String(),
    },
    "The answer to a join",
  ),
  replay: frame("replay", { events: Events, more: Type.Boolean() }, "More of what was missed"),
  user_joined: frame(
    "user_joined",
    { ...eventFields, user: Type.String(), userId: Id, avatar: Avatar, role: OneOf(ROLES), message: Type.String() },
    "Somebody came",
  ),
  user_left: frame(
    "user_left",
    { ...eventFields, user: Type.String(), userId: Id, message: Type.String() },
    "Somebody left",
  ),
  typing: frame("typing", { user: Type.String(), userId: Id }, "Somebody types; it fades after 5 seconds"),
  away: frame("away", { user: Type.String(), userId: Id, on: Type.Boolean() }, "Somebody looks away, or here again"),
  roster: frame("roster", { members: Members }, "Who is here now"),
  waiting: frame("waiting", { message: Type.String() }, "You knocked: somebody lets you in, or doesn't"),
  knock: frame("knock", Knock.properties, "Somebody waits to be let in"),
  knock_gone: frame("knock_gone", { userId: Id }, "A knock was answered, or given up"),
  pong: frame("pong", {}, "The answer to ping: what was sent before it has arrived"),
  refused: frame(
    "refused",
    {
      nonce: Nonce,
      code: OneOf(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]),
      message: Type.String(),
      retryAfterMs: Type.Optional(Type.Number()),
    },
    "What you asked for is not done",
  ),
  room_ended: frame(
    "room_ended",
    { ...eventFields, reason: OneOf(["expired", "idle", "ended"]), message: Type.String() },
    "The room is over and erased",
  ),
};
