// Makes what a room goes on with in a new epoch: the same events under new ids and tags.
import { withoutMemberName } from "#protocol/erased-name";
import type { LogEvent } from "#protocol/frames";
import { mentionsMember } from "../log/event-erasure.ts";
import { moveToEpoch } from "../log/move-to-epoch.ts";
import { nonceKey } from "../log/nonces.ts";
import type { Link } from "./redis-link.ts";
import type { Replica } from "./replica.ts";
import { epochOf, type RoomKeys } from "./room-keys.ts";
import { type Entry, openArguments, parseContent, type RoomContent } from "./wire-format.ts";

/** Returns what a node has of a room, as if it came from Redis. Nonces that are older than its history are forgotten. */
export function contentOf(room: Replica): RoomContent {
  const entries: Entry[] = [];
  const nonces: [string, string][] = [];
  for (const { seq, text } of room.log.read({ limit: Number.POSITIVE_INFINITY }).entries) {
    const event = JSON.parse(text);
    const key = nonceKey(event);
    if (key !== undefined) nonces.push([key, `${seq} ${event.timestamp}`]);
    entries.push({ seq, tag: "", previous: "", text });
  }
  const { head, tag, version, edition, state, founding, expires, code, log } = room;
  const { oldest } = log;
  return { head, tag, oldest, version, edition, state, founding, expires, code, entries, nonces, files: [], due: [] };
}

/** Returns what Redis has of a room without the names that this node has taken out: Redis may not have heard of it, or lost that. */
function withoutForgotten(content: RoomContent, { forgotten }: Replica): RoomContent {
  if (forgotten.length === 0) return content;
  const entries = content.entries.map((entry) => {
    const ids = forgotten.filter((id) => mentionsMember(entry.text, id));
    if (ids.length === 0) return entry;
    return { ...entry, text: JSON.stringify(ids.reduce<LogEvent>(withoutMemberName, JSON.parse(entry.text))) };
  });
  return { ...content, entries };
}

/**
 * Returns the longer one of what a node has and what Redis still has. The files are Redis's in any case, for nodes don't keep
 * their records.
 */
function chooseContent(room: Replica, inRedis: RoomContent): RoomContent {
  if (inRedis.head > room.head) return inRedis;
  return { ...contentOf(room), files: inRedis.files };
}

/** Returns the content under a new epoch. @param newTag returns another random tag at each call */
export function renewContent(content: RoomContent, from: string, to: string, newTag: () => string): RoomContent {
  let previous = newTag();
  const entries = content.entries.map(({ seq, text }) => {
    const entry = { seq, tag: newTag(), previous, text: moveToEpoch(text, from, to) };
    previous = entry.tag;
    return entry;
  });
  return { ...content, founding: { ...content.founding, epoch: to }, entries, tag: previous };
}

/** Reads what Redis still has of a room under its former epoch. @param room what this node has of it, if it does */
export async function readFormer(link: Link, keys: RoomKeys, room?: Replica): Promise<RoomContent | undefined> {
  const reply = await link.run("readFormer", keys, []);
  if (reply[0] !== "ok") return undefined;
  const content = parseContent(reply);
  return room === undefined ? content : withoutForgotten(content, room);
}

/** Begins a room's next epoch with what Redis still has of it, or with what this node has, if that is more. Another one may be quicker. */
export async function beginNext(
  link: Link,
  [former, next]: readonly [RoomKeys, RoomKeys],
  inRedis: RoomContent,
  newTag: () => string,
  room?: Replica,
): Promise<void> {
  const content = room === undefined ? inRedis : chooseContent(room, inRedis);
  await link.run("open", next, openArguments(renewContent(content, epochOf(former), epochOf(next), newTag)));
}
