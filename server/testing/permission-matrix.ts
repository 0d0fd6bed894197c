// Who may do what in which room, written down by hand: what the server does is compared with this, and never the other
// way round. Rooms for each cell are made here, too.
import type { Entry } from "#protocol/frames";
import type { Room } from "../chat/room-model/room.ts";
import { type RoomState, withListed } from "../chat/room-model/room-state.ts";

export const ROLES = ["owner", "key", "admin", "member", "guest", "banned", "muted"] as const;
export const STATES = ["open", "slow", "password", "knock", "locked", "members", "ended"] as const;
export type As = (typeof ROLES)[number];
export type RoomIs = (typeof STATES)[number];

/** What is asked, and the status of the answer to the owner, the owner key's holder, an admin, a member, a guest who isn't
 * in, one who is banned, and one who is muted. */
const OPEN = `
  view        200 200 200 200 200 200 200
  read        200 200 200 200 200 403 200
  people      200 200 200 200 200 403 200
  talk        201 201 201 201 201 403 403
  deleteOwn   204 204 204 204 204 403 204
  deleteAny   204 204 204 403 403 403 403
  join        200 200 200 200 200 403 200
  leave       204 204 204 204 204 204 204
  title       200 200 200 403 403 403 403
  entry       200 200 200 403 403 403 403
  password    200 200 200 403 403 403 403
  slowMode    200 200 200 403 403 403 403
  visibility  200 200 403 403 403 403 403
  maxMembers  200 200 403 403 403 403 403
  extend      200 200 403 403 403 403 403
  end         204 204 403 403 403 403 403
  invite      201 201 201 403 403 403 403
  invites     200 200 200 403 403 403 403
  bans        200 200 200 403 403 403 403
  knocks      200 200 200 403 403 403 403
  ownerKey    201 201 403 403 403 403 403
  admit       204 204 204 403 403 403 403
  deny        204 204 204 403 403 403 403
  kick        204 204 204 403 403 403 403
  ban         204 204 204 403 403 403 403
  unban       204 204 204 403 403 403 403
  mute        204 204 204 403 403 403 403
  unmute      204 204 204 403 403 403 403
  wipe        204 204 204 403 403 403 403
  promote     204 204 403 403 403 403 403
  demote      204 204 403 403 403 403 403
  handover    204 204 403 403 403 403 403
  take        403 204 403 403 403 403 403`;

/** Where another room's answers are not the open one's. */
const OTHERWISE: Record<RoomIs, string> = {
  open: "",
  // They have all talked a moment ago.
  slow: "talk 201 201 201 429 429 403 403",
  password: `
    read      200 200 200 200 403 403 200
    people    200 200 200 200 403 403 200
    talk      201 201 201 201 403 403 403
    deleteOwn 204 204 204 204 403 403 204
    join      200 200 200 200 403 403 200`,
  knock: `
    read      200 200 200 200 403 403 200
    people    200 200 200 200 403 403 200
    talk      201 201 201 201 403 403 403
    deleteOwn 204 204 204 204 403 403 204
    join      200 200 200 200 202 403 200`,
  locked: `
    read      200 200 200 200 403 403 200
    people    200 200 200 200 403 403 200
    talk      201 201 201 201 403 403 403
    deleteOwn 204 204 204 204 403 403 204
    join      200 200 200 200 403 403 200`,
  members: "",
  ended: "",
};

/** What is done to somebody who isn't just a member: the same columns. */
export const ON_OTHERS = {
  owner: "403 403 403 403 403 403 403",
  admin: "204 204 403 403 403 403 403",
} as const;

function tableOf(text: string): Map<string, readonly number[]> {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(rows.filter(([name]) => name).map(([name = "", ...statuses]) => [name, statuses.map(Number)]));
}

const open = tableOf(OPEN);
const otherwise = Object.fromEntries(STATES.map((state) => [state, tableOf(OTHERWISE[state])]));

export type Asked = string;
export const ASKED: readonly Asked[] = [...open.keys()];
export const DONE_TO_MEMBERS = ["kick", "ban", "mute", "wipe"] as const;

export function expected(asked: Asked, as: As, state: RoomIs): number {
  if (state === "ended") return 410;
  if (state === "members" && (as === "guest" || as === "banned")) return 404;
  const row = otherwise[state]?.get(asked) ?? open.get(asked);
  return row?.[ROLES.indexOf(as)] ?? 0;
}

export function expectedOn(target: keyof typeof ON_OTHERS, as: As): number {
  return Number(ON_OTHERS[target].split(" ")[ROLES.indexOf(as)]);
}

const ENTRIES: Partial<Record<RoomIs, Entry>> = {
  password: "password",
  knock: "knock",
  locked: "locked",
  members: "members",
};

/** Brings a fresh room of the owner's into that state, with everybody in their role: ids are the roles' names. */
export function settle(room: Room, is: RoomIs, asked: Asked, now: number): void {
  const hour = now + 3_600_000;
  const state: RoomState = {
    ...withListed(room.state, ["member", "muted"]),
    entry: ENTRIES[is] ?? "open",
    passwordHash: is === "password" ? "hashed secret" : null,
    slowModeSeconds: is === "slow" ? 60 : null,
    admins: new Set(["admin", "other-admin", ...(asked === "demote" ? ["target"] : [])]),
    bans: new Map([
      ["banned", { name: "B", at: now }],
      ...(asked === "unban" ? [["target", { name: "T", at: now }] as const] : []),
    ]),
    mutes: new Map([["muted", hour], ...(asked === "unmute" ? [["target", hour] as const] : [])]),
  };
  room.state = state;
  // Whom something is done to is here, but for those who can't be.
  for (const id of ["other-admin", ...(["unban", "admit", "deny"].includes(asked) ? [] : ["target"])]) {
    room.roster.add({ id, name: id, avatar: null });
  }
}
