// Defines a room's state, that is everything but its log, as one immutable value, and encodes it as JSON. Rooms share their
// empty collections, because most rooms have no bans, mutes or lists.
import { type Board, withoutNameOnBoard } from "#protocol/board";
import { UNKNOWN_NAME } from "#protocol/erased-name";
import type { Entry, Pinners, Vanish, Visibility, Writers } from "#protocol/frames";
import { MAX_REMEMBERED_MEMBERS } from "#protocol/limits";
import { type RoomEncryption, withoutProfile } from "../encryption/room-encryption.ts";
import type { EncodedState } from "../lib/ports.ts";

export type Invite = {
  readonly id: string;
  /** The digest of its secret, which is shown once. */
  readonly digest: string;
  readonly uses: number;
  readonly usesLeft: number;
  /** epoch ms; null: it ends with the room */
  readonly expiresAt: number | null;
  /** In encrypted rooms: the room's secret, under a key that only the link has. */
  readonly wrapped?: string;
  /** epoch ms; absent from invites of an older server */
  readonly createdAt?: number;
};

export type Ban = {
  readonly name: string;
  /** epoch ms */
  readonly at: number;
  /** Digests of the addresses the member was at, made for this room and day, where address bans are on (G6). */
  readonly places?: readonly string[];
};

/** A kicked member, who is kept out until then, epoch ms. */
export type Kick = { readonly name: string; readonly until: number };

/** A member as they were last seen. `at` is epoch ms, and null while they are present. */
export type LastSeen = { readonly name: string; readonly avatar: string | null; readonly at: number | null };

export type RoomState = {
  readonly title: string;
  /** epoch ms; null: the room has no end. */
  readonly expiresAt: number | null;
  readonly visibility: Visibility;
  readonly entry: Entry;
  /** Present exactly while the entry is `password`. */
  readonly passwordHash: string | null;
  /** Present exactly in end-to-end encrypted rooms. */
  readonly encryption?: RoomEncryption;
  readonly slowModeSeconds: number | null;
  readonly writers: Writers;
  readonly vanish: Vanish | null;
  /** Absent where only the owner and the admins may pin. */
  readonly pinners?: Pinners | undefined;
  /** What is on the board; absent while nothing is. */
  readonly board?: Board | undefined;
  readonly maxMembers: number | null;
  /** How long the room goes on without anybody in it; null: until its end; absent: as it was founded. */
  readonly idleMs?: number | null;
  readonly ownerId: string | null;
  /** Since when the room has had no owner, epoch ms; null while it has one. */
  readonly ownerGoneAt: number | null;
  /** Null once the room was handed over: the former owner's key must prove nothing. */
  readonly ownerKeyDigest: string | null;
  /** Who was given that key, where it is no longer the owner. */
  readonly ownerKeyHolder?: string | undefined;
  readonly admins: ReadonlySet<string>;
  /** The member list: those who were let in, and may come back. */
  readonly list: ReadonlySet<string>;
  readonly bans: ReadonlyMap<string, Ban>;
  readonly kicks: ReadonlyMap<string, Kick>;
  /** The end of each muted member's mute, epoch ms. */
  readonly mutes: ReadonlyMap<string, number>;
  readonly invites: readonly Invite[];
};

/** The members whom a room remembers, by id; undefined while there are none. */
export type SeenMembers = Map<string, LastSeen> | undefined;

const NO_IDS: ReadonlySet<string> = new Set();
const NO_ENTRIES: ReadonlyMap<string, never> = new Map<string, never>();
export const EMPTY_BOARD: Board = [];
const NO_INVITES: RoomState["invites"] = [];

/** Returns the default state of a room, with the given fields in place of the defaults. */
export function createState(given: Partial<RoomState>): RoomState {
  return {
    title: "",
    expiresAt: null,
    visibility: "unlisted",
    entry: "open",
    passwordHash: null,
    slowModeSeconds: null,
    writers: "everyone",
    vanish: null,
    maxMembers: null,
    ownerId: null,
    ownerGoneAt: null,
    ownerKeyDigest: null,
    admins: NO_IDS,
    list: NO_IDS,
    bans: NO_ENTRIES,
    kicks: NO_ENTRIES,
    mutes: NO_ENTRIES,
    invites: NO_INVITES,
    ...given,
  };
}

/** Returns a state and the remembered members as JSON, without empty collections. */
export function encodeState(
  { admins, list, bans, kicks, mutes, invites, ...plain }: RoomState,
  seen?: SeenMembers,
): string {
  const unlessEmpty = (all: Iterable<unknown> = []) => {
    const array = [...all];
    return array.length === 0 ? undefined : array;
  };
  return JSON.stringify({
    ...plain,
    admins: unlessEmpty(admins),
    list: unlessEmpty(list),
    bans: unlessEmpty(bans),
    kicks: unlessEmpty(kicks),
    mutes: unlessEmpty(mutes),
    invites: unlessEmpty(invites),
    seen: unlessEmpty(seen),
  });
}

/** Returns a state as the engine keeps it. */
export function toEncodedState(state: RoomState, seen: SeenMembers): EncodedState {
  return { text: encodeState(state, seen), state, expiresAt: state.expiresAt, keptFiles: filesOnBoard(state) };
}

/** Returns a state that another node has saved, as the engine keeps it. */
export function toldState(epoch: string, text: string): EncodedState {
  return { ...toEncodedState(withEpoch(decodeState(text).state, epoch), undefined), text };
}

/** Returns the ids of the files on the board. */
export function filesOnBoard({ board = [] }: RoomState): string[] {
  return board.flatMap(({ files = [] }) => files.map(({ id }) => id));
}

/** Returns the id of the message on the board that has this file. */
export function messageOnBoard({ board }: RoomState, fileId: string): string | undefined {
  return board?.find(({ files }) => files?.some(({ id }) => id === fileId))?.id;
}

/** Returns the state with the ids that messages have in this epoch: a copy of the data file gets new ones when it is restored. */
export function withEpoch(state: RoomState, epoch: string): RoomState {
  const { board } = state;
  return board === undefined ? state : { ...state, board: board.map((pin) => ({ ...pin, id: `${epoch}-${pin.seq}` })) };
}

/**
 * Returns a state as the engine keeps it, for a log in which messages have other seqs.
 * @param seqOf returns the seq that a message has there; undefined where it is none of it, and so is off the board
 */
export function withMovedPins(text: string, seqOf: (seq: number) => number | undefined): string {
  const { board, ...rest } = JSON.parse(text) as { board?: Board };
  const moved = (board ?? EMPTY_BOARD).flatMap((pin) => {
    const seq = seqOf(pin.seq);
    return seq === undefined ? [] : [{ ...pin, seq }];
  });
  return JSON.stringify({ ...rest, ...(moved.length > 0 && { board: moved }) });
}

/** Returns the state with another board; the same state where it is the same board. */
export function withBoard(state: RoomState, board: Board): RoomState {
  if (board === (state.board ?? EMPTY_BOARD)) return state;
  return { ...state, board: board.length === 0 ? undefined : board };
}

/** Returns the state that was encoded. @throws when the text is not from `encodeState` */
export function decodeState(text: string): { state: RoomState; seen: SeenMembers } {
  const { admins, list, bans, kicks, mutes, seen, ...plain } = JSON.parse(text);
  const state = createState({
    ...plain,
    ...(admins && { admins: new Set(admins) }),
    ...(list && { list: new Set(list) }),
    ...(bans && { bans: new Map(bans) }),
    ...(kicks && { kicks: new Map(kicks) }),
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
  return rest.size === 0 ? NO_ENTRIES : rest;
}

/** Returns the state with these members on the list, until it is full. @param maxListed the list's maximum length */
export function withListed(state: RoomState, ids: Iterable<string>, maxListed = MAX_REMEMBERED_MEMBERS): RoomState {
  let { list } = state;
  for (const id of ids) if (list.size < maxListed && id !== state.ownerId) list = withId(list, id);
  return list === state.list ? state : { ...state, list };
}

/** Returns the state after a member has left for good. In a members-only room, an admin who leaves is no longer an admin. */
export function withoutDepartedMember(state: RoomState, memberId: string): RoomState {
  const list = withoutId(state.list, memberId);
  const admins = state.entry === "members" ? withoutId(state.admins, memberId) : state.admins;
  return list === state.list && admins === state.admins ? state : { ...state, list, admins };
}

/**
 * Returns the state after a member's account was erased: what they owned has no owner, the key they had proves nothing, they
 * are on no list, and a ban has no name. The same state where it had nothing of them.
 */
export function withoutErasedMember(state: RoomState, memberId: string, now: number): RoomState {
  const isOwner = state.ownerId === memberId;
  const hasKey = (state.ownerKeyHolder ?? state.ownerId) === memberId;
  const list = withoutId(state.list, memberId);
  const admins = withoutId(state.admins, memberId);
  const kicks = withoutKey(state.kicks, memberId);
  const mutes = withoutKey(state.mutes, memberId);
  const ban = state.bans.get(memberId);
  const board = withoutNameOnBoard(state.board ?? EMPTY_BOARD, memberId);
  const encryption = state.encryption && withoutProfile(state.encryption, memberId);
  const isSameRoom = list === state.list && admins === state.admins && kicks === state.kicks && mutes === state.mutes;
  const isSame = isSameRoom && board === (state.board ?? EMPTY_BOARD) && encryption === state.encryption;
  if (isSame && !isOwner && !hasKey && ban === undefined) return state;
  return {
    ...withBoard(state, board),
    ...(encryption && { encryption }),
    list,
    admins,
    kicks,
    mutes,
    ...(ban && { bans: withKey(state.bans, memberId, { ...ban, name: UNKNOWN_NAME }) }),
    ...(hasKey && { ownerKeyDigest: null, ownerKeyHolder: undefined }),
    ...(isOwner && { ownerId: null, ownerGoneAt: now }),
  };
}
