// Who may do what in a room: one table of roles and actions, for the server, which decides by it, and for clients, which
// offer nothing else. Rules G1 to G3.

export const ROLES = ["owner", "admin", "member"] as const;
export const VISIBILITIES = ["unlisted", "public"] as const;
/** How a newcomer comes in: freely, by a password, by being let in, or not at all; of `members` only the list knows. */
export const ENTRIES = ["open", "password", "knock", "locked", "members"] as const;

export type Role = (typeof ROLES)[number];
export type Visibility = (typeof VISIBILITIES)[number];
export type Entry = (typeof ENTRIES)[number];

const EVERYONE = ROLES;
const KEEPERS = ["owner", "admin"] as const;
const OWNER = ["owner"] as const;

const TABLE = {
  talk: EVERYONE,
  // Of the room.
  title: KEEPERS,
  entry: KEEPERS,
  password: KEEPERS,
  slowModeSeconds: KEEPERS,
  invite: KEEPERS,
  deleteAny: KEEPERS,
  visibility: OWNER,
  maxMembers: OWNER,
  extend: OWNER,
  end: OWNER,
  // Of a member.
  admit: KEEPERS,
  deny: KEEPERS,
  kick: KEEPERS,
  ban: KEEPERS,
  unban: KEEPERS,
  mute: KEEPERS,
  unmute: KEEPERS,
  wipe: KEEPERS,
  promote: OWNER,
  demote: OWNER,
  handover: OWNER,
  // Of oneself: a room whose owner is gone, or one's own from another device. No role is enough for it (G9).
  take: [],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof TABLE;

/** What may be done to a member, and is told to all. */
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

export function may(role: Role, action: Action): boolean {
  return (TABLE[action] as readonly Role[]).includes(role);
}

/** Whether it may be done to a member of that role: nobody acts on the owner, and an admin on no admin. */
export function mayActOn(role: Role, action: RoomAction | "deny", target: Role): boolean {
  return may(role, action) && (target === "member" || (target === "admin" && role === "owner"));
}
