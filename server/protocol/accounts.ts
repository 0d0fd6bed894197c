// Defines the REST bodies for accounts: registering, signing in, the own account, administration. Rules U* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import { MemberBody } from "./http.ts";
import { MAX_NAME_LENGTH } from "./limits.ts";
import { Characters } from "./schemas.ts";

const Instant = Type.String({ format: "date-time" });
const Email = Type.Union([Characters({ min: 3, max: 254 }, { maxLength: 254 }), Type.Null()], {
  description: "Told to nobody else",
});
const Name = Characters({ min: 1, max: MAX_NAME_LENGTH }, { maxLength: 256, description: "As it stands in rooms" });
const Avatar = Type.Optional(MemberBody.properties.avatar);
const AdminCode = Type.String({ maxLength: 64, description: "Printed at the start, or by mayfly invite; good once" });
const CurrentPassword = Type.Optional(
  Type.String({
    description: "Needed for a new password or e-mail and to erase the account, 10 minutes after it was given",
  }),
);
const Registration = Type.Union([Type.Literal("open"), Type.Literal("closed")]);

export const AccountsBody = Type.Object({
  accounts: Type.Union([Type.Literal("off"), Type.Literal("optional"), Type.Literal("required")]),
  registration: Registration,
  lastingRooms: Type.Boolean({ description: "Accounts may make rooms without an end" }),
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
  refreshToken: Type.Optional(Type.String({ maxLength: 128, description: "Or a token that is still good, as ever" })),
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
  token: Type.String({ description: "Good for 30 minutes, or until you sign out" }),
  expiresAt: Instant,
  account: AccountBody,
  refreshToken: Type.Optional(Type.String({ description: "Takes the place of the refresh token that was sent" })),
});

export const SignedInBody = Type.Object({
  ...RefreshedBody.properties,
  refreshToken: Type.String({
    description: "Gets a new token, once; good for 30 days, 90 after the password was given",
  }),
});

export const AccountPatch = Type.Object({
  name: Type.Optional(Name),
  avatar: Avatar,
  email: Type.Optional(Email),
  password: Type.Optional(Characters({ min: 8, max: 1024 }, { description: "Signs out every other device" })),
  adminCode: Type.Optional(AdminCode),
  currentPassword: CurrentPassword,
});

export const AccountDeletion = Type.Object({ currentPassword: CurrentPassword });

const RoomBytes = Type.Integer({ description: "What all rooms take together, of MAYFLY_MAX_MEMORY" });

export const AdminBody = Type.Object({
  rooms: Type.Integer(),
  publicRooms: Type.Integer(),
  sockets: Type.Integer(),
  accounts: Type.Integer(),
  administrators: Type.Integer(),
  banned: Type.Integer(),
  registration: Registration,
  roomBytes: RoomBytes,
  version: Type.String(),
  startedAt: Instant,
});

export const AdminRoomsBody = Type.Object({
  rooms: Type.Array(
    Type.Object({
      id: Type.String({ description: "Only to end the room by; the ids of its events begin with it" }),
      bytes: Type.Integer(),
      members: Type.Integer({ description: "How many are present" }),
      createdAt: Instant,
      expiresAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
  roomBytes: RoomBytes,
});

export const AdminPatch = Type.Object({ registration: Registration });

export const BannedBody = Type.Object({ username: Type.String(), isBanned: Type.Boolean() });

export type AccountDeletion = Static<typeof AccountDeletion>;
export type AccountPatch = Static<typeof AccountPatch>;
