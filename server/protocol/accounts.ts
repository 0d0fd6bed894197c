// The bodies of the API's accounts: signing up, in and out, one's own, and the administrator's. Rules U* of SPEC.md.
import { type Static, Type } from "@sinclair/typebox";
import { MemberBody } from "./http.ts";

const Instant = Type.String({ format: "date-time" });
const Email = Type.Union([Type.String({ maxLength: 254 }), Type.Null()], { description: "Told to nobody else" });
const Name = Type.String({ maxLength: 256, description: "1 to 32 characters, as it stands in rooms" });
const Avatar = Type.Optional(MemberBody.properties.avatar);
const AdminCode = Type.String({ maxLength: 64, description: "Printed at the start, or by mayfly invite; good once" });
const Registration = Type.Union([Type.Literal("open"), Type.Literal("closed")]);

export const AccountsBody = Type.Object({
  accounts: Type.Union([Type.Literal("off"), Type.Literal("optional"), Type.Literal("required")]),
  registration: Registration,
  lastingRooms: Type.Boolean({ description: "Accounts may make rooms without an end" }),
});

export const RegisterRequest = Type.Object({
  username: Type.String({ maxLength: 256, description: "3 to 24 letters, digits and _ . - between them" }),
  password: Type.String({ description: "8 to 1024 bytes" }),
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
});

export const SignedInBody = Type.Object({
  ...RefreshedBody.properties,
  refreshToken: Type.String({ description: "Gets a new token; good for 30 days from its last use. Told this once" }),
});

export const AccountPatch = Type.Object({
  name: Type.Optional(Name),
  avatar: Avatar,
  email: Type.Optional(Email),
  password: Type.Optional(Type.String({ description: "Signs out every other device" })),
  adminCode: Type.Optional(AdminCode),
});

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

export type AccountPatch = Static<typeof AccountPatch>;
