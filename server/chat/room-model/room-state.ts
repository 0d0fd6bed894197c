// What of a room changes in its life beside its log, as one immutable value, and the text it is kept as. Rooms where
// nothing of the kind happened share the empty collections.
import type { Entry, Visibility } from "#protocol/frames";
import { REMEMBERED_MEMBERS } from "#protocol/limits";

export type Invite = {
  readonly id: string;
  /** Of its secret, which is told once. */
  readonly digest: string;
  readonly uses: number;
  readonly usesLeft: number;
  /** epoch ms; null: with the room */
  readonly expiresAt: number | null;
};

export type Ban = {
  readonly name: string;
  /** epoch ms */
  readonly at: number;
  /** Digests of the day and of where the member was, where the operator wants that (G6). */
  readonly places?: readonly string[];
};

/** When somebody was last here, epoch ms; null while they are. */
export type Seen = { readonly name: string; readonly avatar: string | null; readonly at: number | null };

export type RoomState = {
  readonly title: string;
  /** epoch ms; null: the room lasts. */
  readonly expiresAt: number | null;
  readonly visibility: Visibility;
  readonly entry: Entry;
  /** There is one exactly while the entry is by password. */
  readonly passwordHash: string | null;
  readonly slowModeSeconds: number | null;
  readonly maxMembers: number | null;
  readonly ownerId: string | null;
  /** Since when nobody owns the room, epoch ms; null where somebody does. */
  readonly ownerGoneAt: number | null;
  /** Null once the room was handed over: the former owner's key must prove nothing. */
  readonly ownerKeyDigest: string | null;
  readonly admins: ReadonlySet<string>;
  /** Who was let in, and may come again. */
  readonly list: ReadonlySet<string>;
  readonly bans: ReadonlyMap<string, Ban>;
  /** Until when who may not talk, epoch ms. */
  readonly mutes: ReadonlyMap<string, number>;
  readonly invites: readonly Invite[];
};

/** Undefined while there are none. */
export type SeenMembers = Map<string, Seen> | undefined;

const NO_IDS: ReadonlySet<string> = new Set();
const NO_BANS: RoomState["bans"] = new Map();
const NO_MUTES: RoomState["mutes"] = new Map();
const NO_INVITES: RoomState["invites"] = [];

/** A room that is like any other but for what is given. */
export function stateWith(given: Partial<RoomState>): RoomState {
  return {
    title: "",
    expiresAt: null,
    visibility: "unlisted",
    entry: "open",
    passwordHash: null,
    slowModeSeconds: null,
    maxMembers: null,
    ownerId: null,
    ownerGoneAt: null,
    ownerKeyDigest: null,
    admins: NO_IDS,
    list: NO_IDS,
    bans: NO_BANS,
    mutes: NO_MUTES,
    invites: NO_INVITES,
    ...given,
  };
}

/** The text a state is kept as: JSON, without what is empty. */
export function textOf({ admins, list, bans, mutes, invites, ...plain }: RoomState, seen?: SeenMembers): string {
  const some = (all: Iterable<unknown> = []) => {
    const array = [...all];
    return array.length === 0 ? undefined : array;
  };
  return JSON.stringify({
    ...plain,
    admins: some(admins),
    list: some(list),
    bans: some(bans),
    mutes: some(mutes),
    invites: some(invites),
    seen: some(seen),
  });
}

/** @throws when it is not what `textOf` makes */
export function stateOf(text: string): { state: RoomState; seen: SeenMembers } {
  const { admins, list, bans, mutes, seen, ...plain } = JSON.parse(text);
  const state = stateWith({
    ...plain,
    ...(admins && { admins: new Set(admins) }),
    ...(list && { list: new Set(list) }),
    ...(bans && { bans: new Map(bans) }),
    ...(mutes && { mutes: new Map(mutes) }),
  });
  return { state, seen: seen && new Map(seen) };
}

export function withId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? ids : new Set(ids).add(id);
}

export function withoutId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  if (!ids.has(id)) return ids;
  const rest = new Set(ids);
  rest.delete(id);
  return rest.size === 0 ? NO_IDS : rest;
}

export function withKey<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value);
}

export function withoutKey<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

/** The state with these on the list, as far as it has room for them. @param most how long the list may become */
export function withListed(state: RoomState, ids: Iterable<string>, most = REMEMBERED_MEMBERS): RoomState {
  let { list } = state;
  for (const id of ids) if (list.size < most && id !== state.ownerId) list = withId(list, id);
  return list === state.list ? state : { ...state, list };
}

/** The state after that member has left for good: a room for its members alone knows them no more. */
export function departed(state: RoomState, memberId: string): RoomState {
  const list = withoutId(state.list, memberId);
  const admins = state.entry === "members" ? withoutId(state.admins, memberId) : state.admins;
  return list === state.list && admins === state.admins ? state : { ...state, list, admins };
}

/** The state after that member is nobody any more: what they owned is nobody's, and they are on no list. */
export function disowned(state: RoomState, memberId: string, now: number): RoomState {
  const isOwner = state.ownerId === memberId;
  return {
    ...state,
    list: withoutId(state.list, memberId),
    admins: withoutId(state.admins, memberId),
    ...(isOwner && { ownerId: null, ownerGoneAt: now }),
  };
}
