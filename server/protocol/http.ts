// Defines the bodies of the REST API. Routes check requests with these schemas, and the OpenAPI document is generated from
// them. Rules A* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import { AVATARS } from "./avatars.ts";
import { REFUSALS, type RefusalCode } from "./error-codes.ts";
import { ModerationDetails, RoomPatch as RoomPatchSchema } from "./frames.ts";
import {
  AVATAR_PATTERN,
  LANGUAGE_TAG_PATTERN,
  MAX_CODES_PER_REQUEST,
  MAX_INVITE_USES,
  MAX_LANGUAGE_TAG_LENGTH,
  MAX_LIFE_MS,
  MAX_NAME_LENGTH,
  MINUTE_MS,
  NONCE_PATTERN,
} from "./limits.ts";
import { ENTRIES, PINNERS, ROLES, VISIBILITIES, WRITERS } from "./roles.ts";
import { CUSTOM_CODE_PATTERN } from "./room-code.ts";
import {
  ChallengeBody,
  Characters,
  ENCRYPTION,
  EncryptionRequest,
  FileIds,
  Mentions,
  MessageText,
  Nullable,
  OneOf,
  Proof,
  Sealed,
  SmallSealed,
  Vanish,
  Wrapped,
} from "./schemas.ts";

export { ChallengeBody };

const Avatar = Type.Union([Type.String({ pattern: AVATAR_PATTERN }), Type.Null()]);
const Instant = Type.String({ format: "date-time" });

export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.Unsafe<RefusalCode>(Type.String({ enum: Object.keys(REFUSALS), description: "For programs" })),
    message: Type.String({ description: "For people" }),
  }),
});

const Role = OneOf(ROLES);

export const MemberBody = Type.Object({ id: Type.String(), name: Type.String(), avatar: Avatar });

export const PresentMemberBody = Type.Object({
  ...MemberBody.properties,
  role: Role,
  away: Type.Boolean(),
  mutedUntil: Type.Optional(Instant),
});

/** A member whom the room knows, present or not. */
export const KnownMemberBody = Type.Object({
  ...PresentMemberBody.properties,
  status: OneOf(["online", "away", "offline"]),
  lastSeenAt: Type.Union([Instant, Type.Null()], { description: "null for people who are here or never were" }),
});

/** A language tag. One without names is no mistake: whoever asks need not know which languages have some. */
const NameLanguage = Type.String({
  pattern: LANGUAGE_TAG_PATTERN,
  maxLength: MAX_LANGUAGE_TAG_LENGTH,
  description:
    "Of the suggested name: en, de, es, ar or ja, with or without a region; otherwise as Accept-Language says",
});

export const SessionRequest = Type.Object({
  name: Type.Optional(
    Characters({ min: 1, max: MAX_NAME_LENGTH }, { maxLength: 256, description: "If left out, one is suggested" }),
  ),
  avatar: Type.Optional(Avatar),
  language: Type.Optional(NameLanguage),
});

export const SessionBody = Type.Object({ token: Type.String(), member: MemberBody });

function NextPage() {
  return Type.Optional(Type.String({ description: "Send this as cursor for the next page" }));
}

export const NameQuery = Type.Object({
  language: Type.Optional(NameLanguage),
  avatar: Type.Optional(
    Type.String({ pattern: AVATAR_PATTERN, description: "The name is of this animal, if it is one" }),
  ),
});

export const HttpsBody = Type.Object({
  port: Type.Union([Type.Integer(), Type.Null()], {
    description: "The port of https beside http; null where there is none",
  }),
});

export const NameBody = Type.Object({ name: Type.String(), avatar: OneOf(AVATARS) });

export const RoomRequest = Type.Object({
  title: RoomPatchSchema.properties.title,
  ttlMinutes: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: "How long the room lasts, in minutes; null: it never ends",
    }),
  ),
  idleMinutes: Type.Optional(
    Type.Integer({ minimum: 1, description: "Minutes after the last member left until the room ends" }),
  ),
  visibility: RoomPatchSchema.properties.visibility,
  entry: RoomPatchSchema.properties.entry,
  password: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  slowModeSeconds: RoomPatchSchema.properties.slowModeSeconds,
  writers: RoomPatchSchema.properties.writers,
  vanish: RoomPatchSchema.properties.vanish,
  pinners: RoomPatchSchema.properties.pinners,
  code: Type.Optional(Type.String({ pattern: CUSTOM_CODE_PATTERN, description: "Custom code" })),
  anyoneCanEnd: Type.Optional(Type.Boolean()),
  maxMembers: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  encryption: Type.Optional(EncryptionRequest),
});

export const RoomPatch = RoomPatchSchema;

export const RoomBody = Type.Object({
  code: Type.String(),
  shownCode: Type.String({ description: "The code in the form people read" }),
  title: Type.String(),
  visibility: OneOf(VISIBILITIES),
  entry: OneOf(ENTRIES),
  encryption: Type.Optional(Type.Literal(ENCRYPTION, { description: "Of rooms that the server can't read" })),
  slowModeSeconds: Nullable(Type.Integer()),
  writers: OneOf(WRITERS),
  vanish: Nullable(Vanish),
  pinners: Type.Optional(OneOf(PINNERS)),
  createdAt: Instant,
  expiresAt: Type.Union([Instant, Type.Null()], { description: "null: it never ends" }),
  expiresInSeconds: Nullable(Type.Integer()),
  memberCount: Type.Integer(),
  maxMembers: Nullable(Type.Integer()),
  idleMinutes: Nullable(Type.Integer()),
  anyoneCanEnd: Type.Boolean(),
  messageLength: Type.Integer({ description: "Maximum characters in a message" }),
});

export const CreatedRoomBody = Type.Object({
  room: RoomBody,
  ownerKey: Type.String({ description: "Makes its holder an owner on any device; shown only once" }),
  url: Type.String(),
});

export const DrawnCodeBody = Type.Object({ code: Type.String() });
export const ExistingRoomBody = Type.Object({ room: RoomBody, url: Type.String() });

export const RoomsBody = Type.Object({ rooms: Type.Array(RoomBody), next: NextPage() });
export const RoomLookupRequest = Type.Object({
  codes: Type.Array(Type.String({ maxLength: 64 }), { maxItems: MAX_CODES_PER_REQUEST }),
});
export const RoomLookupBody = Type.Object({
  rooms: Type.Array(Type.Union([RoomBody, Type.Null()]), { description: "In the order of the codes" }),
});
export const MyRoomsBody = Type.Object({
  rooms: Type.Array(Type.Object({ room: RoomBody, role: Role, present: Type.Boolean() })),
});
export const UsersBody = Type.Object({ users: Type.Array(MemberBody), next: NextPage() });

export const JoinRequest = Type.Object({
  password: Type.Optional(Type.String({ maxLength: 1024 })),
  invite: Type.Optional(Type.String({ maxLength: 64 })),
  challenge: Type.Optional(ChallengeBody.properties.challenge),
  proof: Type.Optional(Proof),
});
export const JoinedBody = Type.Object({ status: Type.Literal("member"), room: RoomBody, role: Role });
export const WaitingBody = Type.Object({
  status: Type.Literal("waiting", { description: "You are waiting for the host: ask again within a minute" }),
});

const SealedByBody = Type.Object({ userId: Type.String(), sealed: SmallSealed });
export const KeyringBody = Type.Object({
  keyring: Type.Array(Type.String(), { description: "All records, the first one first" }),
  profiles: Type.Array(SealedByBody, { description: "What members call themselves, the newest of each" }),
  sessions: Type.Array(SealedByBody, { description: "The keys of all open pages" }),
  sealedTitle: Type.Optional(SealedByBody),
});

export const MembersBody = Type.Object({ members: Type.Array(KnownMemberBody) });
export const ActionRequest = ModerationDetails;
export const BansBody = Type.Object({
  bans: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), bannedAt: Instant })),
  kicks: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), until: Type.String({ format: "date-time" }) }),
    { description: "Who was removed and is kept out until then" },
  ),
});
export const KnocksBody = Type.Object({
  knocks: Type.Array(Type.Object({ user: Type.String(), userId: Type.String(), avatar: Avatar })),
});

export const InviteRequest = Type.Object({
  wrapped: Type.Optional(Wrapped),
  uses: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_INVITE_USES, default: 1 })),
  minutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_LIFE_MS / MINUTE_MS,
      description: "Minutes until it expires; if left out, with the room",
    }),
  ),
});
export const InviteBody = Type.Object({
  id: Type.String(),
  uses: Type.Integer(),
  usesLeft: Type.Integer(),
  expiresAt: Nullable(Instant),
});
export const CreatedInviteBody = Type.Object({
  ...InviteBody.properties,
  invite: Type.String({ description: "The secret; shown only once" }),
  url: Type.String(),
});
export const ClaimRequest = Type.Object({ invite: Type.String({ minLength: 1, maxLength: 64 }) });
export const ClaimedInviteBody = Type.Object({ wrapped: Wrapped });
export const OwnerKeyBody = Type.Object({ ownerKey: CreatedRoomBody.properties.ownerKey });
export const InvitesBody = Type.Object({ invites: Type.Array(InviteBody) });

export const MessageRequest = Type.Object({
  message: Type.Optional(MessageText),
  files: FileIds,
  nonce: Type.Optional(
    Type.String({ pattern: NONCE_PATTERN, description: "Sending it again returns the first result" }),
  ),
  replyTo: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  mentions: Mentions,
  vanish: Type.Optional(Vanish),
  sealed: Type.Optional(Sealed),
});

const Digest = Type.Optional(Type.String({ description: "Of the sealed event, also once it is erased" }));
export const SealedEditBody = Type.Object({
  seq: Type.Integer(),
  sealed: Sealed,
  digest: Type.String(),
  files: Type.Optional(Type.Array(Type.String())),
  vanish: Type.Optional(Vanish),
});
export const SealedReactionBody = Type.Object({
  seq: Type.Integer(),
  userId: Type.String(),
  sealed: SmallSealed,
  digest: Type.String(),
});

export const FileBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.String({ description: "Media type, found in the content" }),
  bytes: Type.Integer(),
  url: Type.String({ description: "Relative to the server's base path" }),
  width: Type.Optional(Type.Integer({ description: "Of an image, in pixels" })),
  height: Type.Optional(Type.Integer()),
  seconds: Type.Optional(Type.Number({ description: "Length of a recording, as its sender said" })),
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
  mentions: Type.Optional(Type.Array(Type.String(), { description: "Ids of the members mentioned" })),
  files: Type.Optional(Type.Array(FileBody)),
  vanish: Type.Optional(Vanish),
  editedAt: Type.Optional(Instant),
  deleted: Type.Optional(Type.Literal(true, { description: "The text was erased" })),
  reactions: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), { description: "Ids of the members who reacted, by emoji" }),
  ),
  sealed: Type.Optional(Sealed),
  digest: Digest,
  edit: Type.Optional(SealedEditBody),
  sealedReactions: Type.Optional(Type.Array(SealedReactionBody)),
});

export const PinBody = Type.Object({
  id: ChatBody.properties.id,
  seq: ChatBody.properties.seq,
  user: ChatBody.properties.user,
  userId: ChatBody.properties.userId,
  avatar: Avatar,
  message: ChatBody.properties.message,
  timestamp: Instant,
  files: ChatBody.properties.files,
  editedAt: ChatBody.properties.editedAt,
  sealed: ChatBody.properties.sealed,
  digest: Digest,
  edit: ChatBody.properties.edit,
});
export const BoardBody = Type.Object({
  pins: Type.Array(PinBody, { description: "The messages on the board, the oldest first" }),
  pinners: OneOf(PINNERS),
});

export const BegunUploadBody = Type.Object({ id: Type.String({ description: "Of the file, once it is whole" }) });

const SaidMessage = Type.Optional(ChatBody);
export const UploadedFileBody = Type.Object({ file: FileBody, message: SaidMessage });
export const UploadedFilesBody = Type.Object({ files: Type.Array(FileBody), message: SaidMessage });
export const FilesBody = Type.Object({
  files: Type.Array(Type.Object({ ...FileBody.properties, messageId: Type.String(), userId: Type.String() }), {
    description: "The files of messages, the oldest first",
  }),
  bytes: Type.Integer({ description: "What the room's files take, with those no message has taken yet" }),
  maxBytes: Type.Integer({ description: "What they can take" }),
  maxFileBytes: Type.Integer({ description: "What one file can have" }),
});
export const FileTicketBody = Type.Object({
  ticket: Type.String({ description: "Append it to the address of a file: ?ticket=TICKET" }),
  expiresAt: Instant,
});

export const EditRequest = Type.Object({
  message: Type.Optional(MessageText),
  mentions: Mentions,
  sealed: Type.Optional(Sealed),
  files: FileIds,
  vanish: Type.Optional(Vanish),
});

export const ReactionRequest = Type.Object({
  emoji: Type.Optional(Type.String({ minLength: 1, maxLength: 32, description: "One emoji" })),
  sealed: Type.Optional(SmallSealed),
  on: Type.Optional(Type.Boolean({ description: "false removes the reaction" })),
});

export const PinRequest = Type.Object({
  on: Type.Boolean({ description: "false takes the message off the board" }),
  sealed: Type.Optional(SmallSealed),
  nonce: MessageRequest.properties.nonce,
});

export const CursorBody = Type.Object({ epoch: Type.String(), seq: Type.Integer() });

export const MessagesBody = Type.Object({
  messages: Type.Array(ChatBody, { description: "In order of seq" }),
  cursor: CursorBody,
  more: Type.Boolean({ description: "Whether there are more messages in that direction" }),
});

export type RoomRequest = Static<typeof RoomRequest>;
export type RoomPatch = Static<typeof RoomPatch>;
export type MessageRequest = Static<typeof MessageRequest>;
export type JoinRequest = Static<typeof JoinRequest>;
export type InviteRequest = Static<typeof InviteRequest>;
export type ActionRequest = Static<typeof ActionRequest>;

export const ConnectionBody = Type.Object(
  {
    address: Nullable(Type.String({ description: "The address that the server takes you for" })),
    addressFrom: OneOf(["connection", "x-forwarded-for", "forwarded"]),
    proxy: OneOf(["none", "trusted", "untrusted"]),
    url: Type.String({ description: "The lobby's address, as the server knows it" }),
    basePath: Type.String(),
    localName: Nullable(
      Type.String({
        description: "The server's name on the local network (mDNS); null outside of it, and where it isn't announced",
      }),
    ),
    now: Instant,
  },
  { description: "How the server sees a connection to it" },
);
