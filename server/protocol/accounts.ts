// Defines the REST bodies for accounts: registering, signing in, the own account, administration. Rules U* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import { MemberBody } from "./http.ts";
import { MAX_NAME_LENGTH } from "./limits.ts";
import { Characters } from "./schemas.ts";

const Instant = Type.String({ format: "date-time" });
const Email = Type.Union([Characters({ min: 3, max: 254 }, { maxLength: 254 }), Type.Null()], {
  description: "Shown to nobody else",
});
const Name = Characters({ min: 1, max: MAX_NAME_LENGTH }, { maxLength: 256, description: "Shown in rooms" });
const Avatar = Type.Optional(MemberBody.properties.avatar);
const AdminCode = Type.String({ maxLength: 64, description: "Printed at start or by mayfly invite; works once" });
const CurrentPassword = Type.Optional(
  Type.String({
    description:
      "Needed to change the password or e-mail and to delete the account, if you entered it more than 10 minutes ago",
  }),
);
const Registration = Type.Union([Type.Literal("open"), Type.Literal("closed")]);

export const AccountsBody = Type.Object({
  accounts: Type.Union([Type.Literal("off"), Type.Literal("optional"), Type.Literal("required")]),
  registration: Registration,
  lastingRooms: Type.Boolean({ description: "Whether accounts can create rooms that never end" }),
});

export const RegisterRequest = Type.Object({
  username: Characters(
    { min: 3, max: 24 },
    { maxLength: 256, description: "3 to 24 letters, digits and _ . - between them" },
  ),
  password: Characters({ min: 8, max: 1024 }, { description: "8 to 1024 bytes" }),
  email: Type.Optional(Email),
  name: Type.Optional(Name),
  avatar: Avatar,
  adminCode: Type.Optional(AdminCode),
});

export const LoginRequest = Type.Object({ username: Type.String({ maxLength: 256 }), password: Type.String() });

export const RefreshRequest = Type.Object({
  refreshToken: Type.Optional(Type.String({ maxLength: 128, description: "Or send a valid token in Authorization" })),
});

export const AccountBody = Type.Object({
  ...MemberBody.properties,
  username: Type.String(),
  email: Email,
  isAdmin: Type.Boolean(),
  createdAt: Instant,
  lastSeenAt: Instant,
});

export const GuestBody = Type.Object({ ...MemberBody.properties, guest: Type.Literal(true) });

export const RefreshedBody = Type.Object({
  token: Type.String({ description: "Valid for 30 minutes, or until you sign out" }),
  expiresAt: Instant,
  account: AccountBody,
  refreshToken: Type.Optional(Type.String({ description: "Replaces the refresh token you sent" })),
});

export const SignedInBody = Type.Object({
  ...RefreshedBody.properties,
  refreshToken: Type.String({
    description: "Works once; valid for 30 days, and at most 90 days after you entered your password",
  }),
});

export const AccountPatch = Type.Object({
  name: Type.Optional(Name),
  avatar: Avatar,
  email: Type.Optional(Email),
  password: Type.Optional(Characters({ min: 8, max: 1024 }, { description: "Signs you out on all other devices" })),
  adminCode: Type.Optional(AdminCode),
  currentPassword: CurrentPassword,
});

export const AccountDeletion = Type.Object({ currentPassword: CurrentPassword });

const RoomBytes = Type.Integer({ description: "Used by all rooms together, out of MAYFLY_MAX_MEMORY" });

export const AdminBody = Type.Object({
  rooms: Type.Integer(),
  publicRooms: Type.Integer(),
  sockets: Type.Integer(),
  accounts: Type.Integer(),
  administrators: Type.Integer(),
  banned: Type.Integer(),
  registration: Registration,
  roomBytes: RoomBytes,
  maxRoomBytes: Type.Integer({ description: "As MAYFLY_MAX_MEMORY says" }),
  members: Type.Integer({ description: "People present, in all rooms together" }),
  fileBytes: Type.Integer({ description: "Used by all files together" }),
  maxFileBytes: Type.Integer({ description: "The most that all files may use" }),
  freeDiskBytes: Type.Union([Type.Integer(), Type.Null()], {
    description: "What files may still take of the disk; null without a data file",
  }),
  isSaving: Type.Boolean({ description: "False while the disk fails" }),
  memoryBytes: Type.Integer({ description: "Resident memory of the process" }),
  load: Type.Object({
    cpuShare: Type.Number({ description: "CPU time of the last seconds, as a share of one core" }),
    loopLagMs: Type.Number({ description: "The longest that anything due waited in the last seconds" }),
  }),
  turnedAway: Type.Object(
    {
      tooFast: Type.Integer({ description: "By a rate limit, or because too many passwords were being checked" }),
      tooLarge: Type.Integer(),
      noSpace: Type.Integer({ description: "Because the server, or a room's space for files, was full" }),
      notSaved: Type.Integer({ description: "Because the disk failed" }),
    },
    { description: "How often since the start somebody was refused something" },
  ),
  certificateEndsAt: Type.Union([Instant, Type.Null()], {
    description: "When this server's own certificate ends; null without one",
  }),
  certificateNames: Type.Array(Type.String(), {
    description: "The names and addresses it is for; none without one",
  }),
  version: Type.String(),
  startedAt: Instant,
});

export const AdminRoomsBody = Type.Object({
  rooms: Type.Array(
    Type.Object({
      id: Type.String({ description: "Only for ending the room; the ids of its events begin with it" }),
      bytes: Type.Integer(),
      members: Type.Integer({ description: "People here now" }),
      createdAt: Instant,
      expiresAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
  roomBytes: RoomBytes,
});

export const AdminAccountsBody = Type.Object({
  accounts: Type.Array(
    Type.Object({
      username: Type.String(),
      name: Type.String({ description: "Shown in rooms" }),
      isAdmin: Type.Boolean(),
      isBanned: Type.Boolean(),
      createdAt: Instant,
    }),
  ),
  next: Type.Optional(Type.String({ description: "Send this as cursor for the next page" })),
});

export const SetupBody = Type.Object({
  settings: Type.Array(
    Type.Object({
      variable: Type.String({ description: "As it is set in the environment" }),
      value: Type.Union([Type.String(), Type.Null()], { description: "Null for a secret that is set" }),
      isSet: Type.Boolean({ description: "False where the value is the default" }),
    }),
  ),
  noticed: Type.Array(Type.String(), {
    description: "What the log has noticed since the start about proxies, hosts and sockets, a sentence each",
  }),
});

export const AdminPatch = Type.Object({ registration: Registration });

export const BannedBody = Type.Object({ username: Type.String(), isBanned: Type.Boolean() });

export type AccountDeletion = Static<typeof AccountDeletion>;
export type AccountPatch = Static<typeof AccountPatch>;
