// Names the keys of a room in Redis. They share the hash tag `{epoch}`, so that a Redis Cluster keeps them in one slot and one
// script can use them all. docs/redis.md says what each holds.

export const DEFAULT_PREFIX = "mayfly:";

/** The keys in the order in which every script gets them. The last one is the room's channel. */
export type RoomKeys = readonly string[];

export function roomKeys(prefix: string, epoch: string): RoomKeys {
  const room = `${prefix}{${epoch}}`;
  const parts = ["log", "nonces", "files", "due", "ended", "next", "events"];
  return [room, ...parts.map((part) => `${room}:${part}`)];
}

export const channelOf = (keys: RoomKeys): string => keys.at(-1) ?? "";

/** The key that remembers an ended code by its digest, for whoever looks the code up. */
export const endedCodeKey = (prefix: string, digest: string) => `${prefix}ended:${digest}`;
