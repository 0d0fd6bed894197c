// Remembers members after they have left a room: its owner, its admins, those on its member list, and accounts. Rule G12.
import type { Member } from "#protocol/frames";
import { MAX_REMEMBERED_MEMBERS } from "#protocol/limits";
import type { Room } from "./room.ts";
import type { LastSeen, SeenMembers } from "./room-state.ts";

/** Returns whether the room remembers this member when they are gone. */
export function isRemembered(room: Room, memberId: string, isAccount: (memberId: string) => boolean): boolean {
  if (room.state.bans.has(memberId)) return false;
  return room.roleOf(memberId) !== "member" || room.state.list.has(memberId) || isAccount(memberId);
}

/** Records when the member was last seen. @param at epoch ms; null while the member is here */
export function recordSeen(room: Room, { id, name, avatar }: Member, at: number | null): void {
  room.seen ??= new Map();
  room.seen.set(id, { name, avatar, at });
  if (room.seen.size > MAX_REMEMBERED_MEMBERS) forgetLongestGone(room.seen, room.state.ownerId);
}

/** Returns whether any of the remembered members was present when they were saved. */
export function hasPresentMember(seen: SeenMembers): boolean {
  for (const { at } of seen?.values() ?? []) if (at === null) return true;
  return false;
}

/** Returns the same members, all absent, as after a restart. Those who were present count as last seen at `now`. */
export function markAllAbsent(seen: SeenMembers, now: number): SeenMembers {
  return seen && new Map(Array.from(seen, ([id, one]) => [id, { ...one, at: one.at ?? now }]));
}

function forgetLongestGone(seen: Map<string, LastSeen>, ownerId: string | null): void {
  let longestGone: string | undefined;
  let since = Number.POSITIVE_INFINITY;
  for (const [id, { at }] of seen) {
    if (at === null || at >= since || id === ownerId) continue;
    longestGone = id;
    since = at;
  }
  if (longestGone !== undefined) seen.delete(longestGone);
}
