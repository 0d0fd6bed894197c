// Names the keys of a room in Redis. They share the hash tag `{epoch}`, so that a Redis Cluster keeps them in one slot and one
// script can use them all. docs/redis.md says what each holds.

export const DEFAULT_PREFIX = "mayfly:";

/** The keys in the order in which every script gets them: the room, its channel, its nonces, then those that few steps need. */
export type RoomKeys = readonly string[];

export function roomKeys(prefix: string, epoch: string): RoomKeys {
  const room = `${prefix}{${epoch}}`;
  const parts = ["events", "nonces:0", "nonces:1", "files", "due", "ended", "next", "slow", "places"];
  return [room, ...parts.map((part) => `${room}:${part}`)];
}

/** The keys that are enough for an event without a state or files that erases nothing. Each key costs Redis time. */
export const plainKeys = (keys: RoomKeys): RoomKeys => keys.slice(0, 4);

/** The keys that are enough for an event of a room that is as its node knows it. @param nonces which of the two lists it adds to */
export const nextKeys = ([room = "", channel = "", ...lists]: RoomKeys, nonces: number | undefined): RoomKeys =>
  nonces === undefined ? [room, channel] : [room, channel, lists[nonces] ?? ""];

export const channelOf = ([, channel]: RoomKeys): string => channel ?? "";

/** The channel of a room on which only one node hears what it has asked for. */
export const answersChannel = ([room]: RoomKeys, node: string): string => `${room}:to:${node}`;

export function epochOf([room = ""]: RoomKeys): string {
  const start = room.indexOf("{") + 1;
  return room.slice(start, room.indexOf("}", start));
}

/** The keys of a room and of the places in it. */
export function placesKeys(prefix: string, epoch: string): readonly [room: string, places: string] {
  const keys = roomKeys(prefix, epoch);
  return [keys[0] ?? "", keys.at(-1) ?? ""];
}

/** The keys of the nodes that live. */
export const nodeKeys = (prefix: string): RoomKeys =>
  ["alive", "clock", "restoring"].map((part) => `${prefix}{nodes}:${part}`);

/** The channel that all nodes listen to: whether there are any shows by how many a message reaches. */
export const nodesChannel = (prefix: string) => `${prefix}{nodes}:all`;

/** The channel on which a node hears itself, to know how long that takes. */
export const beatChannel = (prefix: string, node: string) => `${prefix}{${node}}:beat`;

/** The key of the epochs of public rooms. */
export const listedKey = (prefix: string) => `${prefix}public`;

/** The key of the secret that all nodes sign tokens and make digests with. */
export const secretKey = (prefix: string) => `${prefix}secret`;

/** The keys of the accounts of all nodes. The last one is their channel. */
export function accountKeys(prefix: string): RoomKeys {
  const accounts = `${prefix}{accounts}`;
  const parts = ["all", "retired", "settings", "codes", "log", "changes"];
  return [accounts, ...parts.map((part) => `${accounts}:${part}`)];
}

/** The key of the end of all nodes' lifetime; it expires then. */
export const lifetimeKey = (prefix: string) => `${prefix}lifetime`;

/** The key of the code of the room that all nodes have from their start. */
export const firstRoomKey = (prefix: string, digest: string) => `${prefix}first:${digest}`;

/** The key of what one node keeps for any node to take once. */
export const onceKey = (prefix: string, text: string) => `${prefix}once:${text}`;

/** The key of what limits count visitors under, the same for a day. */
export const dayKey = (prefix: string) => `${prefix}day`;

/** The key of a bucket of a limit: when it is full again. Those of one shard are in one slot of a Cluster. */
export const limitKey = (prefix: string, shard: number, id: string) => `${limitShardKey(prefix, shard)}:${id}`;

/** Names a shard of limits. Nothing is kept under this key. */
export const limitShardKey = (prefix: string, shard: number) => `${prefix}{limits${shard}}`;

/** The key of a code, by its digest: the epoch of the room that has it, or nothing for a while after that room's end. */
export const codeKey = (prefix: string, digest: string) => `${prefix}code:${digest}`;
