// The bodies of the REST API: schemas the routes check against and the OpenAPI document is made of. Rules A* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import { REFUSALS, type RefusalCode } from "./codes.ts";
import { AVATAR, CUSTOM_CODE, NONCE } from "./limits.ts";

const Avatar = Type.Union([Type.String({ pattern: AVATAR }), Type.Null()]);
const Instant = Type.String({ format: "date-time" });
const Nullable = <T extends ReturnType<typeof Type.Integer>>(schema: T) => Type.Union([schema, Type.Null()]);

export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.Unsafe<RefusalCode>(
      Type.String({ enum: Object.keys(REFUSALS), description: "What kind of no it is, for programs" }),
    ),
    message: Type.String({ description: "The same for a person" }),
  }),
});

export const MemberBody = Type.Object({ id: Type.String(), name: Type.String(), avatar: Avatar });

export const PresentMemberBody = Type.Object({
  ...MemberBody.properties,
  role: Type.Union([Type.Literal("owner"), Type.Literal("admin"), Type.Literal("member")]),
  away: Type.Boolean(),
});

export const SessionRequest = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 256, description: "1 to 32 characters; suggested when left out" })),
  avatar: Type.Optional(Avatar),
});

export const SessionBody = Type.Object({ token: Type.String(), member: MemberBody });

export const NameBody = Type.Object({ name: Type.String() });

export const RoomRequest = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 512, description: "Up to 80 characters" })),
  ttlMinutes: Type.Optional(Type.Integer({ minimum: 1, description: "The room's life, in minutes" })),
  idleMinutes: Type.Optional(Type.Integer({ minimum: 1, description: "Ends this long after the last member left" })),
  visibility: Type.Optional(Type.Union([Type.Literal("unlisted"), Type.Literal("public")])),
  code: Type.Optional(Type.String({ pattern: CUSTOM_CODE, description: "A name chosen by hand" })),
  anyoneCanEnd: Type.Optional(Type.Boolean()),
  maxMembers: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
});

export const RoomPatch = Type.Object({
  title: Type.Optional(Type.String({ maxLength: 512 })),
  extend: Type.Optional(Type.Integer({ minimum: 1, description: "Minutes added to the room's life" })),
});

export const RoomBody = Type.Object({
  code: Type.String(),
  shownCode: Type.String({ description: "The code as people read it" }),
  title: Type.String(),
  visibility: Type.Union([Type.Literal("unlisted"), Type.Literal("public")]),
  entry: Type.Literal("open"),
  createdAt: Instant,
  expiresAt: Instant,
  expiresInSeconds: Type.Integer(),
  memberCount: Type.Integer(),
  maxMembers: Nullable(Type.Integer()),
  idleMinutes: Nullable(Type.Integer()),
  anyoneCanEnd: Type.Boolean(),
});

export const CreatedRoomBody = Type.Object({
  room: RoomBody,
  ownerKey: Type.String({ description: "Proves ownership elsewhere; shown this once" }),
  url: Type.String(),
});

export const JoinedRoomBody = Type.Object({ room: RoomBody, url: Type.String() });

export const MessageRequest = Type.Object({
  message: Type.String(),
  nonce: Type.Optional(Type.String({ pattern: NONCE, description: "The same nonce again gives the first result" })),
  replyTo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
});

export const ChatBody = Type.Object({
  type: Type.Literal("chat"),
  id: Type.String(),
  seq: Type.Integer(),
  user: Type.String(),
  userId: Type.String(),
  avatar: Avatar,
  message: Type.String(),
  timestamp: Instant,
  roomId: Type.String(),
  nonce: Type.Optional(Type.String()),
  replyTo: Type.Optional(Type.String()),
  editedAt: Type.Optional(Instant),
  deleted: Type.Optional(Type.Literal(true, { description: "The text is gone for good" })),
  reactions: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), { description: "By emoji, the ids of who reacted" }),
  ),
});

export const EditRequest = Type.Object({ message: Type.String() });

export const ReactionRequest = Type.Object({
  emoji: Type.String({ minLength: 1, maxLength: 32, description: "One emoji" }),
  on: Type.Optional(Type.Boolean({ description: "false takes it back" })),
});

export const CursorBody = Type.Object({ epoch: Type.String(), seq: Type.Integer() });

export const MessagesBody = Type.Object({
  messages: Type.Array(ChatBody, { description: "In order of seq" }),
  cursor: CursorBody,
  more: Type.Boolean({ description: "There are further messages in the direction asked for" }),
});

export type RoomRequest = Static<typeof RoomRequest>;
export type RoomPatch = Static<typeof RoomPatch>;
export type MessageRequest = Static<typeof MessageRequest>;
