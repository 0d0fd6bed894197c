// Lists rooms and members in pages. A page begins after the last item of the one before, whatever has changed since.
// Rules R8, G13.
import type { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { foldName } from "#protocol/names";
import { foldCode } from "#protocol/room-code";
import type { Engine } from "../lib/ports.ts";
import { badField } from "../lib/refusals.ts";
import type { Room } from "../room-model/room.ts";

export type ListQuery = {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  /** Whether rooms with most people or with most time left come first. */
  readonly sort?: "people" | "time" | undefined;
  /** A part of the title or the code. */
  readonly q?: string | undefined;
};

export type ListPage<T> = { readonly items: readonly T[]; readonly next: string | undefined };

/** How many rooms or members a search looks at before it pauses: about a millisecond of work. */
const LOOKS_PER_TURN = 4096;
/** The same where each look reads a room's history. */
const MENTIONS_PER_TURN = 8;

/** Returns whether the room is found in public lists. */
export const isListed = ({ state, isEnded }: Room) =>
  state.visibility === "public" && state.entry !== "members" && !isEnded;

/** Returns a page of the public rooms among these. */
export function listRooms(
  rooms: Iterable<Room>,
  { limit, cursor, sort = "people", q }: ListQuery,
): ListPage<Room> | Refusal {
  const rank = (room: Room) => (sort === "people" ? room.roster.size : room.expiresAt);
  const [, cursorRank, cursorCode] = /^(\d{1,16}|Infinity) ([a-z0-9-]{1,32})$/.exec(cursor ?? "") ?? [];
  if (cursor !== undefined && cursorCode === undefined) return badField("cursor", "not from this list");
  const sought = foldName(q ?? "");
  const inOrder = (a: Room, b: Room) => compare(rank(b), rank(a)) || compare(a.founding.code, b.founding.code);
  let found: Room[] = [];
  /** The first room beyond the page so far: nothing after it can come onto the page. */
  let bound: Room | undefined;
  const trim = () => {
    found = found.sort(inOrder).slice(0, limit + 1);
    bound = found[limit];
  };
  for (const room of rooms) {
    if (!isListed(room) || (bound !== undefined && inOrder(room, bound) > 0) || !matches(room, sought)) continue;
    const [ranked, after] = [rank(room), Number(cursorRank)];
    if (cursorCode === undefined || ranked < after || (ranked === after && room.founding.code > cursorCode)) {
      found.push(room);
    }
    if (found.length >= 4 * limit) trim();
  }
  trim();
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? `${rank(last)} ${last.founding.code}` : undefined;
  return { items, next };
}

/** Returns a page of the members present in open public rooms, each once, in order of their ids. Yields to pause. */
export function* listPresentMembers(
  rooms: Iterable<Room>,
  { limit, cursor = "" }: ListQuery,
): Generator<undefined, ListPage<Member>> {
  let found: Member[] = [];
  let looks = 0;
  const trim = () => {
    const byId = new Map(found.map((member) => [member.id, member]));
    found = [...byId.values()].sort((a, b) => compare(a.id, b.id)).slice(0, limit + 1);
  };
  for (const room of rooms) {
    if (!isListed(room) || room.state.entry !== "open") continue;
    for (const { id, name, avatar } of room.roster) {
      if (id > cursor) found.push({ id, name, avatar });
      if (found.length >= 4 * limit) trim();
      if (++looks % LOOKS_PER_TURN === 0) yield;
    }
  }
  trim();
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

/**
 * Returns the rooms a member owns, is an admin of, is on the list of, or is in. Yields to pause.
 * @param mentions returns whether a room knows of the member in any other way; slow
 */
export function* listRoomsOf(
  memberId: string,
  rooms: Iterable<Room>,
  mentions?: (room: Room) => boolean,
): Generator<undefined, Room[]> {
  const found: Room[] = [];
  let looks = 0;
  for (const room of rooms) {
    const { list } = room.state;
    const isIn = list.has(memberId) || room.roster.get(memberId) !== undefined;
    if (!room.isEnded && (isIn || room.roleOf(memberId) !== "member" || mentions?.(room))) found.push(room);
    if (++looks % (mentions === undefined ? LOOKS_PER_TURN : MENTIONS_PER_TURN) === 0) yield;
  }
  // Others may have ended during a pause.
  return found.filter(({ isEnded }) => !isEnded);
}

/** Returns a function that says whether a room remembers a member, or has anything that is about them or from them. */
export function mentionsMember(memberId: string, engine: Engine): (room: Room) => boolean {
  return ({ seen, state, founding }) =>
    seen?.has(memberId) ||
    state.bans.has(memberId) ||
    state.mutes.has(memberId) ||
    state.ownerKeyHolder === memberId ||
    engine.history(founding.epoch).mentionsMember(memberId);
}

/** Returns the largest of these rooms, the largest first, each with its size. Yields to pause. */
export function* listLargestRooms(
  rooms: Iterable<Room>,
  limit: number,
  bytesOf: (room: Room) => number,
): Generator<undefined, { room: Room; bytes: number }[]> {
  let found: { room: Room; bytes: number }[] = [];
  let looks = 0;
  const trim = () => {
    found = found.sort((a, b) => b.bytes - a.bytes).slice(0, limit);
  };
  for (const room of rooms) {
    if (!room.isEnded) found.push({ room, bytes: bytesOf(room) });
    if (found.length >= 4 * limit) trim();
    if (++looks % LOOKS_PER_TURN === 0) yield;
  }
  trim();
  return found.filter(({ room }) => !room.isEnded);
}

function matches({ state, founding }: Room, sought: string): boolean {
  return sought === "" || foldName(state.title).includes(sought) || foldCode(founding.code).includes(foldCode(sought));
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns how many members are present in all these rooms. It is added up when asked, so that coming and going cost nothing. */
export function countPresentMembers(rooms: Iterable<Room>): number {
  let count = 0;
  for (const { roster } of rooms) count += roster.size;
  return count;
}
