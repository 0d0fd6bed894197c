// Lists of rooms and members, page by page: a page begins after the last of the one before it, whatever has changed since.
// Rules R8, G13.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { foldCode, foldName } from "#protocol/text";
import type { Room } from "../room-model/room.ts";

export type Asked = {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  /** The most people first, or the most time left. */
  readonly sort?: "people" | "time" | undefined;
  /** In the title, or the code. */
  readonly q?: string | undefined;
};

export type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined };

/** Rooms anyone may know of and find in a list. */
export const isListed = ({ state, ended }: Room) =>
  state.visibility === "public" && state.entry !== "members" && !ended;

export function listRooms(rooms: Iterable<Room>, { limit, cursor, sort = "people", q }: Asked): Page<Room> | Refusal {
  const rank = (room: Room) => (sort === "people" ? room.roster.size : room.expiresAt);
  const [, after, afterCode] = /^(\d{1,16}|Infinity) ([a-z0-9-]{1,32})$/.exec(cursor ?? "") ?? [];
  if (cursor !== undefined && afterCode === undefined)
    return new Refusal("malformed", "cursor: not one of these lists.");
  const sought = foldName(q ?? "");
  const inOrder = (a: Room, b: Room) => order(rank(b), rank(a)) || order(a.founding.code, b.founding.code);
  let found: Room[] = [];
  /** Nothing after it is on the page. */
  let bound: Room | undefined;
  const cut = () => {
    found = found.sort(inOrder).slice(0, limit + 1);
    bound = found[limit];
  };
  for (const room of rooms) {
    if (!isListed(room) || (bound !== undefined && inOrder(room, bound) > 0) || !isSought(room, sought)) continue;
    const [ranked, then] = [rank(room), Number(after)];
    if (afterCode === undefined || ranked < then || (ranked === then && room.founding.code > afterCode))
      found.push(room);
    if (found.length >= 4 * limit) cut();
  }
  cut();
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? `${rank(last)} ${last.founding.code}` : undefined;
  return { items, next };
}

/** Who is in a room whose roster anyone may read, each once, in the order of their ids. */
export function* listPresent(rooms: Iterable<Room>, { limit, cursor = "" }: Asked): Generator<undefined, Page<Member>> {
  let first: Member[] = [];
  let looked = 0;
  const cut = () => {
    const byId = new Map(first.map((member) => [member.id, member]));
    first = [...byId.values()].sort((a, b) => order(a.id, b.id)).slice(0, limit + 1);
  };
  for (const room of rooms) {
    if (!isListed(room) || room.state.entry !== "open") continue;
    for (const { id, name, avatar } of room.roster) {
      if (id > cursor) first.push({ id, name, avatar });
      if (first.length >= 4 * limit) cut();
      if (++looked % AT_ONCE === 0) yield;
    }
  }
  cut();
  const items = first.slice(0, limit);
  return { items, next: first.length > limit ? items.at(-1)?.id : undefined };
}

/** The rooms of a member: owned, kept in order, let into, or being in. @param orSaw those too that only remember them */
export function* roomsOf(memberId: string, rooms: Iterable<Room>, orSaw: boolean): Generator<undefined, Room[]> {
  const found: Room[] = [];
  let looked = 0;
  for (const room of rooms) {
    const { list } = room.state;
    const isIn = list.has(memberId) || room.roster.get(memberId) !== undefined;
    const saw = orSaw && room.seen?.has(memberId);
    if (!room.ended && (isIn || saw || room.roleOf(memberId) !== "member")) found.push(room);
    if (++looked % AT_ONCE === 0) yield;
  }
  return found;
}

/** Looked at before others have their turn: about a millisecond. */
const AT_ONCE = 4096;

function isSought({ state, founding }: Room, sought: string): boolean {
  return sought === "" || foldName(state.title).includes(sought) || foldCode(founding.code).includes(foldCode(sought));
}

function order<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
