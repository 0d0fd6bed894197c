// Defines which actor may do what in which room. The table is written by hand; tests compare the server with it. `arrangeRoom`
// brings a room into the state that a cell of the table describes.
import type { Entry } from "#protocol/frames";
import type { Room } from "../chat/room-model/room.ts";
import { type RoomState, withListed } from "../chat/room-model/room-state.ts";

export const ACTORS = ["owner", "key", "admin", "member", "guest", "banned", "muted", "kicked"] as const;
export const ROOM_CONDITIONS = [
  "open",
  "slow",
  "readOnly",
  "pinnable",
  "password",
  "knock",
  "locked",
  "members",
  "ended",
] as const;
export type Actor = (typeof ACTORS)[number];
export type RoomCondition = (typeof ROOM_CONDITIONS)[number];

/** Each action, and the HTTP status of the answer to the owner, the holder of the owner key, an admin, a member, a guest
 * who is not in the room, a banned member, a muted member, and one who was kicked a moment ago. */
const OPEN_ROOM_STATUSES = `
  view        200 200 200 200 200 200 200 200
  read        200 200 200 200 200 403 200 403
  board       200 200 200 200 200 403 200 403
  people      200 200 200 200 200 403 200 403
  talk        201 201 201 201 201 403 403 403
  edit        200 200 200 200 200 403 403 403
  react       200 200 200 200 200 403 403 403
  pin         200 200 200 403 403 403 403 403
  deleteOwn   204 204 204 204 204 403 204 403
  deleteAny   204 204 204 403 403 403 403 403
  join        200 200 200 200 200 403 200 403
  leave       204 204 204 204 204 204 204 204
  title       200 200 200 403 403 403 403 403
  entry       200 200 200 403 403 403 403 403
  password    200 200 200 403 403 403 403 403
  writers     200 200 200 403 403 403 403 403
  pinners     200 200 200 403 403 403 403 403
  slowMode    200 200 200 403 403 403 403 403
  vanish      200 200 200 403 403 403 403 403
  visibility  200 200 403 403 403 403 403 403
  maxMembers  200 200 403 403 403 403 403 403
  idleMinutes 200 200 403 403 403 403 403 403
  extend      200 200 403 403 403 403 403 403
  end         204 204 403 403 403 403 403 403
  invite      201 201 201 403 403 403 403 403
  invites     200 200 200 403 403 403 403 403
  bans        200 200 200 403 403 403 403 403
  knocks      200 200 200 403 403 403 403 403
  ownerKey    201 201 403 403 403 403 403 403
  admit       204 204 204 403 403 403 403 403
  deny        204 204 204 403 403 403 403 403
  kick        204 204 204 403 403 403 403 403
  ban         204 204 204 403 403 403 403 403
  unban       204 204 204 403 403 403 403 403
  mute        204 204 204 403 403 403 403 403
  unmute      204 204 204 403 403 403 403 403
  wipe        204 204 204 403 403 403 403 403
  promote     204 204 403 403 403 403 403 403
  demote      204 204 403 403 403 403 403 403
  handover    204 204 403 403 403 403 403 403
  take        403 204 403 403 403 403 403 403`;

/** The rows in which other rooms differ from an open one. */
const DIFFERING_STATUSES: Record<RoomCondition, string> = {
  open: "",
  // In these tests everybody has sent a message a moment ago.
  slow: "talk 201 201 201 429 429 403 403 403",
  readOnly: `
    talk      201 201 201 403 403 403 403 403
    edit      200 200 200 403 403 403 403 403`,
  pinnable: "pin 200 200 200 200 200 403 403 403",
  password: `
    read      200 200 200 200 403 403 200 403
    board     200 200 200 200 403 403 200 403
    people    200 200 200 200 403 403 200 403
    talk      201 201 201 201 403 403 403 403
    edit      200 200 200 200 403 403 403 403
    react     200 200 200 200 403 403 403 403
    deleteOwn 204 204 204 204 403 403 204 403
    join      200 200 200 200 403 403 200 403`,
  knock: `
    read      200 200 200 200 403 403 200 403
    board     200 200 200 200 403 403 200 403
    people    200 200 200 200 403 403 200 403
    talk      201 201 201 201 403 403 403 403
    edit      200 200 200 200 403 403 403 403
    react     200 200 200 200 403 403 403 403
    deleteOwn 204 204 204 204 403 403 204 403
    join      200 200 200 200 202 403 200 403`,
  locked: `
    read      200 200 200 200 403 403 200 403
    board     200 200 200 200 403 403 200 403
    people    200 200 200 200 403 403 200 403
    talk      201 201 201 201 403 403 403 403
    edit      200 200 200 200 403 403 403 403
    react     200 200 200 200 403 403 403 403
    deleteOwn 204 204 204 204 403 403 204 403
    join      200 200 200 200 403 403 200 403`,
  members: "",
  ended: "",
};

/** The statuses for an action on the owner or an admin, in the same columns. */
export const STATUSES_ON_STAFF = {
  owner: "403 403 403 403 403 403 403 403",
  admin: "204 204 403 403 403 403 403 403",
} as const;

function parseTable(text: string): Map<string, readonly number[]> {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(rows.filter(([name]) => name).map(([name = "", ...statuses]) => [name, statuses.map(Number)]));
}

const open = parseTable(OPEN_ROOM_STATUSES);
const differing = Object.fromEntries(ROOM_CONDITIONS.map((state) => [state, parseTable(DIFFERING_STATUSES[state])]));

export type PermissionAction = string;
export const PERMISSION_ACTIONS: readonly PermissionAction[] = [...open.keys()];
export const ACTIONS_ON_MEMBERS = ["kick", "ban", "mute", "wipe"] as const;

/** The new settings that each action on a room's settings asks for. */
export const SETTINGS_BY_ACTION: Record<string, object> = {
  title: { title: "New" },
  entry: { entry: "locked" },
  password: { password: "better" },
  writers: { writers: "moderators" },
  pinners: { pinners: "everyone" },
  slowMode: { slowModeSeconds: 5 },
  vanish: { vanish: 60 },
  visibility: { visibility: "public" },
  maxMembers: { maxMembers: 9 },
  idleMinutes: { idleMinutes: 9 },
  extend: { extend: 1 },
};

/** Returns the HTTP status with which the server must answer. */
export function expectedStatus(action: PermissionAction, actor: Actor, state: RoomCondition): number {
  if (state === "ended") return 410;
  if (state === "members" && (actor === "guest" || actor === "banned")) return 404;
  const row = differing[state]?.get(action) ?? open.get(action);
  return row?.[ACTORS.indexOf(actor)] ?? 0;
}

/** Returns the HTTP status for an action on the owner or an admin of an open room. */
export function expectedStatusOnStaff(target: keyof typeof STATUSES_ON_STAFF, actor: Actor): number {
  return Number(STATUSES_ON_STAFF[target].split(" ")[ACTORS.indexOf(actor)]);
}

const ENTRIES: Partial<Record<RoomCondition, Entry>> = {
  password: "password",
  knock: "knock",
  locked: "locked",
  members: "members",
};

/** Brings a fresh room of the owner into that condition, with every actor in their role; member ids are the actors' names. */
export function arrangeRoom(room: Room, condition: RoomCondition, action: PermissionAction, now: number): void {
  const hour = now + 3_600_000;
  const state: RoomState = {
    ...withListed(room.state, ["member", "muted", "kicked"]),
    entry: ENTRIES[condition] ?? "open",
    passwordHash: condition === "password" ? "hashed secret" : null,
    slowModeSeconds: condition === "slow" ? 60 : null,
    writers: condition === "readOnly" ? "moderators" : "everyone",
    pinners: condition === "pinnable" ? "everyone" : undefined,
    admins: new Set(["admin", "other-admin", ...(action === "demote" ? ["target"] : [])]),
    bans: new Map([
      ["banned", { name: "B", at: now }],
      ...(action === "unban" ? [["target", { name: "T", at: now }] as const] : []),
    ]),
    kicks: new Map([["kicked", { name: "K", until: hour }]]),
    mutes: new Map([["muted", hour], ...(action === "unmute" ? [["target", hour] as const] : [])]),
  };
  room.state = state;
  // The target of an action is present, except where the action requires that they are not.
  for (const id of ["other-admin", ...(["unban", "admit", "deny"].includes(action) ? [] : ["target"])]) {
    room.roster.add({ id, name: id, avatar: null });
  }
}
