// Whom a room remembers when they are gone: its owner, its admins, who was let in, and who has an account. Rule G12.
import type { Member } from "#protocol/frames";
import { REMEMBERED_MEMBERS } from "#protocol/limits";
import type { Room } from "./room.ts";
import type { Seen, SeenMembers } from "./room-state.ts";

export function isRemembered(room: Room, memberId: string, isAccount: (memberId: string) => boolean): boolean {
  if (room.state.bans.has(memberId)) return false;
  return room.roleOf(memberId) !== "member" || room.state.list.has(memberId) || isAccount(memberId);
}

/** @param at epoch ms; null while the member is here */
export function sawMember(room: Room, { id, name, avatar }: Member, at: number | null): void {
  room.seen ??= new Map();
  room.seen.set(id, { name, avatar, at });
  if (room.seen.size > REMEMBERED_MEMBERS) forgetLongestGone(room.seen, room.state.ownerId);
}

/** Whether anybody it remembers was here when it was kept. */
export function hasPresent(seen: SeenMembers): boolean {
  for (const { at } of seen?.values() ?? []) if (at === null) return true;
  return false;
}

/** After a restart nobody is here: who was is gone since now. */
export function allGone(seen: SeenMembers, now: number): SeenMembers {
  return seen && new Map(Array.from(seen, ([id, one]) => [id, { ...one, at: one.at ?? now }]));
}

function forgetLongestGone(seen: Map<string, Seen>, ownerId: string | null): void {
  let longest: string | undefined;
  let since = Number.POSITIVE_INFINITY;
  for (const [id, { at }] of seen) {
    if (at === null || at >= since || id === ownerId) continue;
    longest = id;
    since = at;
  }
  if (longest !== undefined) seen.delete(longest);
}
