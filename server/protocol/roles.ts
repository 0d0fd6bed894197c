// The permissions of a room: which role may do which action. The server decides by this table, and clients offer only what
// it allows. Rules G1 to G3.

export const ROLES = ["owner", "admin", "member"] as const;
export const VISIBILITIES = ["unlisted", "public"] as const;
/** Who can join: anyone, with a password, after asking, nobody new, or members only. A `members` room is hidden from others. */
export const ENTRIES = ["open", "password", "knock", "locked", "members"] as const;

/** Who can write: everybody, or only the owner and the admins. */
export const WRITERS = ["everyone", "moderators"] as const;

/** Who can pin messages to the board: everybody, or only the owner and the admins. */
export const PINNERS = ["moderators", "everyone"] as const;

export type Role = (typeof ROLES)[number];
export type Visibility = (typeof VISIBILITIES)[number];
export type Entry = (typeof ENTRIES)[number];
export type Writers = (typeof WRITERS)[number];
export type Pinners = (typeof PINNERS)[number];

const EVERYONE = ROLES;
const OWNER_AND_ADMINS = ["owner", "admin"] as const;
const OWNER = ["owner"] as const;

const PERMISSIONS = {
  talk: EVERYONE,
  // Actions on the room.
  title: OWNER_AND_ADMINS,
  entry: OWNER_AND_ADMINS,
  password: OWNER_AND_ADMINS,
  slowModeSeconds: OWNER_AND_ADMINS,
  writers: OWNER_AND_ADMINS,
  vanish: OWNER_AND_ADMINS,
  pinners: OWNER_AND_ADMINS,
  pin: OWNER_AND_ADMINS,
  invite: OWNER_AND_ADMINS,
  deleteAny: OWNER_AND_ADMINS,
  visibility: OWNER,
  maxMembers: OWNER,
  idleMinutes: OWNER,
  extend: OWNER,
  end: OWNER,
  // Actions on a member.
  admit: OWNER_AND_ADMINS,
  deny: OWNER_AND_ADMINS,
  kick: OWNER_AND_ADMINS,
  ban: OWNER_AND_ADMINS,
  unban: OWNER_AND_ADMINS,
  mute: OWNER_AND_ADMINS,
  unmute: OWNER_AND_ADMINS,
  wipe: OWNER_AND_ADMINS,
  promote: OWNER,
  demote: OWNER,
  handover: OWNER,
  // Becoming the owner, by the owner key or as the heir of an absent owner. No role permits it by itself (G9).
  take: [],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof PERMISSIONS;

/** The actions on members that are announced to the whole room. */
export const ROOM_ACTIONS = [
  "admit",
  "kick",
  "ban",
  "unban",
  "mute",
  "unmute",
  "promote",
  "demote",
  "handover",
  "take",
  "wipe",
] as const satisfies readonly Action[];

export type RoomAction = (typeof ROOM_ACTIONS)[number];

/** Returns whether a role may do an action. */
export function can(role: Role, action: Action): boolean {
  return (PERMISSIONS[action] as readonly Role[]).includes(role);
}

/** Returns whether a role may write messages in a room. */
export function canWrite(role: Role, writers: Writers): boolean {
  return writers === "everyone" || (OWNER_AND_ADMINS as readonly Role[]).includes(role);
}

/** Returns whether a role may pin messages in a room, and take pins away. */
export function canPin(role: Role, pinners: Pinners | undefined): boolean {
  return pinners === "everyone" || can(role, "pin");
}

/** Returns whether a role may act on a member of the target role. Nobody may act on the owner, nor an admin on an admin. */
export function canActOn(role: Role, action: RoomAction | "deny", target: Role): boolean {
  return can(role, action) && (target === "member" || (target === "admin" && role === "owner"));
}
